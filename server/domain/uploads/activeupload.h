#pragma once

#include "server/domain/uploads/uploadservice.h"

namespace parlor::server {

/// An upload that somebody asks for: its row and its open part. Only for UploadService's own files.
struct UploadService::Active {
    Upload upload;
    std::shared_ptr<BlobPart> part; ///< null once it is not receiving any more
    bool busy = false;
    bool completing = false;                ///< all bytes are there, and it becomes a photo; busy too
    QList<std::function<void()>> waiting;   ///< for the end of that
    std::int64_t usedAt = 0;                ///< monotonic ms
    std::optional<std::int64_t> smallest;   ///< of an upload of one piece, whose size only its end tells
    PhotoId still;                          ///< of one too: what it is the moving half of; 0 for none
    AddPhoto add;                           ///< of one too; may be empty
    PhotoState state = PhotoState::Pending; ///< of its photo, once it has been added
};

} // namespace parlor::server
