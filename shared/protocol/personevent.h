#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/album.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/photo.h"
#include "shared/protocol/plan.h"

#include <variant>

namespace parlor {

/// A channel the person is (again) in, with positions.
struct ChannelJoined {
    ChannelState state;
    friend bool operator==(const ChannelJoined&, const ChannelJoined&) = default;
};

struct ChannelLeft {
    ChannelId channel;
    friend bool operator==(const ChannelLeft&, const ChannelLeft&) = default;
};

/// The person's read marker moved on one of the devices; counters by the server's rule at that place.
struct ReadMoved {
    ChannelId channel;
    Serial read;
    std::int64_t unread = 0;
    std::int64_t mentions = 0;
    bool marked = false; ///< as unread, by the person
    friend bool operator==(const ReadMoved&, const ReadMoved&) = default;
};

struct DraftChanged {
    ChannelId channel;
    QString text; ///< empty: cleared
    friend bool operator==(const DraftChanged&, const DraftChanged&) = default;
};

struct LibraryPhotoChanged {
    Photo photo;
    friend bool operator==(const LibraryPhotoChanged&, const LibraryPhotoChanged&) = default;
};

struct LibraryPhotoRemoved {
    PhotoId photo;
    friend bool operator==(const LibraryPhotoRemoved&, const LibraryPhotoRemoved&) = default;
};

struct SettingsChanged {
    QJsonObject settings;
    friend bool operator==(const SettingsChanged&, const SettingsChanged&) = default;
};

/// Words that count as a mention of the person; all of them.
struct KeywordsChanged {
    QStringList words;
    friend bool operator==(const KeywordsChanged&, const KeywordsChanged&) = default;
};

struct SavedChanged {
    ChannelId channel;
    MessageId message;
    bool saved = true;
    friend bool operator==(const SavedChanged&, const SavedChanged&) = default;
};

/// Something planned came, went or was done; `planned` lists what there is.
struct PlanChanged {
    PlanId plan;
    PlanState state = PlanState::Planned;
    friend bool operator==(const PlanChanged&, const PlanChanged&) = default;
};

struct ReminderDue {
    Reminder reminder;
    friend bool operator==(const ReminderDue&, const ReminderDue&) = default;
};

/// The person may join a channel that is not public.
struct InvitedTo {
    Channel channel;
    PersonId by;
    friend bool operator==(const InvitedTo&, const InvitedTo&) = default;
};

struct SessionsEnded {
    QList<SessionId> sessions;
    friend bool operator==(const SessionsEnded&, const SessionsEnded&) = default;
};

/// An album of the person, or one that is shared with that person by name, or what is in it.
struct AlbumChanged {
    Album album;
    friend bool operator==(const AlbumChanged&, const AlbumChanged&) = default;
};

/// Gone, or not shared any more.
struct AlbumRemoved {
    AlbumId album;
    friend bool operator==(const AlbumRemoved&, const AlbumRemoved&) = default;
};

/// Something that those who look after the server should see: "report" (somebody or the word filter put a
/// message into the moderators' queue), "webhook_disabled" (it kept failing).
struct StaffNotice {
    QString about;
    ChannelId channel;
    QString text; ///< one line for people
    friend bool operator==(const StaffNotice&, const StaffNotice&) = default;
};

/// Of a kind that this build does not know, or swept: moves the cursor, nothing else.
struct PersonEventSkipped {
    friend bool operator==(const PersonEventSkipped&, const PersonEventSkipped&) = default;
};

using PersonEventBody =
    std::variant<ChannelJoined, ChannelLeft, ReadMoved, DraftChanged, LibraryPhotoChanged,
                 LibraryPhotoRemoved, SettingsChanged, PersonEventSkipped, KeywordsChanged, SavedChanged,
                 PlanChanged, ReminderDue, InvitedTo, SessionsEnded, AlbumChanged, AlbumRemoved, StaffNotice>;

/// One entry of a person's private stream, numbered like a channel's.
struct PersonEvent {
    Serial serial;
    std::int64_t time = 0; ///< ms UTC
    PersonEventBody body;

    friend bool operator==(const PersonEvent&, const PersonEvent&) = default;
};

/// "joined", "left", "read", "draft", "photo", "photo_removed", "settings", "skip", "keywords", "saved",
/// "plan", "reminder", "invited", "sessions_ended", "album", "album_removed", "notice".
QLatin1StringView typeOf(const PersonEventBody& body);

} // namespace parlor
