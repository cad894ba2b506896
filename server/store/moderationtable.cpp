#include "server/store/moderationtable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

Status ModerationTable::record(const ModerationEntry& entry, Effects& effects) {
    TRY(m_connection.statement("moderation.record"_L1)
            .run(effects.now(), entry.actor, entry.action, entry.channel, entry.person, entry.message,
                 entry.detail));
    return {};
}

Result<QList<ModerationEntry>> ModerationTable::entries(std::int64_t before, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("moderation.entries"_L1).run(before, limit));
    QList<ModerationEntry> entries;
    while (rows.next())
        entries.append({.id = rows.number(0),
                        .time = rows.number(1),
                        .actor = rows.id<PersonId>(2),
                        .action = rows.text(3),
                        .channel = rows.id<ChannelId>(4),
                        .person = rows.id<PersonId>(5),
                        .message = rows.id<MessageId>(6),
                        .detail = rows.text(7)});
    return entries;
}

} // namespace parlor::server
