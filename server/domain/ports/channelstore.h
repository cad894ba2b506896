#pragma once

#include "server/domain/ports/committed.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/event.h"
#include "shared/protocol/personevent.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <algorithm>
#include <optional>

namespace parlor::server {

/// Of somebody who is not in the channel.
enum class Invitation { None, WithoutHistory, WithHistory };

/// How one person stands to one channel. Times ms UTC; a time in the past or 0 means "not".
struct Membership {
    bool member = false;
    Role role = Role::Member; ///< in this channel
    std::int64_t joinedAt = 0;
    Serial visibleFrom;
    Serial read;
    std::int64_t mutedUntil = 0;  ///< may not write
    std::int64_t bannedUntil = 0; ///< may not join
    Notifications notifications = Notifications::All;
    Invitation invited = Invitation::None; ///< may join although it is not public
    bool markedUnread = false;             ///< by the person
    std::int64_t lastPost = 0;             ///< kept while the channel has a slow mode

    friend bool operator==(const Membership&, const Membership&) = default;
};

/// "For ever" for bans and mutes.
inline constexpr std::int64_t endOfTime = 9'007'199'254'740'991;

/// What decides about a person's rights in one channel.
struct Standing {
    bool open = false; ///< a public channel: everybody on the server may read it
    Role onServer = Role::Guest;
    Membership membership;
    RoleOverrides rights;

    [[nodiscard]] bool may(ChannelRight right) const {
        return roleMay(rights, onServer, membership.member ? std::optional(membership.role) : std::nullopt,
                       right);
    }

    /// Its content: being in it or its being open, and the right to it.
    [[nodiscard]] bool mayRead() const { return (membership.member || open) && may(ChannelRight::History); }

    /// The role that counts, see ChannelStore.
    [[nodiscard]] Role role() const {
        const Role inChannel = membership.member ? membership.role : Role::Guest;
        return onServer >= Role::Moderator ? std::max(onServer, inChannel) : inChannel;
    }
};

/// Whether somebody of this role on the server may do it in the channel that stands so to him.
inline bool mayIn(const ChannelState& state, Role onServer, ChannelRight right) {
    return roleMay(state.channel.rights, onServer, state.member ? std::optional(state.role) : std::nullopt,
                   right);
}

struct NewChannel {
    ChannelKind kind = ChannelKind::Channel;
    Visibility visibility = Visibility::Public; ///< ignored but for ChannelKind::Channel
    QString name; ///< unique without case among channels; may be empty for groups
    QString topic;
    QJsonObject metadata;
    QList<PersonId> people; ///< without the maker
    QString description{};
};

struct MemberUpdate {
    PersonId person;
    MemberChange change = MemberChange::Joined; ///< anything but Left
    Role role = Role::Member;                   ///< for Joined and RoleChanged
    std::int64_t until = endOfTime;             ///< for Banned and Muted, ms UTC
    bool seesHistory = true;                    ///< for Joined and Invited: everything, or only what follows
};

struct ChannelUpdate {
    std::optional<QString> name, topic;
    std::optional<bool> archived;
    std::optional<QJsonObject> metadata; ///< the whole new value
    std::optional<QString> description{};
    std::optional<int> slowMode{};           ///< seconds
    std::optional<std::int64_t> retention{}; ///< seconds
    std::optional<RoleOverrides> rights{};   ///< the whole new value
};

struct MemberRecord {
    Person person;
    Membership membership;
};

/// Channels, who is in them, and each person's place in them. Calls are thread-safe; writes are durable when
/// answered and every event they make passes the committed stream.
///
/// Rights are re-checked inside the transaction, because a write that was queued earlier may have changed
/// them. The role that counts is the higher one of the role in the channel and, from Moderator on, the role
/// on the server. Common errors: UnknownChannel (also for a private channel one is not in), UnknownPerson,
/// AccountDisabled, TokenRevoked, Forbidden, Archived, IdempotencyConflict, StoreFailed, DiskFull.
///
/// What a channel grants or denies to a role (Channel::rights) holds for every write, Forbidden; a mention of
/// everybody without the right to it is stored as none.
///
/// The counting rule: unread are messages of others with a serial above `read` and not before `visibleFrom`
/// that are not deleted and not of kind System; mentions are those of them that name the person or the whole
/// channel. Both are exact up to countCap and stop there.
class ChannelStore {
public:
    virtual ~ChannelStore() = default;

    static constexpr int countCap = 1'000;

    /// The maker becomes owner. A direct channel is found by its set of people when it exists. Makes a
    /// ChannelChanged and a MemberChanged each, and a ChannelJoined in each one's private stream. NameTaken.
    virtual Task<Result<Outcome>> create(Operation operation, NewChannel channel) = 0;
    /// For public channels, and for others where one is invited (an invitation says itself what is seen).
    /// Banned; guests need an invitation. Being in it already changes nothing. Asked again it gets the first
    /// outcome, whatever `channel` then is: whoever named one may mean none by now.
    virtual Task<Result<Outcome>> join(Operation operation, ChannelId channel, bool seesHistory) = 0;
    /// Direct channels can't be left: Forbidden. Not being in it changes nothing; declines an invitation.
    virtual Task<Result<Outcome>> leave(Operation operation, ChannelId channel) = 0;
    /// An invitation is an InvitedTo in the private stream. `atLeast`: the role that the operator needs.
    /// Nobody can change somebody of a higher role: Forbidden.
    virtual Task<Result<Outcome>> changeMember(Operation operation, ChannelId channel, MemberUpdate update,
                                               Role atLeast) = 0;
    /// NameTaken.
    virtual Task<Result<Outcome>> update(Operation operation, ChannelId channel, ChannelUpdate update,
                                         Role atLeast) = 0;

    virtual Task<Result<Channel>> byId(ChannelId id) = 0;
    virtual Task<Result<Channel>> byName(QString name) = 0; ///< without case; ChannelKind::Channel only
    /// The direct channel of exactly these people (oneself included).
    virtual Task<Result<std::optional<ChannelId>>> findDirect(QList<PersonId> people) = 0;

    /// All that the person is in; with `discover` the public ones that are not archived and those where one
    /// is invited, too. In order of id.
    virtual Task<Result<QList<ChannelState>>> list(PersonId person, bool discover) = 0;
    /// Public channels are given to everybody, others to members only: UnknownChannel.
    virtual Task<Result<ChannelState>> state(PersonId person, ChannelId channel) = 0;
    /// In order of person id, those after `after`; at most `limit`.
    virtual Task<Result<QList<MemberRecord>>> members(ChannelId channel, PersonId after, int limit) = 0;
    /// Also of strangers, and of channels that they can not see. UnknownChannel, UnknownPerson.
    virtual Task<Result<Standing>> standing(PersonId person, ChannelId channel) = 0;
    /// A Membership with member == false for strangers.
    virtual Task<Result<Membership>> membership(ChannelId channel, PersonId person) = 0;
    virtual Task<Result<QHash<ChannelId, Membership>>>
    memberships(PersonId person) = 0; ///< where member == true
    virtual Task<Result<QHash<ChannelId, Serial>>> heads(QList<ChannelId> channels) = 0; ///< those that exist

    /// Those who may not come in at `now` (ms UTC), in order of person id.
    virtual Task<Result<QList<MemberRecord>>> banned(ChannelId channel, std::int64_t now, int limit) = 0;
    /// Channels that do not keep their messages for ever, with the seconds that they do.
    virtual Task<Result<QHash<ChannelId, std::int64_t>>> retentions() = 0;

    /// A flag beside the marker; a change is a ReadMoved in the private stream.
    virtual Task<Status> markUnread(PersonId person, ChannelId channel, bool marked) = 0;
    /// Moves the marker forward, never back and never beyond the head, and takes the flag away; a change is a
    /// ReadMoved in the private stream. Answers where it is now, with the counters.
    virtual Task<Result<ReadMoved>> markRead(PersonId person, ChannelId channel, Serial serial) = 0;
    /// Empty clears; a change is a DraftChanged in the private stream.
    virtual Task<Status> saveDraft(PersonId person, ChannelId channel, QString text) = 0;
    virtual Task<Result<QList<DraftChanged>>> drafts(PersonId person) = 0;
    virtual Task<Status> setNotifications(PersonId person, ChannelId channel, Notifications setting) = 0;
};

} // namespace parlor::server
