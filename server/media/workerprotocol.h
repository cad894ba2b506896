#pragma once

#include "server/domain/ports/mediaprocessor.h"
#include "shared/protocol/photo.h"

#include <QByteArray>
#include <QList>

#include <cstdint>
#include <optional>

/// What parlord and its picture workers say to each other: one packet of a SOCK_SEQPACKET pair each, little
/// endian, at most maxPacketBytes. Pixels never pass through it: a request carries two descriptors (the
/// original, read only; an empty memfd for what is made), a reply names slices of that memfd. Either side
/// drops a packet it can't decode.
namespace parlor::server::media {

inline constexpr std::size_t maxPacketBytes = 4096;
inline constexpr int maxTextBytes = 256; ///< of any one text in a packet
inline constexpr int workerSocket = 3;   ///< the worker's end of the pair

/// The worker's first packet, once it is locked in.
struct WorkerHello {
    int landlockAbi = 0; ///< 0: this kernel has none
    bool heif = false;   ///< can decode HEIC and AVIF
    QByteArray missing;  ///< why the sandbox could not be set up; empty when it stands

    friend bool operator==(const WorkerHello&, const WorkerHello&) = default;
};

struct WorkerRequest {
    std::uint64_t job = 0;
    std::int64_t size = 0;           ///< bytes of the original
    QList<RenderingKind> renderings; ///< each at most once
    int rotation = 0;                ///< clockwise degrees on top of EXIF: 0, 90, 180, 270
    int effort = 4;                  ///< of the WebP encoder, 0 to 6
    bool clean = false;              ///< write what is to be overwritten into the memfd, and nothing else
    PhotoCrop crop{};                ///< after EXIF, before the rotation

    friend bool operator==(const WorkerRequest&, const WorkerRequest&) = default;
};

enum class WorkerVerdict : std::uint8_t { Done, UnsupportedType, ImageTooLarge, BadImage };

/// Where in the memfd a picture lies.
struct RenderingSlice {
    RenderingKind kind = RenderingKind::Thumb;
    std::int64_t offset = 0; ///< bytes
    std::int64_t length = 0; ///< bytes, above 0
    int width = 0;           ///< px
    int height = 0;          ///< px

    friend bool operator==(const RenderingSlice&, const RenderingSlice&) = default;
};

struct WorkerReply {
    std::uint64_t job = 0;
    WorkerVerdict verdict = WorkerVerdict::BadImage;
    QByteArray detail; ///< for the log, when it is not Done
    bool damaged = false;
    PhotoFacts facts;
    QByteArray placeholder; ///< thumbhash, at most 25 bytes
    QList<RenderingSlice> slices;
    std::int64_t overwriteBytes = 0; ///< for `clean`: encoded overwrites that the memfd holds

    friend bool operator==(const WorkerReply&, const WorkerReply&) = default;
};

QByteArray encode(const WorkerHello& hello);
QByteArray encode(const WorkerRequest& request);
QByteArray encode(const WorkerReply& reply);

/// The decoders check every length, range and enumerator, and that nothing is left over: the worker's side of
/// the pair is not trusted once it has touched a stranger's bytes.
std::optional<WorkerHello> decodeHello(const QByteArray& packet);
std::optional<WorkerRequest> decodeRequest(const QByteArray& packet);
std::optional<WorkerReply> decodeReply(const QByteArray& packet);

/// A list of overwrites; at most maxOverwriteBytes.
inline constexpr std::int64_t maxOverwriteBytes = 4 * 1024 * 1024;
QByteArray encode(const QList<Overwrite>& overwrites);
/// nullopt unless they lie in order, apart and within `size` bytes of original.
std::optional<QList<Overwrite>> decodeOverwrites(const QByteArray& bytes, std::int64_t size);

/// The media type a rendering of this kind has.
QByteArray mimeTypeOf(RenderingKind kind);

} // namespace parlor::server::media
