#include "server/domain/moderation/reportservice.h"

#include "server/domain/moderation/filterrule.h"
#include "shared/auth/names.h"

namespace parlor::server {

namespace {
constexpr std::int64_t minuteMs = 60'000;

bool seesReporters(const Principal& principal) {
    return principal.role >= Role::Moderator;
}

Report shown(Report report, bool withReporter) {
    if (!withReporter)
        report.reporter = {};
    return report;
}
} // namespace

ReportService::ReportService(ReportStore& reports, ModerationLog& log, ChannelStore& channels,
                             MessageStore& messages, ChannelRights& rights, Executor& executor,
                             const Clock& clock, QObject* parent)
    : QObject(parent),
      m_reports(reports),
      m_log(log),
      m_channels(channels),
      m_messages(messages),
      m_rights(rights),
      m_executor(executor),
      m_clock(clock) {}

Task<Result<Report>> ReportService::report(const Principal& principal, ChannelId channel, MessageId message,
                                           const QString& reason) {
    if (reason.size() > reportReasonCharacters)
        return doneTask<Result<Report>>(fail(ErrorCode::TooLarge));
    if (!principal.allows(channelResource(channel), u"history"))
        return doneTask<Result<Report>>(fail(ErrorCode::Forbidden));
    const Promise<Result<Report>> promise;
    whenDone(m_channels.state(principal.person.id, channel), &m_executor, this,
             [this, principal, channel, message, reason, promise](const Result<ChannelState>& state) {
                 if (!state)
                     return promise.finish(std::unexpected(state.error()));
                 if (!mayIn(*state, principal.role, ChannelRight::History))
                     return promise.finish(fail(ErrorCode::Forbidden));
                 whenDone(m_messages.message(channel, message), &m_executor, this,
                          [this, principal, channel, message, reason, promise,
                           from = state->visibleFrom](const Result<Event>& event) {
                              if (!event || event->serial < from)
                                  return promise.finish(
                                      fail(event ? ErrorCode::UnknownMessage : event.error().code));
                              add(principal, channel, message, reason, promise);
                          });
             });
    return promise.task();
}

void ReportService::add(const Principal& principal, ChannelId channel, MessageId message,
                        const QString& reason, const Promise<Result<Report>>& promise) {
    Report report;
    report.channel = channel;
    report.message = message;
    report.reporter = principal.person.id;
    report.reason = oneLine(reason, reportReasonCharacters);
    whenDone(m_reports.add(report), &m_executor, this, [this, promise](const Result<AddedReport>& added) {
        if (!added)
            return promise.finish(std::unexpected(added.error()));
        if (added->isNew && m_onReport)
            m_onReport(added->report);
        promise.finish(added->report);
    });
}

Task<Result<QList<Report>>> ReportService::list(const Principal& principal, const ReportQuery& query) {
    const Promise<Result<QList<Report>>> promise;
    const bool all = seesReporters(principal);
    ReportQuery visible = query;
    if (!all)
        visible.notAbout = principal.person.id;
    m_rights.require(principal, query.channel, Role::Moderator, u"message-delete-any",
                     [this, visible, all, promise](const Status& allowed) {
                         if (!allowed)
                             return promise.finish(std::unexpected(allowed.error()));
                         whenDone(m_reports.list(visible), &m_executor, this,
                                  [all, promise](const Result<QList<Report>>& list) {
                                      if (!list)
                                          return promise.finish(std::unexpected(list.error()));
                                      QList<Report> reports;
                                      for (const Report& report : *list)
                                          reports.append(shown(report, all));
                                      promise.finish(reports);
                                  });
                     });
    return promise.task();
}

Resolution ReportService::resolution(ReportId id, PersonId by, ReportState state, int minutes) const {
    return {id, by, state, state == ReportState::TimedOut ? m_clock.now() + minutes * minuteMs : 0};
}

Task<Result<Report>> ReportService::resolve(const Principal& principal, ReportId id, ReportState state,
                                            int minutes) {
    if (state == ReportState::Open || minutes < 1 || minutes > timeOutMinutesMost)
        return doneTask<Result<Report>>(fail(ErrorCode::BadRequest));
    const Promise<Result<Report>> promise;
    whenDone(m_reports.byId(id), &m_executor, this,
             [this, principal, id, state, minutes, promise](const Result<Report>& report) {
                 if (!report)
                     return promise.finish(std::unexpected(report.error()));
                 m_rights.require(
                     principal, report->channel, Role::Moderator, u"message-delete-any",
                     [this, principal, id, state, minutes, promise](const Status& allowed) {
                         // Strangers learn nothing about what was reported.
                         if (!allowed)
                             return promise.finish(fail(ErrorCode::NotFound));
                         whenDone(m_reports.resolve(resolution(id, principal.person.id, state, minutes)),
                                  &m_executor, this,
                                  [promise, all = seesReporters(principal)](const Result<Report>& done) {
                                      promise.finish(done ? Result<Report>(shown(*done, all)) : done);
                                  });
                     });
             });
    return promise.task();
}

Task<Result<Report>> ReportService::resolve(ReportId id, ReportState state, int minutes) {
    if (state == ReportState::Open || minutes < 1 || minutes > timeOutMinutesMost)
        return doneTask<Result<Report>>(fail(ErrorCode::BadRequest));
    return m_reports.resolve(resolution(id, {}, state, minutes));
}

Task<Result<QList<ModerationEntry>>> ReportService::log(const Principal& principal, std::int64_t before,
                                                        int limit) {
    const bool allowed =
        principal.role >= Role::Moderator && principal.allows(u"channel:*", u"message-delete-any");
    if (!allowed)
        return doneTask<Result<QList<ModerationEntry>>>(fail(ErrorCode::Forbidden));
    return m_log.entries(before, limit);
}

} // namespace parlor::server
