#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor {

/// What a person may do with an album; each includes those before it.
enum class AlbumRight {
    None,
    Read,
    Contribute, ///< put one's own photos in and take them out again
    Own,
};

/// An ordered set of photos, as one person sees it. Albums of one owner can stand in one another.
struct Album {
    AlbumId id;
    PersonId owner;
    AlbumId parent; ///< 0 at the top; 0 too for those that it is only shared with
    QString title;
    QString note;
    PhotoId cover;              ///< the chosen one, else the first; 0 when empty
    int photos = 0;             ///< that can be seen in it
    std::int64_t place = 0;     ///< among its siblings: sort by (place, id)
    std::int64_t createdAt = 0; ///< ms UTC
    std::int64_t revision = 0;  ///< rises with each change of it or of what is in it
    AlbumRight right = AlbumRight::None;
    bool shared = false; ///< with anybody

    friend bool operator==(const Album&, const Album&) = default;
};

/// Whom an album is shown to: a person, or all who may read a channel at that time.
struct AlbumShare {
    PersonId person;   ///< or
    ChannelId channel; ///< one of them is 0
    bool contribute = false;

    friend bool operator==(const AlbumShare&, const AlbumShare&) = default;
};

/// "none", "read", "contribute", "own".
QLatin1StringView nameOf(AlbumRight right);
std::optional<AlbumRight> albumRightFrom(QStringView name);

namespace codec {
QByteArray toBytes(const Album& album);
QJsonObject toJson(const Album& album);
QJsonObject toJson(const AlbumShare& share);
Result<Album> albumFromJson(const QJsonObject& json);
Result<AlbumShare> albumShareFromJson(const QJsonObject& json);
} // namespace codec

} // namespace parlor
