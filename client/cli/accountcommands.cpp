#include "client/cli/accountcommands.h"

#include "client/cli/output.h"
#include "client/core/actions.h"

#include <QFile>

namespace parlor::cli {

namespace {

constexpr qint64 longestPassword = 4096;

Result<QString> readPassword(const QString& path) {
    QFile file(path);
    const bool opened = path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return parlor::fail(ErrorCode::FileFailed, path);
    QByteArray password = file.read(longestPassword);
    while (password.endsWith('\n') || password.endsWith('\r'))
        password.chop(1);
    if (password.isEmpty() || !password.isValidUtf8())
        return parlor::fail(ErrorCode::BadText, path);
    return QString::fromUtf8(password);
}

void failToRead(Context& context, const Error& error) {
    if (error.code == ErrorCode::BadText)
        context.fail(ExitCode::Data, u"the password file is empty or not UTF-8"_qs);
    else
        context.fail(ExitCode::NoInput, u"the password file can not be read"_qs);
}

} // namespace

LoginCommand::LoginCommand(Context& context, LoginOptions options)
    : m_context(context), m_options(std::move(options)) {}

void LoginCommand::start() {
    client::ServerAddress server;
    if (m_options.url.startsWith(u"parlor:"_qs)) {
        const auto link = client::parseInviteLink(m_options.url);
        if (!link)
            return m_context.fail(ExitCode::Usage, u"this is not an invite link"_qs);
        server = link->server;
        m_options.code = link->code;
    } else {
        const auto parsed = client::parseServerAddress(m_options.url);
        if (!parsed && parsed.error().code == ErrorCode::PlainHttpPassword)
            return m_context.fail(ExitCode::Config,
                                  u"passwords are sent over https only, except to this machine itself"_qs);
        if (!parsed)
            return m_context.fail(ExitCode::Usage, u"this is not a server's address"_qs);
        server = *parsed;
    }
    if (!m_options.pin.isEmpty())
        server.pin = QByteArray::fromHex(m_options.pin.toLatin1());
    if (!m_options.pin.isEmpty() && server.pin.size() != 32)
        return m_context.fail(ExitCode::Usage, u"the pin is not 64 hexadecimal digits"_qs);
    m_pinned = !server.pin.isEmpty();
    const auto password = readPassword(m_options.passwordFile);
    if (!password)
        return failToRead(m_context, password.error());
    const auto entering =
        m_options.code.isEmpty()
            ? m_context.session.signIn({server, m_options.user, *password})
            : m_context.session.redeem({server, m_options.code, m_options.user, *password, {}});
    whenDone(entering, &m_context.executor, this,
             [this](const Result<client::Account>& account) { entered(account); });
}

void LoginCommand::entered(const Result<client::Account>& account) {
    if (!account && account.error().code == ErrorCode::TlsFailed && !account.error().detail.isEmpty())
        return m_context.fail(
            ExitCode::Config,
            m_pinned
                ? u"the server's certificate is another one than the pin says: do not trust it"_qs
                : u"nobody vouches for the server's certificate; if you know that it is %1, add --pin"_qs.arg(
                      account.error().detail));
    if (!account)
        return m_context.fail(account.error());
    if (m_context.json)
        printLine(QJsonObject{{u"server"_qs, account->server.url.toString()},
                              {u"name"_qs, account->person.name},
                              {u"id"_qs, account->person.id.toString()},
                              {u"session"_qs, account->session.toString()}});
    else
        printLine(u"signed in as %1 at %2"_qs.arg(account->person.name, account->serverName));
    m_context.finish(ExitCode::Ok);
}

void LogoutCommand::start() {
    m_context.withAccount([this](const client::Account& account) {
        whenDone(m_context.session.signOut(), &m_context.executor, this,
                 [this, name = account.person.name](const Status& ended) {
                     // Forgotten here in any case; a session that had ended before is no failure.
                     if (!ended && exitCodeFor(ended.error().code) != ExitCode::NoPermission)
                         return m_context.fail(ended.error());
                     if (m_context.json)
                         printLine(QJsonObject{{u"name"_qs, name}});
                     else
                         printLine(name + u" is signed out"_qs);
                     m_context.finish(ExitCode::Ok);
                 });
    });
}

InviteCommand::InviteCommand(Context& context, QString role, int hours)
    : m_context(context), m_role(std::move(role)), m_hours(hours) {}

void InviteCommand::start() {
    m_context.withAccount([this](const client::Account&) {
        QJsonObject body{{u"role"_qs, m_role}};
        if (m_hours > 0)
            body.insert(u"hours"_qs, m_hours);
        whenDone(m_context.api.json("POST", u"/v1/invites"_qs, body), &m_context.executor, this,
                 [this](const Result<client::HttpAnswer>& answer) {
                     const auto object = client::objectOf(answer);
                     if (!object)
                         return m_context.fail(object.error());
                     if (m_context.json)
                         printLine(*object);
                     else
                         printLine(object->value(u"link"_qs).toString());
                     m_context.finish(ExitCode::Ok);
                 });
    });
}

} // namespace parlor::cli
