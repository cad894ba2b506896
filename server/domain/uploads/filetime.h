#pragma once

#include <QByteArray>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// When a file was last changed, as its sender's disk says.
struct FileTime {
    std::int64_t at = 0;   ///< ms UTC
    int offsetMinutes = 0; ///< of local time from UTC, where the sender is

    friend bool operator==(const FileTime&, const FileTime&) = default;
};

/// True when an upload's metadata has the key `import`, with or without a value: nobody waits for its
/// pictures.
bool isOfImport(const QByteArray& metadata);

/// Of an upload's metadata as tus sends it: the values of `modified` (ms UTC, decimal) and `modified_offset`
/// (minutes, -840 … 840). nullopt when there is none, it is no number, or it lies before 1990 or after `now`
/// (ms UTC): such clocks tell nothing.
std::optional<FileTime> fileTimeIn(const QByteArray& metadata, std::int64_t now);

} // namespace parlor::server
