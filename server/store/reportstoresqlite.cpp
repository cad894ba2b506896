#include "server/store/reportstoresqlite.h"

#include "server/store/channeltable.h"
#include "server/store/eventtable.h"
#include "server/store/membershipwork.h"
#include "server/store/messagetable.h"
#include "server/store/moderationtable.h"
#include "server/store/peopletable.h"
#include "server/store/reporttable.h"
#include "server/store/rowvalues.h"

#include <limits>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// The role that counts in the channel.
Result<Role> roleIn(Connection& connection, PersonId person, const Membership& membership) {
    TRY_ASSIGN(const Person found, connection.table<PeopleTable>().person(person));
    return Guard{.serverRole = found.role, .head = {}, .membership = membership, .earlier = {}}.role();
}

/// What a resolution does beside closing the report.
class Consequence {
public:
    Consequence(Connection& connection, Effects& effects, const Report& report, const Resolution& resolution)
        : m_connection(connection), m_effects(effects), m_report(report), m_resolution(resolution) {}

    Status apply() {
        auto& channels = m_connection.table<ChannelTable>();
        TRY_ASSIGN(const Membership author, channels.membership(m_report.channel, m_report.author));
        TRY(checkRank(author));
        if (m_resolution.state == ReportState::Dismissed)
            return {};
        return m_resolution.state == ReportState::Deleted ? remove() : timeOut(author);
    }

private:
    Status checkRank(const Membership& author) {
        if (!m_resolution.by.isValid())
            return {};
        TRY_ASSIGN(const Membership own,
                   m_connection.table<ChannelTable>().membership(m_report.channel, m_resolution.by));
        TRY_ASSIGN(const Role theirs, roleIn(m_connection, m_report.author, author));
        TRY_ASSIGN(const Role mine, roleIn(m_connection, m_resolution.by, own));
        return theirs > mine ? fail(ErrorCode::Forbidden, u"a higher role"_qs) : Status();
    }

    Status remove() {
        auto& messages = m_connection.table<MessageTable>();
        const auto row = messages.live(m_report.channel, m_report.message);
        if (!row) // gone already: that is what was wanted
            return row.error().code == ErrorCode::StoreFailed ? Status(std::unexpected(row.error()))
                                                              : Status();
        TRY_ASSIGN(const Event event,
                   m_connection.table<EventTable>().append(m_report.channel,
                                                           Event{.serial = {},
                                                                 .message = m_report.message,
                                                                 .author = m_resolution.by,
                                                                 .time = 0,
                                                                 .clientId = {},
                                                                 .body = MessageDeleted()},
                                                           m_effects));
        return messages.setDeleted(*row, event.serial, m_effects);
    }

    Status timeOut(const Membership& before) {
        if (before.mutedUntil >= m_resolution.until)
            return {};
        Membership after = before;
        after.mutedUntil = m_resolution.until;
        const Operation operation{m_resolution.by, {}, {}, {}};
        TRY(MembershipWork(m_connection, m_effects)
                .change(operation, m_report.channel, m_report.author, before, after, MemberChange::Muted));
        return {};
    }

    Connection& m_connection;
    Effects& m_effects;
    const Report& m_report;
    const Resolution& m_resolution;
};

} // namespace

Task<Result<AddedReport>> SqliteReportStore::add(Report report) {
    return m_writer.submit<AddedReport>(
        [report](Connection& connection, Effects& effects) -> Result<AddedReport> {
            TRY_ASSIGN(const auto row, connection.table<MessageTable>().live(report.channel, report.message));
            return connection.table<ReportTable>().add(report, row, effects.now());
        });
}

Task<Result<Report>> SqliteReportStore::byId(ReportId id) {
    return m_readers.run<Report>(
        [id](Connection& connection) { return connection.table<ReportTable>().one(id); });
}

Task<Result<QList<Report>>> SqliteReportStore::list(ReportQuery query) {
    return m_readers.run<QList<Report>>([query](Connection& connection) -> Result<QList<Report>> {
        const std::int64_t before =
            query.before.isValid() ? query.before.value() : std::numeric_limits<std::int64_t>::max();
        TRY_ASSIGN(Rows rows, connection.statement(query.openOnly ? "reports.open"_L1 : "reports.all"_L1)
                                  .run(before, query.channel, query.limit, query.notAbout));
        QList<Report> reports;
        while (rows.next())
            reports.append(ReportTable::reportAt(rows));
        return reports;
    });
}

Task<Result<int>> SqliteReportStore::openCount() {
    return m_readers.run<int>([](Connection& connection) -> Result<int> {
        TRY_ASSIGN(Rows rows, connection.statement("reports.open_count"_L1).run());
        return rows.next() ? static_cast<int>(rows.number(0)) : 0;
    });
}

Task<Result<Report>> SqliteReportStore::resolve(Resolution resolution) {
    return m_writer.submit<Report>([resolution](Connection& connection, Effects& effects) -> Result<Report> {
        TRY_ASSIGN(Report report, connection.table<ReportTable>().one(resolution.report));
        if (resolution.by.isValid() && resolution.by == report.author)
            return fail(ErrorCode::Forbidden, u"about oneself"_qs);
        if (report.state == resolution.state)
            return report;
        if (report.state != ReportState::Open)
            return fail(ErrorCode::Conflict, u"resolved before"_qs);
        TRY(Consequence(connection, effects, report, resolution).apply());
        TRY(connection.statement("reports.resolve"_L1)
                .run(report.message, resolution.state, resolution.by, effects.now()));
        TRY(connection.table<ModerationTable>().record({.id = 0,
                                                        .time = 0,
                                                        .actor = resolution.by,
                                                        .action = u"report."_qs + nameOf(resolution.state),
                                                        .channel = report.channel,
                                                        .person = report.author,
                                                        .message = report.message,
                                                        .detail = {}},
                                                       effects));
        return connection.table<ReportTable>().one(resolution.report);
    });
}

} // namespace parlor::server
