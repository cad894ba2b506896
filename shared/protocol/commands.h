#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/event.h"
#include "shared/protocol/plan.h"

#include <QList>
#include <QString>

#include <optional>
#include <variant>

namespace parlor {

/// What a client may ask over a WebSocket (or POST /v1/sync). The wire name of each stands above it.

/// "hello": the first frame, within 10 s. Cursors of an older epoch are answered with `reset`.
struct Hello {
    struct Cursor {
        ChannelId channel;
        Serial serial; ///< the last one applied
        friend bool operator==(const Cursor&, const Cursor&) = default;
    };

    int protocol = 1;
    QString token;          ///< access token
    QString device;         ///< for the list of sessions
    bool bulk = false;      ///< rate class bulk: imports and --lines; nothing else for people
    Epoch epoch;            ///< of the cursors; empty when there are none
    Serial person;          ///< cursor of the private stream
    QList<Cursor> channels; ///< at most 500
    friend bool operator==(const Hello&, const Hello&) = default;
};

/// "auth": a renewed token, in band.
struct Authenticate {
    QString token;
    friend bool operator==(const Authenticate&, const Authenticate&) = default;
};

/// "ping"
struct Ping {
    friend bool operator==(const Ping&, const Ping&) = default;
};

/// "send"
struct SendMessage {
    ChannelId channel;
    QString clientId;
    Entry entry; ///< photos by id only; mentions are found by the server
    std::optional<MessageId> replyTo;
    friend bool operator==(const SendMessage&, const SendMessage&) = default;
};

/// "edit"
struct EditMessage {
    ChannelId channel;
    QString clientId;
    MessageId message;
    Entry entry;
    friend bool operator==(const EditMessage&, const EditMessage&) = default;
};

/// "delete"
struct DeleteMessage {
    ChannelId channel;
    QString clientId;
    MessageId message;
    friend bool operator==(const DeleteMessage&, const DeleteMessage&) = default;
};

/// "react"
struct React {
    ChannelId channel;
    QString clientId;
    MessageId message;
    QString emoji; ///< one emoji, at most 48 bytes
    bool add = true;
    friend bool operator==(const React&, const React&) = default;
};

/// "pin"
struct PinMessage {
    ChannelId channel;
    QString clientId;
    MessageId message;
    bool pin = true;
    friend bool operator==(const PinMessage&, const PinMessage&) = default;
};

/// "history": events of one channel, oldest first; exactly one of before/after, or neither for the newest.
struct History {
    ChannelId channel;
    std::optional<Serial> before;
    std::optional<Serial> after;
    int limit = 50;            ///< 1 … 100
    bool messagesOnly = false; ///< only messages, each in its latest form, at its first place
    friend bool operator==(const History&, const History&) = default;
};

/// "read": monotonic; a lower serial is ignored.
struct MarkRead {
    ChannelId channel;
    Serial serial;
    friend bool operator==(const MarkRead&, const MarkRead&) = default;
};

/// "typing": never stored.
struct Typing {
    ChannelId channel;
    friend bool operator==(const Typing&, const Typing&) = default;
};

/// "channels": all that the person is in, and with `discover` the public ones beside them.
struct ListChannels {
    bool discover = false;
    friend bool operator==(const ListChannels&, const ListChannels&) = default;
};

/// "create"
struct CreateChannel {
    QString clientId;
    ChannelKind kind = ChannelKind::Channel;
    Visibility visibility = Visibility::Public;
    QString name;
    QString topic;
    QList<PersonId> people; ///< of a group or direct channel, without the maker
    QString description{};
    friend bool operator==(const CreateChannel&, const CreateChannel&) = default;
};

/// "join": by id or by name.
struct JoinChannel {
    QString clientId;
    ChannelId channel; ///< 0: by name
    QString name;
    friend bool operator==(const JoinChannel&, const JoinChannel&) = default;
};

/// "leave"
struct LeaveChannel {
    QString clientId;
    ChannelId channel;
    friend bool operator==(const LeaveChannel&, const LeaveChannel&) = default;
};

/// "member": add (Joined), invite, take an invitation back, kick (Removed), ban, unban, mute, unmute, role.
struct ChangeMember {
    QString clientId;
    ChannelId channel;
    PersonId person;
    MemberChange change = MemberChange::Joined;
    Role role = Role::Member;
    std::int64_t until = 0;  ///< of a ban or mute: ms UTC; 0: for ever
    bool seesHistory = true; ///< of who is added or invited: everything, or only what follows
    friend bool operator==(const ChangeMember&, const ChangeMember&) = default;
};

/// "update": name, topic, description, archive, slow mode (seconds), retention (seconds), metadata, rights of
/// roles (the whole new value).
struct UpdateChannel {
    QString clientId;
    ChannelId channel;
    std::optional<QString> name, topic;
    std::optional<bool> archived;
    std::optional<QString> description{};
    std::optional<int> slowMode{};
    std::optional<std::int64_t> retention{};
    std::optional<QJsonObject> metadata{};
    std::optional<RoleOverrides> rights{};
    friend bool operator==(const UpdateChannel&, const UpdateChannel&) = default;
};

/// "members"
struct ListMembers {
    ChannelId channel;
    bool banned = false; ///< those who may not come in, for moderators
    friend bool operator==(const ListMembers&, const ListMembers&) = default;
};

/// "people": everybody on the server whom the person may see, by the beginning of a name.
struct FindPeople {
    QString prefix;
    int limit = 50;
    friend bool operator==(const FindPeople&, const FindPeople&) = default;
};

/// "search"
struct Search {
    QString query;
    ChannelId channel;                  ///< 0: everywhere
    std::optional<std::int64_t> before; ///< ms UTC: only older ones
    int limit = 20;
    MessageId beforeId{}; ///< the next page: the last hit; 0: the first one
    friend bool operator==(const Search&, const Search&) = default;
};

/// "draft"
struct SaveDraft {
    ChannelId channel;
    QString text;
    friend bool operator==(const SaveDraft&, const SaveDraft&) = default;
};

/// "thread": the message a thread began with, then its replies after a place; answered as history.
struct Thread {
    ChannelId channel;
    MessageId message; ///< any of the thread
    std::optional<Serial> after;
    int limit = 50; ///< 1 … 100
    friend bool operator==(const Thread&, const Thread&) = default;
};

/// "versions": what a message said before and says now, as its events; answered as history, newest last.
struct ListVersions {
    ChannelId channel;
    MessageId message;
    std::optional<Serial> before{}; ///< the next page: the oldest one of this
    int limit = 100;                ///< 1 … 100
    friend bool operator==(const ListVersions&, const ListVersions&) = default;
};

/// "pins": answered as history, newest last.
struct ListPins {
    ChannelId channel;
    std::optional<Serial> before{}; ///< the next page: the oldest one of this
    int limit = 100;                ///< 1 … 100
    friend bool operator==(const ListPins&, const ListPins&) = default;
};

/// "save": keeps a message on the person's own list, or takes it off.
struct SaveMessage {
    ChannelId channel;
    MessageId message;
    bool save = true;
    friend bool operator==(const SaveMessage&, const SaveMessage&) = default;
};

/// "saved": newest first, answered as search.
struct ListSaved {
    std::optional<std::int64_t> before; ///< ms UTC: only messages older than this
    int limit = 20;
    MessageId beforeId{}; ///< the next page: the last hit; 0: the first one
    friend bool operator==(const ListSaved&, const ListSaved&) = default;
};

/// "schedule": a message for later.
struct ScheduleMessage {
    ChannelId channel;
    QString clientId;
    std::int64_t at = 0; ///< ms UTC
    Entry entry;
    std::optional<MessageId> replyTo;
    friend bool operator==(const ScheduleMessage&, const ScheduleMessage&) = default;
};

/// "remind"
struct Remind {
    QString clientId;
    std::int64_t at = 0; ///< ms UTC
    ChannelId channel{}; ///< with a message
    MessageId message{};
    QString text{};
    friend bool operator==(const Remind&, const Remind&) = default;
};

/// "unplan": a scheduled message or a reminder.
struct DropPlan {
    PlanId plan;
    friend bool operator==(const DropPlan&, const DropPlan&) = default;
};

/// "planned"
struct ListPlans {
    friend bool operator==(const ListPlans&, const ListPlans&) = default;
};

/// "keywords": all words that count as a mention of the person.
struct SetKeywords {
    QStringList words;
    friend bool operator==(const SetKeywords&, const SetKeywords&) = default;
};

/// "settings": the person's own, for all devices; the whole new value.
struct SetSettings {
    QJsonObject settings; ///< at most 16 KiB
    friend bool operator==(const SetSettings&, const SetSettings&) = default;
};

/// "notify": what of a channel the person is told about.
struct SetNotifications {
    ChannelId channel;
    Notifications notifications = Notifications::All;
    friend bool operator==(const SetNotifications&, const SetNotifications&) = default;
};

/// "mark_unread": a flag beside the marker, which never goes back; `read` takes it away.
struct MarkUnread {
    ChannelId channel;
    bool marked = true;
    friend bool operator==(const MarkUnread&, const MarkUnread&) = default;
};

/// "presence": what the person says of himself while online.
struct SetPresence {
    QJsonObject data; ///< at most 1 KiB
    friend bool operator==(const SetPresence&, const SetPresence&) = default;
};

/// "private": drafts, keywords, settings: after the private stream said reset.
struct ReadPrivate {
    friend bool operator==(const ReadPrivate&, const ReadPrivate&) = default;
};

/// "erase": nothing stays of a person but "former member" and, unless they go too, what was said.
struct ErasePerson {
    QString clientId;
    PersonId person;
    bool messages = false; ///< deletes those, too
    friend bool operator==(const ErasePerson&, const ErasePerson&) = default;
};

/// "ack": what has arrived on this device and is kept there. Cumulative and monotonic: a lower serial is
/// ignored. Where keepsReceipts(), every 32 events or after a second, whichever is first.
struct Acknowledge {
    QList<Hello::Cursor> channels; ///< 1 … 500
    friend bool operator==(const Acknowledge&, const Acknowledge&) = default;
};

/// "receipts": how far the members of a channel are, where keepsReceipts().
struct ListReceipts {
    ChannelId channel;
    friend bool operator==(const ListReceipts&, const ListReceipts&) = default;
};

using Command =
    std::variant<Hello, Authenticate, Ping, SendMessage, EditMessage, DeleteMessage, React, PinMessage,
                 History, MarkRead, Typing, ListChannels, CreateChannel, JoinChannel, LeaveChannel,
                 ChangeMember, UpdateChannel, ListMembers, FindPeople, Search, SaveDraft, Thread,
                 ListVersions, ListPins, SaveMessage, ListSaved, ScheduleMessage, Remind, DropPlan, ListPlans,
                 SetKeywords, SetSettings, SetNotifications, MarkUnread, SetPresence, ReadPrivate,
                 ErasePerson, Acknowledge, ListReceipts>;

/// A command with the number by which its answer is known; 0 asks for no answer.
struct Request {
    std::int64_t rid = 0;
    Command command;
    friend bool operator==(const Request&, const Request&) = default;
};

/// The wire name of a command, e.g. "send".
QLatin1StringView operationOf(const Command& command);

} // namespace parlor
