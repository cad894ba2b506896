#pragma once

#include "server/domain/moderation/channelrights.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/moderationlog.h"
#include "server/domain/ports/reportstore.h"
#include "shared/core/clock.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// Reports and the moderators' queue. Moderators of the server see everything that was reported, those of a
/// channel what was reported there, but not who did it, nor what is about themselves. Domain thread only.
class ReportService final : public QObject {
    Q_OBJECT
public:
    ReportService(ReportStore& reports, ModerationLog& log, ChannelStore& channels, MessageStore& messages,
                  ChannelRights& rights, Executor& executor, const Clock& clock, QObject* parent = nullptr);

    /// Anybody who may read the message. UnknownChannel, UnknownMessage, Gone, TooLarge (the reason).
    Task<Result<Report>> report(const Principal& principal, ChannelId channel, MessageId message,
                                const QString& reason);
    /// Forbidden.
    Task<Result<QList<Report>>> list(const Principal& principal, const ReportQuery& query);
    /// `minutes`: of a time-out. NotFound, Conflict, Forbidden, BadRequest.
    Task<Result<Report>> resolve(const Principal& principal, ReportId id, ReportState state, int minutes);
    /// As the operator, who needs no right.
    Task<Result<Report>> resolve(ReportId id, ReportState state, int minutes);

    Task<Result<QList<Report>>> list(const ReportQuery& query) { return m_reports.list(query); }

    /// What moderators did. For moderators of the server: Forbidden.
    Task<Result<QList<ModerationEntry>>> log(const Principal& principal, std::int64_t before, int limit);

    void setOnReport(std::function<void(const Report&)> onReport) { m_onReport = std::move(onReport); }

private:
    [[nodiscard]] Resolution resolution(ReportId id, PersonId by, ReportState state, int minutes) const;
    void add(const Principal& principal, ChannelId channel, MessageId message, const QString& reason,
             const Promise<Result<Report>>& promise);

    ReportStore& m_reports;
    ModerationLog& m_log;
    ChannelStore& m_channels;
    MessageStore& m_messages;
    ChannelRights& m_rights;
    Executor& m_executor;
    const Clock& m_clock;
    std::function<void(const Report&)> m_onReport;
};

} // namespace parlor::server
