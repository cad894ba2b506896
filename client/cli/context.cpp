#include "client/cli/context.h"

#include "client/cli/output.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <QSysInfo>

namespace parlor::cli {

QString defaultProfile() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/parlor-cli"_qs;
}

Context::Context(QString profileDirectory, bool asJson)
    : profile(std::move(profileDirectory)),
      json(asJson),
      http(network, executor),
      credentials(files, profile),
      session(http, credentials, executor, clock, u"parlor-cli on "_qs + QSysInfo::machineHostName()),
      api(http, session, executor) {}

void Context::finish(ExitCode code) {
    if (m_finished)
        return;
    m_finished = true;
    QCoreApplication::exit(static_cast<int>(code));
}

void Context::fail(const Error& error) {
    fail(exitCodeFor(error.code), describe(error));
}

void Context::fail(ExitCode code, const QString& text) {
    if (m_finished)
        return;
    printError(text);
    finish(code);
}

void Context::waitsFor(const Error& error) {
    const bool isNew = !m_waitsFor || *m_waitsFor != error;
    m_waitsFor = error;
    if (isNew && error.code != ErrorCode::RateLimited && error.code != ErrorCode::Busy)
        printError(u"waiting: "_qs + describe(error));
}

void Context::failWaiting(const QString& text) {
    if (m_waitsFor)
        return fail(*m_waitsFor);
    fail(ExitCode::Temporary, text);
}

void Context::withAccount(std::function<void(const client::Account&)> then) {
    whenDone(session.restore(), &executor, this,
             [this, then](const Result<std::optional<client::Account>>& account) {
                 if (!account)
                     return fail(account.error());
                 if (!*account)
                     return fail(ExitCode::NoPermission,
                                 u"nobody is signed in with this profile: use 'login' first"_qs);
                 api.setServer((*account)->server);
                 then(**account);
             });
}

} // namespace parlor::cli
