#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "server/media/worker/pictures/gate.h"
#include "server/media/worker/pictures/picture.h"

#include <optional>

namespace parlor::server::media {

/// A picture through libvips: every allowed format, any colours. Throws std::exception for what it can't
/// read.
class VipsRoute {
public:
    /// Reads the header only; the bytes must outlive it.
    VipsRoute(Bytes file, Format format);
    ~VipsRoute();
    VipsRoute(const VipsRoute&) = delete;
    VipsRoute& operator=(const VipsRoute&) = delete;

    [[nodiscard]] PixelSize storedSize() const;
    [[nodiscard]] Orientation orientation() const; ///< by its tag
    [[nodiscard]] Bytes exif() const;              ///< the blob as the loader has it
    [[nodiscard]] Bytes xmp() const;

    /// Of `part` of what is stored. `rotation`: clockwise degrees on top of the orientation tag.
    [[nodiscard]] Picture picture(const PixelRect& part, int rotation, bool full) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace parlor::server::media
