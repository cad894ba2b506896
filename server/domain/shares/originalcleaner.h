#pragma once

#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/mediaprocessor.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/shares/cleanedblob.h"
#include "shared/core/executor.h"

#include <QCache>
#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// Originals as others may have them: without where they were taken and which camera took them, but with
/// every pixel. What has to be overwritten is found by a worker, once a file. Domain thread only.
class OriginalCleaner final : public QObject {
    Q_OBJECT
public:
    using Opened = std::function<void(const Result<std::shared_ptr<CleanedBlob>>&)>;

    /// All live longer.
    OriginalCleaner(BlobStore& blobs, MediaProcessor& media, Executor& executor, QObject* parent = nullptr);

    /// Calls `opened` with the cleaned file, which is as long as the original. UnsupportedType when it can't
    /// be cleaned, Busy when too many wait; also all of MediaProcessor and BlobStore.
    void open(const StoredPhoto& photo, Opened opened);

private:
    using Overwrites = std::shared_ptr<const QList<Overwrite>>;

    struct Known {
        Overwrites overwrites; ///< null: it can't be cleaned
    };

    void look(const QByteArray& sha256, const std::shared_ptr<Blob>& blob);
    void found(const QByteArray& sha256, const Result<Overwrites>& overwrites);
    static void answer(const Known& known, const std::shared_ptr<Blob>& blob, const Opened& opened);

    BlobStore& m_blobs;
    MediaProcessor& m_media;
    Executor& m_executor;
    QCache<QByteArray, Known> m_known; ///< by the file's SHA-256; costs bytes
    QHash<QByteArray, QList<std::pair<std::shared_ptr<Blob>, Opened>>> m_waiting;
    int m_looking = 0;
    QList<std::pair<QByteArray, std::shared_ptr<Blob>>> m_later; ///< to be looked at, first come first
};

} // namespace parlor::server
