#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/protocol/photo.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <cstdint>
#include <functional>

namespace parlor::client {

/// A rendering of a photo, or a file of this machine.
struct ImageRequest {
    PhotoId photo;
    RenderingKind kind = RenderingKind::Thumb;
    QString hash; ///< 16 hex digits; empty: whichever is current
    QString
        keptAs; ///< names the file on disk where `hash` is empty: 16 hex digits that change with the picture
    QString file; ///< instead of a photo: a file that the person chose
    QSize fit;    ///< device px: scaled down to cover at most this, never up; empty: as it is

    enum class Priority { Visible, Near, Later } priority = Priority::Visible;
};

/// Pictures, decoded and scaled away from the interface thread. Files are kept on disk up to a budget (least
/// recently used go first). Only JPEG, PNG and WebP are decoded, whatever a file calls itself, up to 256 MB
/// of pixels. Interface thread only.
class ImageStore {
public:
    using Ticket = std::uint64_t;
    using Ready = std::function<void(const Result<QImage>&)>;

    virtual ~ImageStore() = default;

    /// Answers once, later, on the interface thread: a QImage in a format that paints fast, or NetworkFailed,
    /// UnknownPhoto, BadImage, Cancelled (never after cancel()).
    virtual Ticket request(const ImageRequest& request, Ready ready) = 0;
    /// The answer does not come any more. Harmless for tickets that are done.
    virtual void cancel(Ticket ticket) = 0;
};

} // namespace parlor::client
