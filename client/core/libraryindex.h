#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/photo.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace parlor::client {

/// Bits of LibraryColumns::flags, as the cache keeps them.
enum LibraryFlag : std::uint8_t {
    LibraryFavourite = 1,
    LibraryMotion = 2,
    LibraryPending = 4,
    LibraryDamaged = 8,
    LibraryVideo = 16,
};

/// The light index of a library as columns of equal length, newest first by (takenLocal, id).
struct LibraryColumns {
    static constexpr std::size_t placeholderBytes = 25;
    using Placeholder = std::array<std::uint8_t, placeholderBytes>;

    std::vector<PhotoId> ids;
    std::vector<std::int64_t> takenLocal;   ///< ms of the wall clock where it was taken, as if UTC
    std::vector<float> ratios;              ///< width / height, upright; 1 while unknown
    std::vector<std::uint8_t> flags;        ///< of LibraryFlag
    std::vector<std::uint64_t> thumbHashes; ///< the 16 hex digits of the thumb's URL; 0 while there is none
    std::vector<Placeholder> placeholders;  ///< thumbhash, padded with 0
    std::vector<std::uint8_t> placeholderSizes;

    [[nodiscard]] std::size_t size() const { return ids.size(); }
};

/// One line of the index.
struct LibraryEntry {
    PhotoId id;
    std::int64_t takenLocal = 0;
    float ratio = 1;
    std::uint8_t flags = 0;
    std::uint64_t thumbHash = 0;
    QByteArray placeholder; ///< at most 25 bytes

    friend bool operator==(const LibraryEntry&, const LibraryEntry&) = default;
};

/// The entry of a photo that lies in the library; nullopt when it is archived, in the trash or refused.
std::optional<LibraryEntry> libraryEntryOf(const Photo& photo);

/// 16 hex digits; empty for 0.
QString thumbHashText(std::uint64_t hash);
std::uint64_t thumbHashFrom(const QString& text);

/// The whole library as this device knows it.
class LibraryIndex {
public:
    [[nodiscard]] const LibraryColumns& columns() const { return m_columns; }

    [[nodiscard]] std::size_t size() const { return m_columns.size(); }

    [[nodiscard]] LibraryEntry at(std::size_t index) const;
    /// Linear; nullopt when it is not there.
    [[nodiscard]] std::optional<std::size_t> indexOf(PhotoId id) const;

    /// In any order.
    void replace(std::vector<LibraryEntry> entries);
    /// Adds, moves or changes; many at once are as cheap as one pass.
    void change(const std::vector<LibraryEntry>& entries, const std::vector<PhotoId>& removed);

private:
    void append(const LibraryEntry& entry);
    void insert(std::size_t index, const LibraryEntry& entry);
    void erase(std::size_t index);
    void rebuild(std::vector<LibraryEntry> sorted);

    LibraryColumns m_columns;
};

} // namespace parlor::client
