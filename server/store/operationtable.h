#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/store/connection.h"

namespace parlor::server {

/// Numbers in operations.kind; never changed.
enum class OperationKind {
    Post = 1,
    Edit = 2,
    Delete = 3,
    React = 4,
    Pin = 5,
    Create = 6,
    Join = 7,
    Leave = 8,
    Member = 9,
    Update = 10,
    Schedule = 11,
    Remind = 12,
    Erase = 13,
    CreateAlbum = 20, ///< `message` is the album's id
    Refused = 100,    ///< by the word filter; has no serial
};

/// What the transaction sees of the one who operates and of the channel.
struct Guard {
    Role serverRole = Role::Member;
    bool channelExists = false;
    ChannelKind kind = ChannelKind::Channel;
    Visibility visibility = Visibility::Public;
    bool archived = false;
    Serial head;
    Membership membership;
    int slowMode = 0;               ///< seconds
    RoleOverrides rights{};         ///< of the channel
    std::optional<Outcome> earlier; ///< set: answer this and do nothing

    [[nodiscard]] bool isOpen() const {
        return kind == ChannelKind::Channel && visibility == Visibility::Public;
    }

    /// The higher one of the role in the channel and, from Moderator on, the role on the server.
    [[nodiscard]] Role role() const;
    [[nodiscard]] bool may(ChannelRight right) const;
    /// Forbidden.
    [[nodiscard]] Status need(ChannelRight right) const;
    /// The channel itself gives it to the role.
    [[nodiscard]] bool grants(ChannelRight right) const;
    /// The role is enough to run the channel, and the channel does not deny it.
    [[nodiscard]] bool manages(Role atLeast) const;
    /// UnknownChannel, Banned, Forbidden.
    [[nodiscard]] Status beMember(std::int64_t now) const;
    /// That, and Muted, Archived.
    [[nodiscard]] Status mayWrite(std::int64_t now) const;
    /// That, and SlowMode.
    [[nodiscard]] Status mayPost(std::int64_t now) const;
    /// For somebody who is not in it: UnknownChannel, Banned, Forbidden, Archived.
    [[nodiscard]] Status mayEnter(std::int64_t now) const;
};

/// Rows of operations, and the check that every operation begins with.
class OperationTable {
public:
    explicit OperationTable(Connection& connection) : m_connection(connection) {}

    /// UnknownPerson, AccountDisabled, TokenRevoked, IdempotencyConflict. `channel` may be 0.
    Result<Guard> guard(const Operation& operation, ChannelId channel);
    Result<Outcome> record(const Operation& operation, OperationKind kind, const Outcome& outcome);
    Result<std::optional<Outcome>> one(const Operation& operation);

private:
    Connection& m_connection;
};

} // namespace parlor::server
