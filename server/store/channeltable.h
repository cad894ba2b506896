#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/store/connection.h"

#include <QSet>

namespace parlor::server {

/// Rows of channels and members, and the counters that follow from them.
class ChannelTable {
public:
    /// A row with what only the server needs.
    struct Row {
        Channel channel;
        Serial head;
    };

    /// Direct and small group channels name their people up to this many.
    static constexpr int namedPeople = 16;

    explicit ChannelTable(Connection& connection) : m_connection(connection) {}

    /// NameTaken. `people`: of a direct channel, all of them.
    Status insert(const Channel& channel, const QList<PersonId>& people);
    /// NameTaken.
    Status update(const Channel& channel);
    Result<Row> byId(ChannelId id);          ///< UnknownChannel
    Result<Row> byName(const QString& name); ///< UnknownChannel
    Result<std::optional<Row>> byPeople(const QList<PersonId>& people);
    Result<std::optional<Serial>> head(ChannelId id);

    Result<QList<ChannelState>> states(PersonId person, bool discover);
    /// UnknownChannel, also for what is not public and the person is not in.
    Result<ChannelState> stateFor(PersonId person, ChannelId channel);
    /// The same for everybody, member or not.
    Result<ChannelState> state(PersonId person, ChannelId channel);

    Result<Standing> standing(PersonId person, ChannelId channel); ///< UnknownChannel, UnknownPerson
    /// Channels of the person whose content the channel itself denies to them.
    Result<QSet<ChannelId>> unreadable(PersonId person);
    Result<Membership> membership(ChannelId channel, PersonId person);
    /// Writes the whole row and keeps the channel's member count.
    Status setMembership(ChannelId channel, PersonId person, const Membership& before,
                         const Membership& after);
    Result<QList<MemberRecord>> members(ChannelId channel, PersonId after, int limit);
    Result<QList<MemberRecord>> banned(ChannelId channel, std::int64_t now, int limit);
    Result<QList<PersonId>> memberIds(ChannelId channel, int limit);

private:
    Result<ChannelState> stateAt(const Rows& rows);

    Connection& m_connection;
};

} // namespace parlor::server
