#pragma once

#include "server/blobs/blobheader.h"
#include "server/blobs/contenthash.h"
#include "server/blobs/localblobpart.h"

#include <functional>

namespace parlor::server {

/// An open file of blob format 1 with what opens it.
struct OpenFile {
    files::Descriptor file;
    BlobHeader header;
    QByteArray key;

    /// NotFound; StoreFailed when it is not finished, not ours, or no key opens it.
    static Result<OpenFile> open(const BlobPlace& place, const QByteArray& path);

    /// The same wherever it lies; OriginalAway when it can only be on a disk that is not there.
    static Result<OpenFile> find(const BlobPlace& place, PersonId owner, BlobArea area, const QString& name);

    using Take = std::function<Status(const QByteArray&)>;

    /// The plain bytes, in pieces.
    [[nodiscard]] Status readAll(const Take& take) const;
    [[nodiscard]] Result<ContentHash> hash() const;
};

} // namespace parlor::server
