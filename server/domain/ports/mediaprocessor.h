#pragma once

#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/photo.h"

#include <QByteArray>
#include <QList>

#include <memory>

namespace parlor::server {

/// What to make of an original.
struct MediaJob {
    std::shared_ptr<const int> descriptor; ///< plain bytes of the original, readable and seekable
    std::int64_t size = 0;                 ///< bytes
    QList<RenderingKind> renderings;       ///< which pictures; empty: facts only
    int rotation = 0;   ///< clockwise degrees by the owner's edit, on top of EXIF: 0, 90, 180, 270
    PhotoCrop crop{};   ///< the owner's edit, too: what is shown before it is turned
    bool urgent = true; ///< before the jobs of an import
    bool clean = false; ///< only say what has to be overwritten before somebody else gets the original
};

/// Bytes of an original that give way to others, as many: so a file stays as long as it is.
struct Overwrite {
    std::int64_t offset = 0;
    std::int64_t length = 0; ///< above 0
    QByteArray bytes;        ///< `length` of them; empty for zeros

    friend bool operator==(const Overwrite&, const Overwrite&) = default;
};

/// A picture made by a worker: no metadata in it, sRGB, right side up.
struct MadeRendering {
    RenderingKind kind = RenderingKind::Thumb;
    QByteArray bytes;
    QByteArray mimeType;
    int width = 0;
    int height = 0;
};

/// What a worker found and made. Sizes are those of the upright picture.
struct MediaResult {
    PhotoFacts facts;
    QByteArray placeholder; ///< thumbhash, at most 25 bytes
    QList<MadeRendering> renderings;
    bool damaged = false; ///< decodable only in part
    /// For `clean`, in order and apart: where it was taken, numbers of camera and lens, maker notes, texts,
    /// pictures within the picture, what is appended.
    QList<Overwrite> overwrites;
};

/// Turns untrusted originals into pictures in sandboxed worker processes; every job is answered within 20 s.
/// Errors: UnsupportedType (not an allowed format), ImageTooLarge (header limits), BadImage (undecodable),
/// ImageCrashed (the worker crashed or ran out of time or memory), SandboxMissing, Busy (queue full). Of a
/// video nothing is made: its facts are all that is answered. What can't be cleaned is an UnsupportedType
/// for a job with `clean`. Called on the domain thread.
class MediaProcessor {
public:
    virtual ~MediaProcessor() = default;
    virtual Task<Result<MediaResult>> process(MediaJob job) = 0;
};

} // namespace parlor::server
