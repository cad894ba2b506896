#pragma once

#include "shared/core/result.h"
#include "shared/protocol/person.h"

#include <QJsonObject>
#include <QLatin1StringView>
#include <QStringView>

#include <array>
#include <cstdint>
#include <optional>

namespace parlor {

/// What a channel can decide for a role of its own. The words are the operations of capabilities (see
/// Capability), and `mention-all` beside them.
enum class ChannelRight {
    Publish,    ///< publish: send messages
    Subscribe,  ///< subscribe: get its events
    History,    ///< history: read, search, see its photos
    Presence,   ///< presence: be shown as there and as typing, list the members
    React,      ///< annotation-publish: react and pin
    Manage,     ///< channel-metadata: invite; granted: change name, topic and slow mode too
    UpdateOwn,  ///< message-update-own
    DeleteOwn,  ///< message-delete-own
    DeleteAny,  ///< message-delete-any
    MentionAll, ///< mention-all: without it @channel is plain text
};

inline constexpr int channelRightCount = 10;

/// The word on the wire, in commands and rows.
QLatin1StringView nameOf(ChannelRight right);
std::optional<ChannelRight> channelRightFrom(QStringView name);

/// How one channel differs from what roles may do anywhere. Admins and owners are never touched by it, so
/// that nobody locks himself out. A plain value.
class RoleOverrides {
public:
    static constexpr auto roles = std::to_array({Role::Guest, Role::Member, Role::Moderator});

    /// `{"<role>":{"grant":["<right>",…],"deny":[…]}}`. BadFrame for another role, an unknown right, or one
    /// that is both.
    static Result<RoleOverrides> fromJson(const QJsonObject& json);
    [[nodiscard]] QJsonObject toJson() const; ///< canonical; empty when nothing differs

    /// nullopt: as everywhere.
    [[nodiscard]] std::optional<bool> decision(Role role, ChannelRight right) const;
    /// Nothing for Admin and Owner.
    void decide(Role role, ChannelRight right, std::optional<bool> allowed);

    [[nodiscard]] bool isEmpty() const { return *this == RoleOverrides(); }

    friend bool operator==(const RoleOverrides&, const RoleOverrides&) = default;

private:
    struct Row {
        std::uint16_t granted = 0, denied = 0; ///< a bit for each ChannelRight
        friend bool operator==(const Row&, const Row&) = default;
    };

    std::array<Row, roles.size()> m_rows{};
};

/// The role whose overrides hold for somebody: on the server from Moderator on, or in the channel, the higher
/// one. A guest of the server is one in the channel too, until raised there. `inChannel`: of members.
Role roleHere(Role onServer, std::optional<Role> inChannel);

/// What the channel decides, otherwise what the role may do everywhere.
bool roleMay(const RoleOverrides& overrides, Role onServer, std::optional<Role> inChannel,
             ChannelRight right);

} // namespace parlor
