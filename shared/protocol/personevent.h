#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/photo.h"

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

/// Of a kind that this build does not know, or swept: moves the cursor, nothing else.
struct PersonEventSkipped {
    friend bool operator==(const PersonEventSkipped&, const PersonEventSkipped&) = default;
};

using PersonEventBody = std::variant<ChannelJoined, ChannelLeft, ReadMoved, DraftChanged, LibraryPhotoChanged,
                                     LibraryPhotoRemoved, SettingsChanged, PersonEventSkipped>;

/// One entry of a person's private stream, numbered like a channel's.
struct PersonEvent {
    Serial serial;
    std::int64_t time = 0; ///< ms UTC
    PersonEventBody body;

    friend bool operator==(const PersonEvent&, const PersonEvent&) = default;
};

/// "joined", "left", "read", "draft", "photo", "photo_removed", "settings", "skip".
QLatin1StringView typeOf(const PersonEventBody& body);

} // namespace parlor
