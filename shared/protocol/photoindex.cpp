#include "shared/protocol/photoindex.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>

namespace parlor {

namespace {

constexpr char magic[] = "PPIX";
constexpr std::uint8_t version = 1;
constexpr qsizetype headSize = 32;
constexpr qsizetype fixedRow = 8 + 8 + 2 + 1 + 1;
constexpr qsizetype maxPlaceholder = 25;
constexpr double stepsPerOctave = 4'096;

enum Flag : std::uint8_t { Favourite = 1, Archived = 2, Trashed = 4, Removed = 8, Motion = 16, Video = 128 };

constexpr int stateShift = 5;

template<class T>
void put(QByteArray& out, T value) {
    const T little = qToLittleEndian(value);
    out.append(reinterpret_cast<const char*>(&little), sizeof(little));
}

void putVariable(QByteArray& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.append(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.append(static_cast<char>(value));
}

// Differences wrap around, so that any two times have one.
std::uint64_t zigzag(std::uint64_t difference) {
    return (difference << 1) ^ (0 - (difference >> 63));
}

std::uint64_t unzigzag(std::uint64_t value) {
    return (value >> 1) ^ (0 - (value & 1));
}

// Never reads past its end; `ok` says whether it would have.
class Cursor {
public:
    explicit Cursor(QByteArrayView bytes) : m_bytes(bytes) {}

    template<class T>
    T number() {
        const QByteArrayView part = take(sizeof(T));
        return part.isEmpty() ? T{} : qFromLittleEndian<T>(part.data());
    }

    QByteArrayView take(qsizetype size) {
        if (size > m_bytes.size()) {
            m_ok = false;
            m_bytes = {};
            return {};
        }
        const QByteArrayView part = m_bytes.first(size);
        m_bytes = m_bytes.sliced(size);
        return part;
    }

    std::uint64_t variable() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = number<std::uint8_t>();
            // The tenth byte has room for one bit; a last byte of 0 would be a second spelling.
            if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0))
                break;
            value |= std::uint64_t(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        m_ok = false;
        return 0;
    }

    [[nodiscard]] bool ok() const { return m_ok; }

    [[nodiscard]] qsizetype rest() const { return m_bytes.size(); }

private:
    QByteArrayView m_bytes;
    bool m_ok = true;
};

std::uint8_t flagsOf(const IndexedPhoto& photo) {
    int flags = static_cast<int>(photo.state) << stateShift;
    flags |=
        (photo.favourite ? Favourite : 0) | (photo.archived ? Archived : 0) | (photo.trashed ? Trashed : 0);
    flags |= (photo.removed ? Removed : 0) | (photo.motion ? Motion : 0) | (photo.video ? Video : 0);
    return static_cast<std::uint8_t>(flags);
}

void setFlags(IndexedPhoto& photo, std::uint8_t flags) {
    photo.favourite = (flags & Favourite) != 0;
    photo.archived = (flags & Archived) != 0;
    photo.trashed = (flags & Trashed) != 0;
    photo.removed = (flags & Removed) != 0;
    photo.motion = (flags & Motion) != 0;
    photo.video = (flags & Video) != 0;
    photo.state = static_cast<PhotoState>((flags >> stateShift) & 3);
}

qsizetype placeholderSize(const IndexedPhoto& photo) {
    return photo.placeholder.size() <= maxPlaceholder ? photo.placeholder.size() : 0;
}

} // namespace

QByteArray encodePhotoIndex(const PhotoIndexPage& page) {
    const auto photos = page.photos.first(std::min<qsizetype>(page.photos.size(), photoIndexRows));
    QByteArray times;
    times.reserve(photos.size() * 6);
    std::uint64_t last = 0;
    for (const auto& photo : photos) {
        const auto time = static_cast<std::uint64_t>(photo.takenLocal);
        putVariable(times, zigzag(time - last));
        last = time;
    }
    QByteArray out;
    out.reserve(headSize + photos.size() * (fixedRow + maxPlaceholder) + times.size());
    out.append(magic, 4);
    put<std::uint8_t>(out, version);
    put<std::uint8_t>(out, page.more ? 1 : 0);
    put<std::uint16_t>(out, 0);
    put<std::uint64_t>(out, page.epoch.toULongLong(nullptr, 16));
    put<std::int64_t>(out, page.cursor);
    put<std::uint32_t>(out, static_cast<std::uint32_t>(photos.size()));
    put<std::uint32_t>(out, static_cast<std::uint32_t>(times.size()));
    for (const auto& photo : photos)
        put<std::int64_t>(out, photo.id.value());
    for (const auto& photo : photos)
        put<std::uint64_t>(out, photo.thumbHash);
    for (const auto& photo : photos)
        put<std::uint16_t>(out, photo.aspect);
    for (const auto& photo : photos)
        put<std::uint8_t>(out, flagsOf(photo));
    for (const auto& photo : photos)
        put<std::uint8_t>(out, static_cast<std::uint8_t>(placeholderSize(photo)));
    out += times;
    for (const auto& photo : photos)
        out.append(photo.placeholder.constData(), placeholderSize(photo));
    return out;
}

Result<PhotoIndexPage> decodePhotoIndex(QByteArrayView bytes) {
    Cursor head(bytes.first(std::min(bytes.size(), headSize)));
    if (head.take(4) != QByteArrayView(magic, 4))
        return fail(ErrorCode::BadFrame);
    if (head.number<std::uint8_t>() != version)
        return fail(ErrorCode::VersionMismatch);
    const auto flags = head.number<std::uint8_t>();
    const auto reserved = head.number<std::uint16_t>();
    PhotoIndexPage page;
    page.epoch = QString::number(head.number<std::uint64_t>(), 16).rightJustified(16, u'0');
    page.cursor = head.number<std::int64_t>();
    page.more = flags == 1;
    const auto count = static_cast<qsizetype>(head.number<std::uint32_t>());
    const auto timesSize = static_cast<qsizetype>(head.number<std::uint32_t>());
    // All columns of known size must be there before anything is allocated for them.
    if (!head.ok() || flags > 1 || reserved != 0 || count > photoIndexRows
        || bytes.size() < headSize + count * fixedRow + timesSize)
        return fail(ErrorCode::BadFrame);

    Cursor columns(bytes.sliced(headSize, count * fixedRow));
    Cursor times(bytes.sliced(headSize + count * fixedRow, timesSize));
    Cursor placeholders(bytes.sliced(headSize + count * fixedRow + timesSize));
    page.photos.resize(count);
    for (auto& photo : page.photos)
        photo.id = PhotoId(columns.number<std::int64_t>());
    for (auto& photo : page.photos)
        photo.thumbHash = columns.number<std::uint64_t>();
    for (auto& photo : page.photos)
        photo.aspect = columns.number<std::uint16_t>();
    bool ok = true;
    for (auto& photo : page.photos) {
        const auto bits = columns.number<std::uint8_t>();
        ok = ok && photo.id.isValid();
        setFlags(photo, bits);
    }
    std::uint64_t last = 0;
    for (auto& photo : page.photos) {
        const auto length = columns.number<std::uint8_t>();
        ok = ok && length <= maxPlaceholder;
        photo.placeholder = placeholders.take(length).toByteArray();
        last += unzigzag(times.variable());
        photo.takenLocal = static_cast<std::int64_t>(last);
    }
    if (!ok || !times.ok() || times.rest() != 0 || !placeholders.ok() || placeholders.rest() != 0)
        return fail(ErrorCode::BadFrame);
    return page;
}

std::uint16_t aspectOf(int width, int height) {
    if (width <= 0 || height <= 0)
        return IndexedPhoto::squareAspect;
    const double steps = std::round(stepsPerOctave * std::log2(double(width) / height));
    return static_cast<std::uint16_t>(std::clamp(steps + IndexedPhoto::squareAspect, 0.0, 65'535.0));
}

double ratioOf(std::uint16_t aspect) {
    return std::exp2((int(aspect) - int(IndexedPhoto::squareAspect)) / stepsPerOctave);
}

} // namespace parlor
