#include "server/store/reporttable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

Report ReportTable::reportAt(const Rows& rows) {
    return {.id = rows.id<ReportId>(0),
            .channel = rows.id<ChannelId>(1),
            .message = rows.id<MessageId>(2),
            .author = rows.id<PersonId>(3),
            .reporter = rows.id<PersonId>(4),
            .reason = rows.text(5),
            .text = rows.text(6),
            .time = rows.number(7),
            .state = enumAt<ReportState>(rows, 8),
            .resolvedBy = rows.id<PersonId>(9),
            .resolvedAt = rows.number(10)};
}

Result<Report> ReportTable::one(ReportId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("reports.one"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    return reportAt(rows);
}

Result<AddedReport> ReportTable::add(Report report, const MessageTable::Row& message, std::int64_t now) {
    {
        TRY_ASSIGN(Rows rows,
                   m_connection.statement("reports.open_of"_L1).run(report.message, report.reporter));
        if (rows.next())
            return AddedReport{reportAt(rows), false};
    }
    report.id = makeNew<ReportId>();
    report.author = message.author;
    report.text = message.entry.text;
    report.time = now;
    report.state = ReportState::Open;
    TRY(m_connection.statement("reports.insert"_L1)
            .run(report.id, report.channel, report.message, report.author, report.reporter, report.reason,
                 report.text, report.time));
    return AddedReport{std::move(report), true};
}

} // namespace parlor::server
