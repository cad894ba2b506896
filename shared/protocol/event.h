#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/photo.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>
#include <variant>

namespace parlor {

enum class EntryKind { Text, Photos, Data, System };

/// "text", "photos", "data", "system".
QLatin1StringView nameOf(EntryKind kind);
std::optional<EntryKind> entryKindFrom(QStringView name);

/// Another message that is cited, from this or another channel: as it was then.
struct Quote {
    ChannelId channel;
    MessageId message;
    PersonId author{}; ///< filled in by the server
    QString text{};    ///< filled in by the server: at most 500 characters
    friend bool operator==(const Quote&, const Quote&) = default;
};

/// What a message says. Filter and search see `text` only.
struct Entry {
    EntryKind kind = EntryKind::Text;
    QString text;                 ///< at most 8 000 characters
    QString name;                 ///< for apps; at most 64 characters
    QString data;                 ///< for apps; opaque, at most 48 KiB as UTF-8
    QString encoding;             ///< of `data`, e.g. "json", "base64"
    QJsonObject metadata;         ///< at most 4 KiB
    QList<PhotoReference> photos; ///< at most 10
    QList<PersonId> mentions;     ///< found by the server
    bool mentionsAll = false;     ///< @channel
    std::optional<Quote> quote{};

    friend bool operator==(const Entry&, const Entry&) = default;
};

/// Who reacted with one emoji, in order of time.
struct Reaction {
    QString emoji;
    QList<PersonId> people;
    friend bool operator==(const Reaction&, const Reaction&) = default;
};

/// As it was posted, or, when read again later, as it is now: then `asOf` is the last event about it that is
/// already in it, and a reader ignores events about this message up to there.
struct MessagePosted {
    Entry entry; ///< empty when deleted
    std::optional<MessageId> replyTo;
    Serial asOf{}; ///< 0: as posted
    bool edited = false;
    bool deleted = false;
    bool pinned = false;
    QList<Reaction> reactions{};
    std::optional<MessageId> thread{}; ///< of a reply: the message that the thread began with
    friend bool operator==(const MessagePosted&, const MessagePosted&) = default;
};

struct MessageEdited {
    Entry entry; ///< the whole new content
    friend bool operator==(const MessageEdited&, const MessageEdited&) = default;
};

struct MessageDeleted {
    friend bool operator==(const MessageDeleted&, const MessageDeleted&) = default;
};

struct ReactionChanged {
    QString emoji;
    bool added = true;
    friend bool operator==(const ReactionChanged&, const ReactionChanged&) = default;
};

struct PinChanged {
    bool pinned = true;
    friend bool operator==(const PinChanged&, const PinChanged&) = default;
};

enum class MemberChange {
    Joined,
    Left,
    Removed,
    Banned,
    Unbanned,
    Muted,
    Unmuted,
    RoleChanged,
    Invited,   ///< may join
    Uninvited, ///< declined, or taken back
};

/// "joined", "left", "removed", "banned", "unbanned", "muted", "unmuted", "role", "invited", "uninvited".
QLatin1StringView nameOf(MemberChange change);
std::optional<MemberChange> memberChangeFrom(QStringView name);

struct MemberChanged {
    Person person;
    MemberChange change = MemberChange::Joined;
    Role role = Role::Member;
    std::int64_t until = 0; ///< of a ban or mute that ends: ms UTC
    friend bool operator==(const MemberChanged&, const MemberChanged&) = default;
};

struct ChannelChanged {
    Channel channel; ///< as it is now
    friend bool operator==(const ChannelChanged&, const ChannelChanged&) = default;
};

/// A photo of an earlier message has new renderings or was removed by its owner.
struct PhotoChanged {
    PhotoReference photo;
    bool removed = false;
    friend bool operator==(const PhotoChanged&, const PhotoChanged&) = default;
};

/// Serials (event.serial … last) that the reader may not see or that retention has swept: no gap.
struct Skipped {
    Serial last;
    friend bool operator==(const Skipped&, const Skipped&) = default;
};

using EventBody = std::variant<MessagePosted, MessageEdited, MessageDeleted, ReactionChanged, PinChanged,
                               MemberChanged, ChannelChanged, PhotoChanged, Skipped>;

/// One entry of a channel's stream.
struct Event {
    Serial serial;
    MessageId message; ///< the message it posts or is about; 0 for membership and channel changes
    PersonId author;
    std::int64_t time = 0; ///< ms UTC, when it was committed
    QString clientId;      ///< of the command that made it: pairs the sender's pending copy
    EventBody body;

    friend bool operator==(const Event&, const Event&) = default;
};

/// "message", "edit", "delete", "reaction", "pin", "member", "channel", "photo", "skip".
QLatin1StringView typeOf(const EventBody& body);

} // namespace parlor
