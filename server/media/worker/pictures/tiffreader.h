#pragma once

#include "server/media/worker/pictures/bytes.h"

#include <optional>
#include <string>
#include <vector>

namespace parlor::server::media {

/// Reads the directories of a TIFF structure (TIFF 6.0, section 2), which EXIF is too, from a stranger's
/// bytes: every offset is checked, what does not fit reads as absent, nothing is followed twice.
class TiffReader {
public:
    struct Entry {
        int type = 0;
        std::uint32_t count = 0;
        std::size_t at = 0; ///< offset of its values
    };

    /// One directory, by its offset.
    class Directory {
    public:
        [[nodiscard]] std::optional<Entry> find(int tag) const;

        [[nodiscard]] bool isEmpty() const { return m_count == 0; }

        [[nodiscard]] int count() const { return m_count; }

        /// Where the next directory of the chain stands; 0 when this is the last.
        [[nodiscard]] std::size_t next() const;

    private:
        friend class TiffReader;

        Directory(const TiffReader* reader, std::size_t at, int count)
            : m_reader(reader), m_at(at), m_count(count) {}

        const TiffReader* m_reader;
        std::size_t m_at;
        int m_count;
    };

    explicit TiffReader(Bytes structure);

    [[nodiscard]] bool isValid() const { return m_valid; }

    [[nodiscard]] Directory first() const;
    [[nodiscard]] Directory at(std::size_t offset) const;

    /// Bytes, shorts and longs; nullopt for anything else.
    [[nodiscard]] std::optional<std::int64_t> integer(const std::optional<Entry>& entry) const;
    /// The n-th rational; nullopt when its denominator is 0.
    [[nodiscard]] std::optional<double> rational(const std::optional<Entry>& entry,
                                                 std::uint32_t n = 0) const;
    /// Up to the first NUL, at most 1 KiB, without spaces around it.
    [[nodiscard]] std::string text(const std::optional<Entry>& entry) const;
    [[nodiscard]] Bytes bytes(const std::optional<Entry>& entry) const;
    /// The first numbers of a list of shorts or longs.
    [[nodiscard]] std::vector<std::int64_t> integers(const std::optional<Entry>& entry,
                                                     std::size_t most) const;

private:
    [[nodiscard]] std::uint32_t read16(std::size_t at) const;
    [[nodiscard]] std::uint32_t read32(std::size_t at) const;

    Bytes m_bytes;
    bool m_big = false; ///< byte order
    bool m_valid = false;
};

/// What the gate asks of a TIFF file.
struct TiffSummary {
    std::int64_t width = 0; ///< px; 0 when unreadable
    std::int64_t height = 0;
    bool rawCamera = false; ///< a camera's own format, whose first picture is but a preview
};

bool isTiff(Bytes file);
/// Panasonic's and Olympus's files: TIFF but for its number.
bool isTiffLike(Bytes file);
TiffSummary summariseTiff(Bytes file);

} // namespace parlor::server::media
