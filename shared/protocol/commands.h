#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/event.h"

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

/// "member": invite (Joined), kick (Removed), ban, unban, mute, unmute, change of role.
struct ChangeMember {
    QString clientId;
    ChannelId channel;
    PersonId person;
    MemberChange change = MemberChange::Joined;
    Role role = Role::Member;
    friend bool operator==(const ChangeMember&, const ChangeMember&) = default;
};

/// "update": name, topic, archive.
struct UpdateChannel {
    QString clientId;
    ChannelId channel;
    std::optional<QString> name, topic;
    std::optional<bool> archived;
    friend bool operator==(const UpdateChannel&, const UpdateChannel&) = default;
};

/// "members"
struct ListMembers {
    ChannelId channel;
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
    std::optional<std::int64_t> before; ///< ms UTC: the next page
    int limit = 20;
    friend bool operator==(const Search&, const Search&) = default;
};

/// "draft"
struct SaveDraft {
    ChannelId channel;
    QString text;
    friend bool operator==(const SaveDraft&, const SaveDraft&) = default;
};

using Command =
    std::variant<Hello, Authenticate, Ping, SendMessage, EditMessage, DeleteMessage, React, PinMessage,
                 History, MarkRead, Typing, ListChannels, CreateChannel, JoinChannel, LeaveChannel,
                 ChangeMember, UpdateChannel, ListMembers, FindPeople, Search, SaveDraft>;

/// A command with the number by which its answer is known; 0 asks for no answer.
struct Request {
    std::int64_t rid = 0;
    Command command;
    friend bool operator==(const Request&, const Request&) = default;
};

/// The wire name of a command, e.g. "send".
QLatin1StringView operationOf(const Command& command);

} // namespace parlor
