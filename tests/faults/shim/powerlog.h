#pragma once

#include <cstdint>

namespace parlor::test {

/// What has been done to files and is not yet known to be on the disk, with all that is needed to undo it:
/// a file of these records, each with its two paths and bytes behind it. Written before the thing is done.
struct PowerRecord {
    enum Kind : std::uint32_t {
        Write = 1, ///< bytes: what stood there before, as far as the file went
        Resize,    ///< bytes: what stood behind the new end
        Sync,      ///< all of `object` that stands before `at` in this log is durable
        Create,    ///< `path` had not been there
        Link,      ///< the same
        Remove,    ///< `path` was there and is kept as `other`
        Rename,    ///< from `path` to `other`
        MakeDirectory,
    };

    std::uint32_t kind = 0;
    std::uint32_t pathSize = 0, otherSize = 0;
    std::uint32_t bytesSize = 0;
    std::uint64_t object = 0; ///< inode of the file, or of the directory that names it
    std::int64_t at = 0;      ///< offset in the file; for Sync: in this log
    std::int64_t oldSize = 0; ///< of the file
};

/// Environment variables: the directory that is watched (canonical), and one beside it for `log` and `kept/`.
inline constexpr char powerRootVariable[] = "PARLOR_POWER_ROOT";
inline constexpr char powerLogVariable[] = "PARLOR_POWER_LOG";

} // namespace parlor::test
