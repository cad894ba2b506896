#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/locality.h"
#include "shared/protocol/photocrop.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace parlor {

/// Derived pictures; the original is not one of them.
enum class RenderingKind {
    Thumb, ///< JPEG, 400 px wide, at most 1 600 high
    Grid,  ///< JPEG, 800 px wide, on demand
    View,  ///< WebP, 2 048 px long side
    Full,  ///< JPEG at original size, on demand
};

enum class PhotoState {
    Pending, ///< stored, not yet looked at
    Ready,
    Damaged, ///< shown as far as it can be decoded
    Failed,  ///< kept, but no picture can be made of it
};

inline constexpr int highestRating = 5; ///< stars

/// What a picture says about itself.
struct PhotoFacts {
    int width = 0;                          ///< px, upright
    int height = 0;                         ///< px, upright
    std::optional<std::int64_t> takenAt;    ///< ms UTC; absent when the file does not say
    std::optional<int> offsetMinutes;       ///< of local time from UTC when it was taken
    std::optional<std::int64_t> takenLocal; ///< ms of the wall clock, as if UTC
    QByteArray mimeType;                    ///< from the decoder, never from the name
    QString make, model, lens;
    std::optional<double> exposureSeconds, fNumber, focalLengthMm;
    std::optional<int> iso;
    std::optional<double> latitude, longitude, altitude; ///< degrees, metres
    int rating = 0;                                      ///< stars; 0: not said
    std::uint64_t perceptualHash = 0;                    ///< 64-bit; 0 when none was made
    bool panorama = false;
    bool motion = false;                    ///< holds or belongs to a short video
    std::optional<std::int64_t> durationMs; ///< of a video, or of the one in a motion photo when it says so
    QByteArray contentId;                   ///< what both halves of a live photo say, at most 64 characters
    std::int64_t motionOffset = 0;          ///< of the video that lies in the original
    std::int64_t motionBytes = 0;           ///< 0: none lies there

    [[nodiscard]] bool isVideo() const { return mimeType.startsWith("video/"); }

    friend bool operator==(const PhotoFacts&, const PhotoFacts&) = default;
};

struct Rendering {
    RenderingKind kind = RenderingKind::Thumb;
    QString hash; ///< the first 16 hex digits of the SHA-256 of its own bytes: part of its URL
    int width = 0;
    int height = 0;
    std::int64_t size = 0;

    friend bool operator==(const Rendering&, const Rendering&) = default;
};

/// A finished original and its facts, as its owner sees it.
struct Photo {
    PhotoId id;
    PersonId owner;
    PhotoState state = PhotoState::Pending;
    QString reason;           ///< wire code of why it is Damaged or Failed; empty otherwise
    QString name;             ///< file name, cleaned
    QByteArray sha256;        ///< 32 bytes, of the original
    std::int64_t size = 0;    ///< bytes of the original
    std::int64_t takenAt = 0; ///< ms UTC; the upload's time when the picture does not say
    int offsetMinutes = 0;
    std::int64_t takenLocal = 0; ///< ms of the wall clock there, as if UTC: what libraries sort by
    std::int64_t uploadedAt = 0; ///< ms UTC
    PhotoFacts facts;
    Locality locality;      ///< of the place in `facts`
    QByteArray placeholder; ///< thumbhash
    QList<Rendering> renderings;
    bool favourite = false, archived = false, trashed = false;
    QString caption;
    QStringList tags; ///< as the owner wrote them, no two alike
    int rating = 0;   ///< stars, 1 to highestRating; 0: none
    int rotation = 0; ///< clockwise degrees, the owner's edit
    PhotoCrop crop;   ///< the owner's edit, too
    QJsonObject metadata;

    friend bool operator==(const Photo&, const Photo&) = default;
};

/// A photo as it stands in a message: all that is needed to lay it out before a byte of it has arrived.
struct PhotoReference {
    PhotoId id;
    int width = 0;
    int height = 0;
    QByteArray placeholder; ///< thumbhash
    QString thumbHash;      ///< for the URL; empty while pending
    QString viewHash;
    bool video = false;          ///< has no picture
    std::int64_t durationMs = 0; ///< of a video; 0 when nobody knows

    friend bool operator==(const PhotoReference&, const PhotoReference&) = default;
};

/// "thumb", "grid", "view", "full": in URLs, rows and commands.
QLatin1StringView nameOf(RenderingKind kind);
std::optional<RenderingKind> renderingKindFrom(QStringView name);
QLatin1StringView nameOf(PhotoState state);
std::optional<PhotoState> photoStateFrom(QStringView name);

} // namespace parlor
