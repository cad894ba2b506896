#include "server/domain/archives/ziplayout.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>
#include <limits>

namespace parlor::server {

namespace {

constexpr std::int64_t full32 = 0xffffffff;
constexpr qsizetype full16 = 0xffff;
constexpr std::uint16_t utf8Names = 0x0800;
constexpr std::uint16_t plainVersion = 20, zip64Version = 45;
constexpr std::uint16_t madeByUnix = 3 << 8;
constexpr std::uint32_t plainFile = 0100644U << 16;

void put16(QByteArray& out, std::uint32_t value) {
    out += static_cast<char>(value & 0xff);
    out += static_cast<char>((value >> 8) & 0xff);
}

void put32(QByteArray& out, std::int64_t value) {
    put16(out, static_cast<std::uint32_t>(value) & 0xffff);
    put16(out, (static_cast<std::uint32_t>(value) >> 16) & 0xffff);
}

void put64(QByteArray& out, std::int64_t value) {
    put32(out, value & full32);
    put32(out, (value >> 32) & full32);
}

std::int64_t most32(std::int64_t value) {
    return std::min(value, full32);
}

/// MS-DOS time in the low half, date in the high one: even seconds from 1980 to 2107.
std::uint32_t dosTime(std::int64_t wallClock) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(wallClock, Qt::UTC);
    const QDate date = time.date();
    if (date.year() < 1980)
        return (1U << 21) | (1U << 16);
    if (date.year() > 2107)
        return (127U << 25) | (12U << 21) | (31U << 16);
    const auto bits = [](int value, int shift) { return static_cast<std::uint32_t>(value) << shift; };
    return bits(date.year() - 1980, 25) | bits(date.month(), 21) | bits(date.day(), 16)
           | bits(time.time().hour(), 11) | bits(time.time().minute(), 5) | bits(time.time().second() / 2, 0);
}

/// Info-ZIP's "UT": the time in seconds; 32 bits with a sign are all it has.
QByteArray timeField(std::int64_t changedAt) {
    const std::int64_t seconds = changedAt / 1'000;
    if (seconds < std::numeric_limits<std::int32_t>::min()
        || seconds > std::numeric_limits<std::int32_t>::max())
        return {};
    QByteArray field;
    put16(field, 0x5455);
    put16(field, 5);
    field += '\x01';
    put32(field, seconds & full32);
    return field;
}

QByteArray wideField(const QList<std::int64_t>& numbers) {
    if (numbers.isEmpty())
        return {};
    QByteArray field;
    put16(field, 0x0001);
    put16(field, static_cast<std::uint32_t>(numbers.size() * 8));
    for (const std::int64_t number : numbers)
        put64(field, number);
    return field;
}

/// From "version needed" to the length of the name: the same in both headers.
void putFacts(QByteArray& out, const ZipMember& member, bool wide) {
    put16(out, wide ? zip64Version : plainVersion);
    put16(out, utf8Names);
    put16(out, 0); // stored
    put32(out, dosTime(member.wallClock));
    put32(out, member.crc32);
    put32(out, most32(member.size));
    put32(out, most32(member.size));
    put16(out, static_cast<std::uint32_t>(member.name.size()));
}

} // namespace

ZipLayout::ZipLayout(QList<ZipMember> members) : m_members(std::move(members)) {
    m_places.resize(static_cast<std::size_t>(m_members.size()));
    std::int64_t at = 0;
    for (qsizetype i = 0; i < m_members.size(); ++i) {
        m_places[static_cast<std::size_t>(i)].header = at;
        at += localHeader(m_members.at(i)).size() + m_members.at(i).size;
    }
    m_directory = at;
    for (qsizetype i = 0; i < m_members.size(); ++i) {
        m_places[static_cast<std::size_t>(i)].central = at;
        at += centralRecord(i).size();
    }
    m_ending = at;
    m_size = at + ending().size();
}

QByteArray ZipLayout::localHeader(const ZipMember& member) const {
    const bool wide = member.size >= full32;
    const QByteArray extra =
        (wide ? wideField({member.size, member.size}) : QByteArray()) + timeField(member.changedAt);
    QByteArray out("PK\x03\x04", 4);
    putFacts(out, member, wide);
    put16(out, static_cast<std::uint32_t>(extra.size()));
    return out + member.name + extra;
}

QByteArray ZipLayout::centralRecord(qsizetype index) const {
    const ZipMember& member = m_members.at(index);
    const std::int64_t header = m_places[static_cast<std::size_t>(index)].header;
    QList<std::int64_t> numbers;
    if (member.size >= full32)
        numbers = {member.size, member.size};
    if (header >= full32)
        numbers.append(header);
    const QByteArray extra = wideField(numbers) + timeField(member.changedAt);
    QByteArray out("PK\x01\x02", 4);
    put16(out, madeByUnix | (numbers.isEmpty() ? plainVersion : zip64Version));
    putFacts(out, member, !numbers.isEmpty());
    put16(out, static_cast<std::uint32_t>(extra.size()));
    put16(out, 0); // comment
    put16(out, 0); // disk
    put16(out, 0); // no text
    put32(out, plainFile);
    put32(out, most32(header));
    return out + member.name + extra;
}

QByteArray ZipLayout::ending() const {
    const std::int64_t bytes = m_ending - m_directory;
    QByteArray out;
    if (m_members.size() >= full16 || m_directory >= full32 || bytes >= full32) {
        out = QByteArray("PK\x06\x06", 4);
        put64(out, 44); // of what follows
        put16(out, madeByUnix | zip64Version);
        put16(out, zip64Version);
        put32(out, 0);
        put32(out, 0);
        put64(out, m_members.size());
        put64(out, m_members.size());
        put64(out, bytes);
        put64(out, m_directory);
        out += QByteArray("PK\x06\x07", 4);
        put32(out, 0);
        put64(out, m_ending);
        put32(out, 1);
    }
    const auto count = static_cast<std::uint32_t>(std::min(m_members.size(), full16));
    out += QByteArray("PK\x05\x06", 4);
    put16(out, 0);
    put16(out, 0);
    put16(out, count);
    put16(out, count);
    put32(out, most32(bytes));
    put32(out, most32(m_directory));
    put16(out, 0);
    return out;
}

ZipLayout::Piece ZipLayout::at(std::int64_t offset, std::int64_t length) const {
    const auto own = [&](const QByteArray& bytes, std::int64_t begin) {
        return Piece{bytes.mid(offset - begin, length), -1, 0, 0};
    };
    if (offset >= m_ending)
        return own(ending(), m_ending);
    const auto lastUpTo = [&](std::int64_t Place::* where) {
        const auto next = std::ranges::upper_bound(m_places, offset, {}, where);
        return static_cast<qsizetype>(next - m_places.begin()) - 1;
    };
    if (offset >= m_directory) {
        const qsizetype index = lastUpTo(&Place::central);
        return own(centralRecord(index), m_places[static_cast<std::size_t>(index)].central);
    }
    const qsizetype index = lastUpTo(&Place::header);
    const std::int64_t begin = m_places[static_cast<std::size_t>(index)].header;
    const ZipMember& member = m_members.at(index);
    const QByteArray header = localHeader(member);
    const std::int64_t data = begin + header.size();
    if (offset < data)
        return own(header, begin);
    return {{}, index, offset - data, std::min(length, data + member.size - offset)};
}

QByteArray ZipLayout::digest() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (qsizetype i = 0; i < m_members.size(); ++i)
        hash.addData(centralRecord(i));
    hash.addData(ending());
    return hash.result().left(16);
}

} // namespace parlor::server
