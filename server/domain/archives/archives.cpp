#include "server/domain/archives/archives.h"

#include "server/domain/archives/uniquenames.h"
#include "server/domain/shares/sharednames.h"

#include <QSet>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr int pageSize = 200;

ZipMember memberOf(const Photo& photo, const QString& name, std::int64_t size, std::uint32_t crc32) {
    return {name.toUtf8(), size, crc32, photo.takenAt, photo.takenLocal};
}

} // namespace

struct Archives::Making {
    Archive archive;
    QList<StoredPhoto> photos;
    QHash<PhotoId, StoredPhoto> partners;
    qsizetype next = 0;
    UniqueNames names;
    QList<ZipFile> files;
    Promise<Result<Archive>> answer;
};

struct Archives::Kept {
    Archive archive;
    QList<PhotoId> photos; ///< that must be seen
    std::shared_ptr<ZipBlob> zip;
};

Archives::Archives(PhotoStore& photos, AlbumStore& albums, PhotoAccess& access, BlobStore& blobs,
                   const Clock& clock, Executor& executor, QObject* parent)
    : QObject(parent),
      m_photos(photos),
      m_albums(albums),
      m_access(access),
      m_blobs(blobs),
      m_clock(clock),
      m_executor(executor) {}

Task<Result<Archive>> Archives::ofPhotos(PersonId person, QList<PhotoId> photos) {
    const QSet<PhotoId> different(photos.begin(), photos.end());
    if (photos.isEmpty() || different.size() != photos.size())
        return doneTask<Result<Archive>>(fail(ErrorCode::BadRequest));
    if (photos.size() > mostPhotos)
        return doneTask<Result<Archive>>(fail(ErrorCode::TooLarge));
    const auto making = std::make_shared<Making>();
    making->archive.person = person;
    making->archive.name = u"photos"_qs;
    look(person, photos, [this, making](const Result<QList<StoredPhoto>>& seen) {
        if (!seen)
            return making->answer.finish(std::unexpected(seen.error()));
        making->photos = *seen;
        findPartners(making);
    });
    return making->answer.task();
}

Task<Result<Archive>> Archives::ofAlbum(PersonId person, AlbumId album) {
    const auto making = std::make_shared<Making>();
    making->archive.person = person;
    when(m_albums.byId(person, album), [this, making, album](const Result<Album>& found) {
        if (!found)
            return making->answer.finish(std::unexpected(found.error()));
        making->archive.name = found->title;
        nextPage(making, album, {});
    });
    return making->answer.task();
}

void Archives::nextPage(const MakingPtr& making, AlbumId album, PhotoId after) {
    when(m_albums.photos({making->archive.person, album, after, pageSize}),
         [this, making, album](const Result<AlbumPage>& page) {
             if (!page)
                 return making->answer.finish(std::unexpected(page.error()));
             making->photos += page->photos;
             if (making->photos.size() > mostPhotos)
                 return making->answer.finish(fail(ErrorCode::TooLarge));
             if (page->end || page->photos.isEmpty())
                 return findPartners(making);
             nextPage(making, album, page->photos.last().photo.id);
         });
}

/// Rows in the order of `ids`; UnknownPhoto when one is not there or not to be seen.
void Archives::look(PersonId person, const QList<PhotoId>& ids, Seen seen) {
    struct Looking {
        QList<StoredPhoto> photos;
        qsizetype next = 0;
        std::function<void()> step;
    };

    when(m_photos.byIds(ids),
         [this, person, ids, seen = std::move(seen)](const Result<QList<StoredPhoto>>& rows) {
             if (!rows)
                 return seen(rows);
             QHash<PhotoId, StoredPhoto> found;
             for (const StoredPhoto& row : *rows)
                 found.insert(row.photo.id, row);
             const auto looking = std::make_shared<Looking>();
             for (const PhotoId id : ids) {
                 const auto row = found.constFind(id);
                 if (row == found.cend())
                     return seen(fail(ErrorCode::UnknownPhoto));
                 looking->photos.append(*row);
             }
             // Own ones need no question; a chain for the others, whose answers are mostly in memory.
             looking->step = [this, person, looking, seen] {
                 while (looking->next < looking->photos.size()
                        && looking->photos.at(looking->next).photo.owner == person)
                     ++looking->next;
                 if (looking->next == looking->photos.size()) {
                     looking->step = nullptr;
                     return seen(looking->photos);
                 }
                 const Photo& photo = looking->photos.at(looking->next++).photo;
                 m_access.maySee(person, photo.id, photo.owner, [this, looking, seen](bool may) {
                     if (!may) {
                         looking->step = nullptr;
                         return seen(fail(ErrorCode::UnknownPhoto));
                     }
                     // By the executor, so that thousands of answers from memory make no deep stack.
                     when(doneTask(true), [looking](bool) {
                         if (const auto step = looking->step)
                             step();
                     });
                 });
             };
             const auto step = looking->step;
             step();
         });
}

void Archives::findPartners(const MakingPtr& making) {
    QList<PhotoId> partners;
    for (const StoredPhoto& photo : std::as_const(making->photos))
        if (photo.partner.isValid() && photo.photo.owner == making->archive.person)
            partners.append(photo.partner);
    if (partners.isEmpty())
        return nextFile(making);
    when(m_photos.byIds(partners), [this, making](const Result<QList<StoredPhoto>>& rows) {
        if (!rows)
            return making->answer.finish(std::unexpected(rows.error()));
        for (const StoredPhoto& row : *rows)
            if (row.photo.owner == making->archive.person)
                making->partners.insert(row.photo.id, row);
        nextFile(making);
    });
}

void Archives::nextFile(const MakingPtr& making) {
    const auto addOriginal = [&](const StoredPhoto& photo) {
        const QString name = making->names.take({}, photo.photo.name);
        making->files.append({memberOf(photo.photo, name, photo.photo.size, photo.crc32),
                              openerOf(m_blobs, photo.photo.owner, BlobArea::Originals, photo.blob)});
    };
    while (making->next < making->photos.size()) {
        const StoredPhoto photo = making->photos.at(making->next++);
        if (photo.photo.owner != making->archive.person)
            return addPicture(making, photo);
        addOriginal(photo);
        if (const auto partner = making->partners.constFind(photo.partner);
            partner != making->partners.cend())
            addOriginal(*partner);
    }
    keep(making);
}

// Rows of renderings have no CRC: they are small, and read once.
void Archives::addPicture(const MakingPtr& making, const StoredPhoto& photo) {
    const auto view = std::ranges::find(photo.renderings, RenderingKind::View, &StoredRendering::kind);
    if (view == photo.renderings.end()) {
        ++making->archive.leftOut;
        return nextFile(making);
    }
    const auto failed = [making](const Error& error) { making->answer.finish(std::unexpected(error)); };
    when(m_blobs.open(photo.photo.owner, BlobArea::Renderings, view->blob),
         [this, making, photo, view = *view, failed](const Result<std::shared_ptr<Blob>>& blob) {
             if (!blob)
                 return failed(blob.error());
             when(checksumOf(*blob), [this, making, photo, view, failed](const Result<std::uint32_t>& crc32) {
                 if (!crc32)
                     return failed(crc32.error());
                 const QString name = making->names.take({}, dateName(photo.photo, "webp"));
                 making->files.append(
                     {memberOf(photo.photo, name, view.size, *crc32),
                      openerOf(m_blobs, photo.photo.owner, BlobArea::Renderings, view.blob)});
                 nextFile(making);
             });
         });
}

void Archives::keep(const MakingPtr& making) {
    if (making->files.isEmpty())
        return making->answer.finish(fail(ErrorCode::UnknownPhoto));
    const auto kept = std::make_shared<Kept>();
    kept->zip = std::make_shared<ZipBlob>(making->files);
    for (const StoredPhoto& photo : std::as_const(making->photos))
        kept->photos.append(photo.photo.id);
    Archive& archive = making->archive;
    archive.id = makeNew<ArchiveId>();
    archive.files = static_cast<int>(making->files.size());
    archive.size = kept->zip->size();
    archive.expiresAt = m_clock.now() + keepMs;
    archive.etag = kept->zip->etag();
    kept->archive = archive;

    m_kept.removeIf([&](const auto& entry) { return entry.value()->archive.expiresAt <= m_clock.now(); });
    m_kept.insert(archive.id, kept);
    // Ids rise with time.
    const auto dropOldest = [this](auto most, auto weigh) {
        QList<ArchiveId> ids = m_kept.keys();
        std::ranges::sort(ids, std::greater<>());
        qint64 sum = 0;
        for (const ArchiveId id : std::as_const(ids)) {
            const qint64 weight = weigh(m_kept.value(id)->archive);
            if (weight > 0 && sum > 0 && sum + weight > most)
                m_kept.remove(id);
            else
                sum += weight;
        }
    };
    dropOldest(mostKept, [&](const Archive& one) { return one.person == archive.person ? 1 : 0; });
    dropOldest(mostFilesKept, [](const Archive& one) { return one.files; });
    making->answer.finish(archive);
}

Task<Result<Archives::Opened>> Archives::open(ArchiveId id, PersonId person) {
    const std::shared_ptr<const Kept> kept = m_kept.value(id);
    if (!kept || kept->archive.person != person || kept->archive.expiresAt <= m_clock.now())
        return doneTask<Result<Opened>>(fail(ErrorCode::NotFound));
    const Promise<Result<Opened>> answer;
    look(person, kept->photos, [kept, answer](const Result<QList<StoredPhoto>>& seen) {
        if (seen)
            answer.finish(Opened{kept->archive, kept->zip});
        else
            answer.finish(
                fail(seen.error().code == ErrorCode::UnknownPhoto ? ErrorCode::Gone : seen.error().code));
    });
    return answer.task();
}

} // namespace parlor::server
