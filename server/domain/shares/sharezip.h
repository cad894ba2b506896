#pragma once

#include "server/domain/archives/zipblob.h"
#include "server/domain/ports/sharestore.h"
#include "server/domain/shares/originalcleaner.h"

#include <QCache>
#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// All that a public link lets one download, as one zip: originals, cleaned unless the share shows locations;
/// of what can't be cleaned or is cropped the view. The video of a live photo stands behind its still, unless
/// that is cropped. Nothing is kept but
/// checksums: the same photos make the same zip, so that a download goes on where it broke off. Domain thread
/// only.
class ShareZip final : public QObject {
    Q_OBJECT
public:
    static constexpr int mostPhotos = 2'000;
    static constexpr int mostAtOnce = 2;

    using Made = std::function<void(const Result<std::shared_ptr<ZipBlob>>&)>;

    /// All live longer, the blob store longer than what comes out.
    ShareZip(ShareStore& shares, PhotoStore& photos, OriginalCleaner& cleaner, BlobStore& blobs,
             Executor& executor, QObject* parent = nullptr);

    /// TooLarge, NotFound when there is nothing in it, Busy while others are being made.
    void make(const Share& share, Made made);

private:
    struct Making;
    using MakingPtr = std::shared_ptr<Making>;

    void nextPage(const MakingPtr& making, PhotoId after);
    void addPage(const MakingPtr& making, const SharePage& page, const QList<StoredPhoto>& halves);
    void nextFile(const MakingPtr& making);
    void addCleaned(const MakingPtr& making, const StoredPhoto& photo);
    void addView(const MakingPtr& making, const StoredPhoto& photo);
    void add(const MakingPtr& making, const QByteArray& key, const std::shared_ptr<Blob>& blob,
             const Photo& photo, const QString& name, ZipFile::Open open);
    void finish(const MakingPtr& making, const Result<std::shared_ptr<ZipBlob>>& zip);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ShareStore& m_shares;
    PhotoStore& m_photos;
    OriginalCleaner& m_cleaner;
    BlobStore& m_blobs;
    Executor& m_executor;
    QCache<QByteArray, std::uint32_t> m_sums; ///< of cleaned originals and views, by what they are made of
    int m_making = 0;
};

} // namespace parlor::server
