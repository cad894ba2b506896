#include "server/store/noticestoresqlite.h"

#include "server/store/peopletable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

NoticeSettings settingsAt(const Rows& rows) {
    return {rows.id<PersonId>(0), rows.flag(1), rows.text(2)};
}

} // namespace

Task<Status> SqliteNoticeStore::setSettings(NoticeSettings settings) {
    return m_writer.submit<void>([settings](Connection& connection, Effects&) -> Status {
        TRY(connection.table<PeopleTable>().byId(settings.person));
        TRY(connection.statement("notices.set_settings"_L1)
                .run(settings.person, settings.enabled, settings.mail));
        return {};
    });
}

Task<Result<NoticeSettings>> SqliteNoticeStore::settings(PersonId person) {
    return m_readers.run<NoticeSettings>([person](Connection& connection) -> Result<NoticeSettings> {
        TRY_ASSIGN(Rows rows, connection.statement("notices.settings"_L1).run(person));
        return rows.next() ? settingsAt(rows) : NoticeSettings{person, false, {}};
    });
}

Task<Result<QList<NoticeSettings>>> SqliteNoticeStore::enabledSettings() {
    return m_readers.run<QList<NoticeSettings>>([](Connection& connection) -> Result<QList<NoticeSettings>> {
        TRY_ASSIGN(Rows rows, connection.statement("notices.enabled"_L1).run());
        QList<NoticeSettings> all;
        while (rows.next())
            all.append(settingsAt(rows));
        return all;
    });
}

Task<Status> SqliteNoticeStore::add(PendingNotice notice, std::int64_t quietMs) {
    return m_writer.submit<void>([notice, quietMs](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("notices.add"_L1)
                .run(notice.person, notice.mentions, notice.directs, notice.channel, notice.message,
                     notice.serial, notice.dueAt, quietMs));
        return {};
    });
}

Task<Result<QList<PendingNotice>>> SqliteNoticeStore::due(std::int64_t now, int limit) {
    return m_readers.run<QList<PendingNotice>>(
        [now, limit](Connection& connection) -> Result<QList<PendingNotice>> {
            TRY_ASSIGN(Rows rows, connection.statement("notices.due"_L1).run(now, limit));
            QList<PendingNotice> due;
            while (rows.next())
                due.append({.person = rows.id<PersonId>(0),
                            .mentions = static_cast<int>(rows.number(1)),
                            .directs = static_cast<int>(rows.number(2)),
                            .channel = rows.id<ChannelId>(3),
                            .message = rows.id<MessageId>(4),
                            .serial = rows.serial(5),
                            .dueAt = rows.number(6),
                            .attempts = static_cast<int>(rows.number(7))});
            return due;
        });
}

Task<Status> SqliteNoticeStore::done(PendingNotice notice, bool told, std::int64_t quietMs) {
    return m_writer.submit<void>([notice, told, quietMs](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const int all, connection.statement("notices.done"_L1)
                                      .change(notice.person, notice.message, effects.now(), told));
        if (all == 0)
            TRY(connection.statement("notices.done_partly"_L1)
                    .run(notice.person, notice.message, notice.mentions, notice.directs, effects.now(),
                         quietMs, told));
        return {};
    });
}

Task<Status> SqliteNoticeStore::postpone(PersonId person, std::int64_t dueAt) {
    return m_writer.submit<void>([person, dueAt](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("notices.postpone"_L1).run(person, dueAt));
        return {};
    });
}

} // namespace parlor::server
