#include "server/domain/shares/sharezip.h"

#include "server/domain/archives/uniquenames.h"
#include "server/domain/shares/sharednames.h"

#include <QHash>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr int pageSize = 200;
constexpr int sumsKept = 50'000;

/// Goes on in the thread that has the file: what is left to do takes no time.
class AtOnce final : public Executor {
public:
    void post(Job job) override { job(); }
};

AtOnce& atOnce() {
    static AtOnce executor;
    return executor;
}

ZipFile::Open cleanedOpener(BlobStore& blobs, const StoredPhoto& photo,
                            std::shared_ptr<const QList<Overwrite>> overwrites) {
    return [&blobs, owner = photo.photo.owner, name = photo.blob, overwrites = std::move(overwrites)] {
        const Promise<Result<std::shared_ptr<Blob>>> promise;
        blobs.open(owner, BlobArea::Originals, name)
            .then(&atOnce(), [promise, overwrites](const Result<std::shared_ptr<Blob>>& blob) {
                promise.finish(
                    blob ? Result<std::shared_ptr<Blob>>(std::make_shared<CleanedBlob>(*blob, overwrites))
                         : blob);
            });
        return promise.task();
    };
}

/// The moving halves of live photos.
QList<PhotoId> halvesOf(const QList<StoredPhoto>& photos) {
    QList<PhotoId> halves;
    for (const StoredPhoto& photo : photos)
        if (photo.partner.isValid() && !photo.photo.facts.isVideo())
            halves.append(photo.partner);
    return halves;
}

} // namespace

struct ShareZip::Making {
    Share share;
    Made made;
    int shown = 0;             ///< without moving halves
    QList<StoredPhoto> photos; ///< each moving half behind its still
    qsizetype next = 0;
    UniqueNames names;
    QList<ZipFile> files;
};

ShareZip::ShareZip(ShareStore& shares, PhotoStore& photos, OriginalCleaner& cleaner, BlobStore& blobs,
                   Executor& executor, QObject* parent)
    : QObject(parent),
      m_shares(shares),
      m_photos(photos),
      m_cleaner(cleaner),
      m_blobs(blobs),
      m_executor(executor),
      m_sums(sumsKept) {}

void ShareZip::make(const Share& share, Made made) {
    if (m_making >= mostAtOnce)
        return made(fail(ErrorCode::Busy, {}, 2'000));
    ++m_making;
    const auto making = std::make_shared<Making>();
    making->share = share;
    making->made = std::move(made);
    nextPage(making, {});
}

void ShareZip::finish(const MakingPtr& making, const Result<std::shared_ptr<ZipBlob>>& zip) {
    --m_making;
    making->made(zip);
}

void ShareZip::nextPage(const MakingPtr& making, PhotoId after) {
    when(m_shares.photos(making->share.id, after, pageSize), [this, making](const Result<SharePage>& page) {
        if (!page)
            return finish(making, std::unexpected(page.error()));
        making->shown += static_cast<int>(page->photos.size());
        if (making->shown > mostPhotos)
            return finish(making, fail(ErrorCode::TooLarge));
        when(m_photos.byIds(halvesOf(page->photos)),
             [this, making, page = *page](const Result<QList<StoredPhoto>>& halves) {
                 if (!halves)
                     return finish(making, std::unexpected(halves.error()));
                 addPage(making, page, *halves);
             });
    });
}

void ShareZip::addPage(const MakingPtr& making, const SharePage& page, const QList<StoredPhoto>& halves) {
    QHash<PhotoId, StoredPhoto> behind;
    for (const StoredPhoto& half : halves)
        if (half.photo.owner == making->share.owner && half.shelf == Shelf::Paired)
            behind.insert(half.partner, half);
    for (const StoredPhoto& photo : page.photos) {
        making->photos.append(photo);
        const auto half = behind.constFind(photo.photo.id);
        if (half == behind.cend() || !photo.photo.crop.isWhole())
            continue;
        StoredPhoto moving = *half; // with the date of its still, so that they are named alike
        moving.photo.takenAt = photo.photo.takenAt;
        moving.photo.takenLocal = photo.photo.takenLocal;
        making->photos.append(moving);
    }
    if (!page.end && !page.photos.isEmpty())
        return nextPage(making, page.photos.last().photo.id);
    nextFile(making);
}

void ShareZip::nextFile(const MakingPtr& making) {
    while (making->next < making->photos.size()) {
        const StoredPhoto& photo = making->photos.at(making->next++);
        if (!photo.photo.crop.isWhole())
            return addView(making, photo);
        if (!making->share.showsLocation)
            return addCleaned(making, photo);
        const QString name =
            making->names.take({}, dateName(photo.photo, fileKindOf(photo.photo.facts.mimeType).extension));
        making->files.append(
            {{name.toUtf8(), photo.photo.size, photo.crc32, photo.photo.takenAt, photo.photo.takenLocal},
             openerOf(m_blobs, photo.photo.owner, BlobArea::Originals, photo.blob)});
    }
    if (making->files.isEmpty())
        return finish(making, fail(ErrorCode::NotFound));
    finish(making, std::make_shared<ZipBlob>(making->files));
}

void ShareZip::addCleaned(const MakingPtr& making, const StoredPhoto& photo) {
    m_cleaner.open(photo, [this, making, photo](const Result<std::shared_ptr<CleanedBlob>>& blob) {
        if (!blob)
            return blob.error().code == ErrorCode::UnsupportedType
                       ? addView(making, photo)
                       : finish(making, std::unexpected(blob.error()));
        add(making, photo.photo.sha256, *blob, photo.photo,
            dateName(photo.photo, fileKindOf(photo.photo.facts.mimeType).extension),
            cleanedOpener(m_blobs, photo, (*blob)->overwrites()));
    });
}

// Of a video that can't be cleaned there is none.
void ShareZip::addView(const MakingPtr& making, const StoredPhoto& photo) {
    const auto view = std::ranges::find(photo.renderings, RenderingKind::View, &StoredRendering::kind);
    if (view == photo.renderings.end())
        return nextFile(making);
    when(m_blobs.open(photo.photo.owner, BlobArea::Renderings, view->blob),
         [this, making, photo, view = *view](const Result<std::shared_ptr<Blob>>& blob) {
             if (!blob)
                 return finish(making, std::unexpected(blob.error()));
             add(making, view.sha256, *blob, photo.photo,
                 dateName(photo.photo, fileKindOf(view.mimeType).extension),
                 openerOf(m_blobs, photo.photo.owner, BlobArea::Renderings, view.blob));
         });
}

void ShareZip::add(const MakingPtr& making, const QByteArray& key, const std::shared_ptr<Blob>& blob,
                   const Photo& photo, const QString& name, ZipFile::Open open) {
    const auto append = [this, making, photo, name, open = std::move(open),
                         size = blob->size()](std::uint32_t crc32) {
        making->files.append(
            {{making->names.take({}, name).toUtf8(), size, crc32, photo.takenAt, photo.takenLocal}, open});
        nextFile(making);
    };
    if (const std::uint32_t* known = m_sums.object(key)) {
        // Back through the event loop: thousands that are known would go ever deeper.
        return when(doneTask<std::uint32_t>(*known), append);
    }
    when(checksumOf(blob), [this, making, key, append](const Result<std::uint32_t>& crc32) {
        if (!crc32)
            return finish(making, std::unexpected(crc32.error()));
        m_sums.insert(key, new std::uint32_t(*crc32));
        append(*crc32);
    });
}

} // namespace parlor::server
