#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/channelrights.h"
#include "shared/protocol/person.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace parlor {

enum class ChannelKind {
    Channel, ///< named; public or private
    Group,   ///< several people, found by nobody else
    Direct,  ///< found or made by its set of people
};

enum class Visibility { Public, Private };

/// "channel", "group", "direct" and "public", "private": on the wire, in rows and commands.
QLatin1StringView nameOf(ChannelKind kind);
std::optional<ChannelKind> channelKindFrom(QStringView name);
QLatin1StringView nameOf(Visibility visibility);
std::optional<Visibility> visibilityFrom(QStringView name);

/// What of a channel a person is told about while not looking.
enum class Notifications { All, Mentions, Nothing };

/// "all", "mentions", "nothing".
QLatin1StringView nameOf(Notifications notifications);
std::optional<Notifications> notificationsFrom(QStringView name);

/// A named ordered stream, as everybody in it sees it.
struct Channel {
    ChannelId id;
    ChannelKind kind = ChannelKind::Channel;
    Visibility visibility = Visibility::Public;
    QString name; ///< empty for groups without one and for direct channels
    QString topic;
    bool archived = false;
    QJsonObject metadata;       ///< at most 4 KiB
    std::int64_t createdAt = 0; ///< ms UTC
    PersonId createdBy;
    QString description{};      ///< at most 1 000 characters
    int slowMode = 0;           ///< seconds between two messages of one person; 0: none
    std::int64_t retention = 0; ///< seconds that messages are kept; 0: for ever
    RoleOverrides rights{};     ///< what roles may do here other than everywhere

    friend bool operator==(const Channel&, const Channel&) = default;
};

/// How a cursor given in `hello` can be continued.
enum class Resume {
    Ok,    ///< what was missed follows at once
    More,  ///< page it with `history`, the open channel first
    Reset, ///< too much: forget the cursor, take the newest page, leave a hole
};

/// "ok", "more", "reset".
QLatin1StringView nameOf(Resume resume);
std::optional<Resume> resumeFrom(QStringView name);

/// A channel as one person stands to it: the positions and counters, by the server's one rule.
struct ChannelState {
    Channel channel;
    Serial last;        ///< the channel's newest serial
    Serial read;        ///< the person's read marker
    Serial visibleFrom; ///< the first serial that the person may see
    std::int64_t unread = 0;
    std::int64_t mentions = 0;
    bool member = false;
    bool muted = false;       ///< the person hears no notifications
    Role role = Role::Member; ///< in this channel
    int memberCount = 0;
    Resume resume = Resume::Ok;
    QList<PersonId> people; ///< of a direct or small group channel; else empty
    Notifications notifications = Notifications::All;
    bool markedUnread = false; ///< by the person, until the channel is read again
    bool invited = false;      ///< may join although it is not public
    Serial delivered{};        ///< the highest one that the person has acknowledged; where keepsReceipts()

    friend bool operator==(const ChannelState&, const ChannelState&) = default;
};

/// Whether it is told in such a channel who has received and read what: direct ones and small groups.
bool keepsReceipts(ChannelKind kind, int memberCount);

/// How far one person is in a channel: what has arrived on a device of theirs, and what they have read.
struct Receipt {
    PersonId person;
    Serial delivered; ///< at least `read`
    Serial read;      ///< 0 of who does not tell
    friend bool operator==(const Receipt&, const Receipt&) = default;
};

struct Member {
    Person person;
    Role role = Role::Member;
    bool online = false;
    bool muted = false;        ///< may not write
    std::int64_t joinedAt = 0; ///< ms UTC
    std::int64_t until = 0;    ///< ms UTC when the mute, or in a list of banned people the ban, ends; 0: none
    QJsonObject presence{};    ///< what the person says of himself while online

    friend bool operator==(const Member&, const Member&) = default;
};

} // namespace parlor
