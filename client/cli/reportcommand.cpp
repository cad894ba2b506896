#include "client/cli/reportcommand.h"

#include "client/cli/output.h"
#include "client/core/session/api.h"

namespace parlor::cli {

namespace {
constexpr int patienceMs = 30'000;
} // namespace

ReportCommand::ReportCommand(Context& context, ReportOptions options)
    : m_context(context),
      m_options(std::move(options)),
      m_dialog(context, {[this] { ready(); }, {}, {}, {}}) {}

void ReportCommand::start() {
    m_context.withAccount([this](const client::Account&) { m_dialog.open(patienceMs, false); });
}

void ReportCommand::ready() {
    const ChannelState* state = m_dialog.channel(m_options.channel);
    const auto id = state ? std::optional(state->channel.id) : ChannelId::fromString(m_options.channel);
    if (!id)
        return m_context.fail({ErrorCode::UnknownChannel, {}, 0});
    if (!std::exchange(m_sent, true))
        send(id->toString());
}

void ReportCommand::send(const QString& channel) {
    QJsonObject body{{u"channel"_qs, channel}, {u"message"_qs, m_options.message}};
    if (!m_options.reason.isEmpty())
        body.insert(u"reason"_qs, m_options.reason);
    whenDone(m_context.api.json("POST", u"/v1/reports"_qs, body), &m_context.executor, this,
             [this](const Result<client::HttpAnswer>& answer) {
                 const auto report = client::objectOf(answer);
                 if (!report)
                     return m_context.fail(report.error());
                 if (m_context.json)
                     printLine(*report);
                 else
                     printLine(report->value(u"report"_qs).toString());
                 m_context.finish(ExitCode::Ok);
             });
}

} // namespace parlor::cli
