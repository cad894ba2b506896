#include "client/cli/noticescommand.h"

#include "client/cli/output.h"
#include "client/core/session/api.h"

namespace parlor::cli {

namespace {

const QString& path() {
    static const QString notices = u"/v1/notices"_qs;
    return notices;
}

} // namespace

NoticesCommand::NoticesCommand(Context& context, NoticesOptions options)
    : m_context(context), m_options(std::move(options)) {}

void NoticesCommand::start() {
    m_context.withAccount([this](const client::Account&) {
        whenDone(m_context.api.get(path()), &m_context.executor, this,
                 [this](const Result<client::HttpAnswer>& answer) {
                     const auto settings = client::objectOf(answer);
                     if (!settings)
                         return m_context.fail(settings.error());
                     if (m_options.enabled || m_options.mail)
                         return change(*settings);
                     show(*settings);
                 });
    });
}

// A PUT says all of it: what nobody mentioned stays as it is.
void NoticesCommand::change(QJsonObject settings) {
    if (m_options.enabled)
        settings.insert(u"enabled"_qs, *m_options.enabled);
    if (m_options.mail)
        settings.insert(u"mail"_qs, *m_options.mail);
    whenDone(m_context.api.json("PUT", path(), settings), &m_context.executor, this,
             [this](const Result<client::HttpAnswer>& answer) {
                 const auto changed = client::objectOf(answer);
                 if (!changed)
                     return m_context.fail(changed.error());
                 show(*changed);
             });
}

void NoticesCommand::show(const QJsonObject& settings) {
    if (m_context.json)
        printLine(settings);
    else
        printLine((settings.value(u"enabled"_qs).toBool() ? u"on  "_qs : u"off  "_qs)
                  + settings.value(u"mail"_qs).toString());
    m_context.finish(ExitCode::Ok);
}

} // namespace parlor::cli
