#include "server/media/workerprotocol.h"

#include "server/media/bytecodec.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace parlor::server::media {

namespace {

constexpr std::uint32_t magic = 0x314b5750; // "PWK1"
constexpr int maxSide = 30'000;
constexpr int maxKinds = 4;
constexpr qsizetype maxContentId = 64;
constexpr std::int64_t largestFile = std::int64_t(1) << 40;

enum class Kind : std::uint8_t { Hello = 1, Request, Reply };

ByteWriter begin(Kind kind) {
    ByteWriter out;
    out.number(magic);
    out.number(static_cast<std::uint8_t>(kind));
    return out;
}

bool begins(ByteReader& in, Kind kind) {
    return in.number<std::uint32_t>() == magic
           && in.number<std::uint8_t>() == static_cast<std::uint8_t>(kind);
}

RenderingKind readKind(ByteReader& in) {
    const auto value = in.number<std::uint8_t>();
    if (value >= maxKinds)
        in.fail();
    return in.ok() ? static_cast<RenderingKind>(value) : RenderingKind::Thumb;
}

template<class T, class Write>
void writeOptional(ByteWriter& out, const std::optional<T>& value, Write write) {
    out.flag(value.has_value());
    if (value)
        write(*value);
}

void writeReal(ByteWriter& out, const std::optional<double>& value) {
    writeOptional(out, value, [&](double v) { out.real(v); });
}

std::optional<double> readReal(ByteReader& in, double lowest, double highest) {
    if (!in.flag())
        return std::nullopt;
    const double value = in.real();
    if (!std::isfinite(value) || value < lowest || value > highest)
        in.fail();
    return value;
}

template<class T>
void writeInteger(ByteWriter& out, const std::optional<T>& value) {
    writeOptional(out, value, [&](T v) { out.number(v); });
}

template<class T>
std::optional<T> readInteger(ByteReader& in, std::int64_t lowest, std::int64_t highest) {
    if (!in.flag())
        return std::nullopt;
    const T value = in.number<T>();
    if (value < lowest || value > highest)
        in.fail();
    return value;
}

QByteArray shortened(const QString& text) {
    QString kept = text;
    QByteArray bytes = kept.toUtf8();
    while (bytes.size() > maxTextBytes) {
        kept.chop(1);
        bytes = kept.toUtf8();
    }
    return bytes;
}

/// Text out of a stranger's file: one line of printable characters.
QString readText(ByteReader& in) {
    QString text = QString::fromUtf8(in.text(maxTextBytes));
    text.removeIf([](QChar c) { return !c.isPrint() || c.unicode() == 0xfffd; });
    return text.trimmed();
}

int readSide(ByteReader& in, int lowest) {
    const auto value = in.number<std::int32_t>();
    if (value < lowest || value > maxSide)
        in.fail();
    return value;
}

void writeFacts(ByteWriter& out, const PhotoFacts& facts) {
    out.number(static_cast<std::int32_t>(facts.width));
    out.number(static_cast<std::int32_t>(facts.height));
    writeInteger(out, facts.takenAt);
    writeInteger(out, facts.offsetMinutes);
    writeInteger(out, facts.takenLocal);
    out.text(facts.mimeType);
    for (const QString* text : {&facts.make, &facts.model, &facts.lens})
        out.text(shortened(*text));
    for (const auto* value : {&facts.exposureSeconds, &facts.fNumber, &facts.focalLengthMm})
        writeReal(out, *value);
    writeInteger(out, facts.iso);
    for (const auto* value : {&facts.latitude, &facts.longitude, &facts.altitude})
        writeReal(out, *value);
    out.number(static_cast<std::uint8_t>(facts.rating));
    out.number(facts.perceptualHash);
    out.flag(facts.panorama);
    out.flag(facts.motion);
    writeInteger(out, facts.durationMs);
    out.text(facts.contentId.left(maxContentId));
    out.number(facts.motionOffset);
    out.number(facts.motionBytes);
}

PhotoFacts readFacts(ByteReader& in) {
    constexpr std::int64_t farthest = 8'000'000'000'000; // ms, the year 2223
    PhotoFacts facts;
    facts.width = readSide(in, 0);
    facts.height = readSide(in, 0);
    facts.takenAt = readInteger<std::int64_t>(in, -farthest, farthest);
    facts.offsetMinutes = readInteger<int>(in, -18 * 60, 18 * 60);
    facts.takenLocal = readInteger<std::int64_t>(in, -farthest, farthest);
    facts.mimeType = in.text(32);
    for (QString* text : {&facts.make, &facts.model, &facts.lens})
        *text = readText(in);
    for (auto* value : {&facts.exposureSeconds, &facts.fNumber, &facts.focalLengthMm})
        *value = readReal(in, 0, 1e6);
    facts.iso = readInteger<int>(in, 0, 100'000'000);
    facts.latitude = readReal(in, -90, 90);
    facts.longitude = readReal(in, -180, 180);
    facts.altitude = readReal(in, -1e6, 1e6);
    facts.rating = in.number<std::uint8_t>();
    facts.perceptualHash = in.number<std::uint64_t>();
    facts.panorama = in.flag();
    facts.motion = in.flag();
    facts.durationMs = readInteger<std::int64_t>(in, 0, farthest);
    facts.contentId = in.text(maxContentId);
    facts.motionOffset = in.number<std::int64_t>();
    facts.motionBytes = in.number<std::int64_t>();
    const bool named = std::ranges::all_of(facts.contentId, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
    });
    if (!named || facts.rating > highestRating || facts.motionOffset < 0 || facts.motionOffset > largestFile
        || facts.motionBytes < 0 || facts.motionBytes > largestFile)
        in.fail();
    return facts;
}

void writeCrop(ByteWriter& out, const PhotoCrop& crop) {
    for (const int number : {crop.x(), crop.y(), crop.width(), crop.height()})
        out.number(static_cast<std::int32_t>(number));
}

PhotoCrop readCrop(ByteReader& in) {
    const int x = in.number<std::int32_t>();
    const int y = in.number<std::int32_t>();
    const int width = in.number<std::int32_t>();
    const auto crop = PhotoCrop::from(x, y, width, in.number<std::int32_t>());
    if (!crop)
        in.fail();
    return crop.value_or(PhotoCrop());
}

RenderingSlice readSlice(ByteReader& in) {
    RenderingSlice slice;
    slice.kind = readKind(in);
    slice.offset = in.number<std::int64_t>();
    slice.length = in.number<std::int64_t>();
    slice.width = readSide(in, 1);
    slice.height = readSide(in, 1);
    constexpr std::int64_t most = std::int64_t(1) << 32;
    if (slice.offset < 0 || slice.offset > most || slice.length < 1 || slice.length > most)
        in.fail();
    return slice;
}

} // namespace

QByteArray encode(const WorkerHello& hello) {
    ByteWriter out = begin(Kind::Hello);
    out.number(static_cast<std::int32_t>(hello.landlockAbi));
    out.flag(hello.heif);
    out.text(hello.missing.left(maxTextBytes));
    return out.bytes();
}

std::optional<WorkerHello> decodeHello(const QByteArray& packet) {
    ByteReader in(packet);
    if (!begins(in, Kind::Hello))
        return std::nullopt;
    WorkerHello hello;
    hello.landlockAbi = in.number<std::int32_t>();
    hello.heif = in.flag();
    hello.missing = in.text(maxTextBytes);
    return in.finished() ? std::optional(hello) : std::nullopt;
}

QByteArray encode(const WorkerRequest& request) {
    ByteWriter out = begin(Kind::Request);
    out.number(request.job);
    out.number(request.size);
    out.number(static_cast<std::uint8_t>(request.renderings.size()));
    for (const RenderingKind kind : request.renderings)
        out.number(static_cast<std::uint8_t>(kind));
    out.number(static_cast<std::int32_t>(request.rotation));
    out.number(static_cast<std::int32_t>(request.effort));
    out.flag(request.clean);
    writeCrop(out, request.crop);
    return out.bytes();
}

std::optional<WorkerRequest> decodeRequest(const QByteArray& packet) {
    ByteReader in(packet);
    if (!begins(in, Kind::Request))
        return std::nullopt;
    WorkerRequest request;
    request.job = in.number<std::uint64_t>();
    request.size = in.number<std::int64_t>();
    const int count = in.number<std::uint8_t>();
    if (request.size < 0 || count > maxKinds)
        return std::nullopt;
    for (int i = 0; i < count; ++i) {
        const RenderingKind kind = readKind(in);
        if (request.renderings.contains(kind))
            return std::nullopt;
        request.renderings.append(kind);
    }
    request.rotation = in.number<std::int32_t>();
    request.effort = in.number<std::int32_t>();
    request.clean = in.flag();
    request.crop = readCrop(in);
    const bool right = request.rotation % 90 == 0 && request.rotation >= 0 && request.rotation < 360
                       && request.effort >= 0 && request.effort <= 6;
    return right && in.finished() ? std::optional(request) : std::nullopt;
}

QByteArray encode(const WorkerReply& reply) {
    ByteWriter out = begin(Kind::Reply);
    out.number(reply.job);
    out.number(static_cast<std::uint8_t>(reply.verdict));
    out.text(reply.detail.left(maxTextBytes));
    out.flag(reply.damaged);
    writeFacts(out, reply.facts);
    out.text(reply.placeholder);
    out.number(static_cast<std::uint8_t>(reply.slices.size()));
    for (const RenderingSlice& slice : reply.slices) {
        out.number(static_cast<std::uint8_t>(slice.kind));
        out.number(slice.offset);
        out.number(slice.length);
        out.number(static_cast<std::int32_t>(slice.width));
        out.number(static_cast<std::int32_t>(slice.height));
    }
    out.number(reply.overwriteBytes);
    return out.bytes();
}

std::optional<WorkerReply> decodeReply(const QByteArray& packet) {
    ByteReader in(packet);
    if (!begins(in, Kind::Reply))
        return std::nullopt;
    WorkerReply reply;
    reply.job = in.number<std::uint64_t>();
    const auto verdict = in.number<std::uint8_t>();
    if (verdict > static_cast<std::uint8_t>(WorkerVerdict::BadImage))
        return std::nullopt;
    reply.verdict = static_cast<WorkerVerdict>(verdict);
    reply.detail = in.text(maxTextBytes);
    reply.damaged = in.flag();
    reply.facts = readFacts(in);
    reply.placeholder = in.text(25);
    const int count = in.number<std::uint8_t>();
    if (count > maxKinds)
        return std::nullopt;
    for (int i = 0; i < count && in.ok(); ++i)
        reply.slices.append(readSlice(in));
    reply.overwriteBytes = in.number<std::int64_t>();
    if (reply.overwriteBytes < 0 || reply.overwriteBytes > maxOverwriteBytes)
        return std::nullopt;
    return in.finished() ? std::optional(reply) : std::nullopt;
}

QByteArray encode(const QList<Overwrite>& overwrites) {
    ByteWriter out;
    for (const Overwrite& overwrite : overwrites) {
        out.number(overwrite.offset);
        out.number(overwrite.length);
        out.text(overwrite.bytes);
    }
    return out.bytes();
}

std::optional<QList<Overwrite>> decodeOverwrites(const QByteArray& bytes, std::int64_t size) {
    constexpr qsizetype mostBytes = 65'535;
    constexpr qsizetype headBytes = 18; // two numbers and the length of the bytes
    ByteReader in(bytes);
    QList<Overwrite> overwrites;
    std::int64_t end = 0;
    qsizetype left = bytes.size();
    while (in.ok() && left > 0) {
        Overwrite next;
        next.offset = in.number<std::int64_t>();
        next.length = in.number<std::int64_t>();
        next.bytes = in.text(mostBytes);
        left -= headBytes + next.bytes.size();
        const bool fits = next.offset >= end && next.length > 0 && next.offset <= size
                          && next.length <= size - next.offset
                          && (next.bytes.isEmpty() || next.bytes.size() == next.length);
        if (!fits)
            return std::nullopt;
        end = next.offset + next.length;
        overwrites.append(std::move(next));
    }
    return in.finished() ? std::optional(overwrites) : std::nullopt;
}

QByteArray mimeTypeOf(RenderingKind kind) {
    return kind == RenderingKind::View ? "image/webp"_ba : "image/jpeg"_ba;
}

} // namespace parlor::server::media
