#pragma once

#include <QByteArray>
#include <QList>

#include <cstdint>
#include <vector>

namespace parlor::server {

/// A file as it stands in a zip.
struct ZipMember {
    QByteArray name;            ///< UTF-8, '/' between folders, no two alike
    std::int64_t size = 0;      ///< bytes
    std::uint32_t crc32 = 0;    ///< of the bytes
    std::int64_t changedAt = 0; ///< ms UTC
    std::int64_t wallClock = 0; ///< the same time by the clock on the wall there, ms as if UTC
};

/// Where each byte of a zip (PKWARE APPNOTE 6.3.10) stands, known before one of them is read: members are
/// stored as they are, sizes and CRCs stand in their headers. ZIP64 records where numbers need them; names
/// are marked as UTF-8; times as MS-DOS wall clock and as UTC (Info-ZIP's extra field "UT"). The same members
/// give the same bytes. A value without I/O; 150 bytes a member beside its name.
class ZipLayout {
public:
    explicit ZipLayout(QList<ZipMember> members);

    [[nodiscard]] std::int64_t size() const { return m_size; } ///< of the whole zip

    [[nodiscard]] const QList<ZipMember>& members() const { return m_members; }

    /// Bytes of the zip's own, or a part of a member.
    struct Piece {
        QByteArray bytes;
        qsizetype member = -1; ///< when `bytes` is empty
        std::int64_t offset = 0;
        std::int64_t length = 0;
    };

    /// What begins at `offset`, which is less than size(): at least one byte, at most `length`.
    [[nodiscard]] Piece at(std::int64_t offset, std::int64_t length) const;

    /// 16 bytes that differ when any byte of the zip does, as far as members are told apart by size and CRC.
    [[nodiscard]] QByteArray digest() const;

private:
    struct Place {
        std::int64_t header = 0;  ///< of the local header
        std::int64_t central = 0; ///< of its record in the directory
    };

    [[nodiscard]] QByteArray localHeader(const ZipMember& member) const;
    [[nodiscard]] QByteArray centralRecord(qsizetype index) const;
    [[nodiscard]] QByteArray ending() const;

    QList<ZipMember> m_members;
    std::vector<Place> m_places;
    std::int64_t m_directory = 0; ///< where it begins
    std::int64_t m_ending = 0;    ///< what follows it
    std::int64_t m_size = 0;
};

} // namespace parlor::server
