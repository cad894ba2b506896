#include "server/domain/archives/archives.h"

#include "server/domain/archives/uniquenames.h"
#include "server/domain/photos/eachonce.h"
#include "server/domain/shares/sharednames.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace parlor::server {

namespace {

constexpr int pageSize = 200;

ZipMember memberOf(const Photo& photo, const QString& name, std::int64_t size, std::uint32_t crc32) {
    return {name.toUtf8(), size, crc32, photo.takenAt, photo.takenLocal};
}

QString originalNameOf(const QString& name) {
    const qsizetype dot = name.lastIndexOf(u'.');
    const qsizetype end = dot > 0 ? dot : name.size();
    return name.left(end) + u" (original)"_qs + name.mid(end);
}

QString viewOf(const StoredPhoto& photo) {
    const auto view = std::ranges::find(photo.renderings, RenderingKind::View, &StoredRendering::kind);
    return view == photo.renderings.end() ? QString() : view->blob;
}

bool isOriginalVersion(const StoredPhoto& photo) {
    return photo.shelf == Shelf::Paired && photo.version.isValid();
}

} // namespace

struct Archives::Making {
    Archive archive;
    QList<StoredPhoto> photos;
    QHash<PhotoId, StoredPhoto> partners;
    qsizetype next = 0;
    UniqueNames names;
    QList<ZipFile> files;
    QHash<PhotoId, QString> views; ///< of others' photos, as they stand in it
    Made made;
};

struct Archives::Kept {
    Archive archive;
    QList<PhotoId> photos; ///< that must be seen
    QHash<PhotoId, QString> views;
    std::shared_ptr<ZipBlob> zip;

    /// Others may have cut something off that they do not show any more.
    [[nodiscard]] bool isCurrent(const QList<StoredPhoto>& now) const {
        return std::ranges::all_of(now, [this](const StoredPhoto& photo) {
            return views.value(photo.photo.id, viewOf(photo)) == viewOf(photo);
        });
    }
};

Archives::Archives(ArchiveStore& rows, PhotoStore& photos, AlbumStore& albums, PhotoAccess& access,
                   BlobStore& blobs, const Clock& clock, Executor& executor, QObject* parent)
    : QObject(parent),
      m_rows(rows),
      m_photos(photos),
      m_albums(albums),
      m_access(access),
      m_blobs(blobs),
      m_clock(clock),
      m_executor(executor),
      m_kept(mostFilesKept) {
    m_sweepTimer.setInterval(sweepMs);
    connect(&m_sweepTimer, &QTimer::timeout, this, &Archives::sweep);
}

void Archives::start() {
    sweep();
    m_sweepTimer.start();
}

void Archives::sweep() {
    when(m_rows.sweep(m_clock.now()), [](const Result<int>&) {});
    const QList<ArchiveId> ids = m_kept.keys();
    for (const ArchiveId id : ids)
        if ((*m_kept.object(id))->archive.expiresAt <= m_clock.now())
            m_kept.remove(id);
}

Archives::MakingPtr Archives::begin(PersonId person, const QString& name, Made made) {
    const auto making = std::make_shared<Making>();
    making->archive.person = person;
    making->archive.name = name;
    making->made = std::move(made);
    return making;
}

/// A new one is told of once it is written down.
Archives::Made Archives::writtenDown(const Promise<Result<Archive>>& answer) {
    return [this, answer](const Result<KeptPtr>& made) {
        if (!made)
            return answer.finish(std::unexpected(made.error()));
        const auto kept = std::make_shared<Kept>(**made);
        kept->archive.id = makeNew<ArchiveId>();
        kept->archive.expiresAt = m_clock.now() + keepMs;
        const Archive& archive = kept->archive;
        when(m_rows.add(
                 {archive.id, archive.person, archive.name, kept->photos, archive.etag, archive.expiresAt},
                 mostKept),
             [this, kept, answer](const Result<QList<ArchiveId>>& gone) {
                 if (!gone)
                     return answer.finish(std::unexpected(gone.error()));
                 for (const ArchiveId id : *gone)
                     m_kept.remove(id);
                 m_kept.insert(kept->archive.id, new KeptPtr(kept), kept->archive.files);
                 answer.finish(kept->archive);
             });
    };
}

Task<Result<Archive>> Archives::ofPhotos(PersonId person, QList<PhotoId> photos) {
    if (photos.isEmpty())
        return doneTask<Result<Archive>>(fail(ErrorCode::BadRequest));
    if (photos.size() > mostPhotos)
        return doneTask<Result<Archive>>(fail(ErrorCode::TooLarge));
    const Promise<Result<Archive>> answer;
    const MakingPtr making = begin(person, u"photos"_qs, writtenDown(answer));
    look(person, eachOnce(photos), [this, making](const Result<QList<StoredPhoto>>& seen) {
        if (!seen)
            return making->made(std::unexpected(seen.error()));
        making->photos = *seen;
        addVersions(making);
    });
    return answer.task();
}

Task<Result<Archive>> Archives::ofAlbum(PersonId person, AlbumId album) {
    const Promise<Result<Archive>> answer;
    const MakingPtr making = begin(person, {}, writtenDown(answer));
    when(m_albums.byId(person, album), [this, making, album](const Result<Album>& found) {
        if (!found)
            return making->made(std::unexpected(found.error()));
        making->archive.name = found->title;
        nextPage(making, album, {});
    });
    return answer.task();
}

void Archives::nextPage(const MakingPtr& making, AlbumId album, PhotoId after) {
    when(m_albums.photos({making->archive.person, album, after, pageSize}),
         [this, making, album](const Result<AlbumPage>& page) {
             if (!page)
                 return making->made(std::unexpected(page.error()));
             making->photos += page->photos;
             if (making->photos.size() > mostPhotos)
                 return making->made(fail(ErrorCode::TooLarge));
             if (page->end || page->photos.isEmpty())
                 return addVersions(making);
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

/// Behind the edited ones, unless they were asked for themselves: from here on they are photos of the zip as
/// all others are, in what is written down of it, too.
void Archives::addVersions(const MakingPtr& making) {
    QSet<PhotoId> there;
    for (const StoredPhoto& photo : std::as_const(making->photos))
        there.insert(photo.photo.id);
    QList<PhotoId> versions;
    for (const StoredPhoto& photo : std::as_const(making->photos))
        if (photo.photo.owner == making->archive.person && photo.shelf != Shelf::Paired
            && photo.version.isValid() && !there.contains(photo.version))
            versions.append(photo.version);
    if (versions.isEmpty())
        return findPartners(making);
    when(m_photos.byIds(versions), [this, making](const Result<QList<StoredPhoto>>& rows) {
        if (!rows)
            return making->made(std::unexpected(rows.error()));
        QHash<PhotoId, StoredPhoto> originals; // by the edited ones
        for (const StoredPhoto& row : *rows)
            if (isOriginalVersion(row) && row.photo.owner == making->archive.person)
                originals.insert(row.version, row);
        const QList<StoredPhoto> wanted = std::exchange(making->photos, {});
        for (const StoredPhoto& photo : wanted) {
            making->photos.append(photo);
            if (const auto original = originals.constFind(photo.photo.id); original != originals.cend())
                making->photos.append(*original);
        }
        findPartners(making);
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
            return making->made(std::unexpected(rows.error()));
        for (const StoredPhoto& row : *rows)
            if (row.photo.owner == making->archive.person)
                making->partners.insert(row.photo.id, row);
        nextFile(making);
    });
}

void Archives::nextFile(const MakingPtr& making) {
    const auto addOriginal = [&](const StoredPhoto& photo) {
        // Its own name tells what it is the original of, as long as no other photo has that name here.
        const bool original = isOriginalVersion(photo) && making->names.isTaken({}, photo.photo.name);
        const QString name =
            making->names.take({}, original ? originalNameOf(photo.photo.name) : photo.photo.name);
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
    finish(making);
}

// Rows of renderings have no CRC: they are small, and read once.
void Archives::addPicture(const MakingPtr& making, const StoredPhoto& photo) {
    const auto view = std::ranges::find(photo.renderings, RenderingKind::View, &StoredRendering::kind);
    if (view == photo.renderings.end()) {
        ++making->archive.leftOut;
        return nextFile(making);
    }
    const auto failed = [making](const Error& error) { making->made(std::unexpected(error)); };
    when(m_blobs.open(photo.photo.owner, BlobArea::Renderings, view->blob),
         [this, making, photo, view = *view, failed](const Result<std::shared_ptr<Blob>>& blob) {
             if (!blob)
                 return failed(blob.error());
             when(checksumOf(*blob), [this, making, photo, view, failed](const Result<std::uint32_t>& crc32) {
                 if (!crc32)
                     return failed(crc32.error());
                 const QString name =
                     making->names.take({}, dateName(photo.photo, fileKindOf(view.mimeType).extension));
                 making->views.insert(photo.photo.id, view.blob);
                 making->files.append(
                     {memberOf(photo.photo, name, view.size, *crc32),
                      openerOf(m_blobs, photo.photo.owner, BlobArea::Renderings, view.blob)});
                 nextFile(making);
             });
         });
}

void Archives::finish(const MakingPtr& making) {
    if (making->files.isEmpty())
        return making->made(fail(ErrorCode::UnknownPhoto));
    const auto kept = std::make_shared<Kept>();
    kept->zip = std::make_shared<ZipBlob>(making->files);
    for (const StoredPhoto& photo : std::as_const(making->photos))
        kept->photos.append(photo.photo.id);
    kept->views = making->views;
    kept->archive = making->archive;
    kept->archive.files = static_cast<int>(making->files.size());
    kept->archive.size = kept->zip->size();
    kept->archive.etag = kept->zip->etag();
    making->made(kept);
}

namespace {

/// Photos that can't be seen any more.
ErrorCode codeOf(const Error& error) {
    return error.code == ErrorCode::UnknownPhoto ? ErrorCode::Gone : error.code;
}

} // namespace

Task<Result<Archives::Opened>> Archives::open(ArchiveId id, PersonId person) {
    const Promise<Result<Opened>> answer;
    if (const KeptPtr* known = m_kept.object(id)) {
        const KeptPtr kept = *known;
        if (kept->archive.person != person || kept->archive.expiresAt <= m_clock.now())
            return doneTask<Result<Opened>>(fail(ErrorCode::NotFound));
        look(person, kept->photos, [kept, answer](const Result<QList<StoredPhoto>>& seen) {
            if (seen && kept->isCurrent(*seen))
                answer.finish(Opened{kept->archive, kept->zip});
            else
                answer.finish(fail(seen ? ErrorCode::Gone : codeOf(seen.error())));
        });
        return answer.task();
    }
    when(m_rows.byId(id), [this, person, answer](const Result<StoredArchive>& row) {
        if (!row)
            return answer.finish(std::unexpected(row.error()));
        if (row->person != person || row->expiresAt <= m_clock.now())
            return answer.finish(fail(ErrorCode::NotFound));
        QList<Promise<Result<Opened>>>& waiting = m_waiting[row->id];
        waiting.append(answer);
        if (waiting.size() == 1)
            makeAgain(*row);
    });
    return answer.task();
}

/// What was written down names all of them, whatever belongs together by now.
void Archives::makeAgain(const StoredArchive& row) {
    const MakingPtr making =
        begin(row.person, row.name, [this, row](const Result<KeptPtr>& made) { madeAgain(row, made); });
    look(row.person, row.photos, [this, making](const Result<QList<StoredPhoto>>& seen) {
        if (!seen)
            return making->made(std::unexpected(seen.error()));
        making->photos = *seen;
        findPartners(making);
    });
}

void Archives::madeAgain(const StoredArchive& row, const Result<KeptPtr>& made) {
    Result<Opened> opened = fail(ErrorCode::Gone); // other bytes are another zip
    if (!made) {
        opened = fail(codeOf(made.error()));
    } else if ((*made)->archive.etag == row.etag) {
        const auto kept = std::make_shared<Kept>(**made);
        kept->archive.id = row.id;
        kept->archive.expiresAt = row.expiresAt;
        m_kept.insert(row.id, new KeptPtr(kept), kept->archive.files);
        opened = Opened{kept->archive, kept->zip};
    }
    const QList<Promise<Result<Opened>>> waiting = m_waiting.take(row.id);
    for (const Promise<Result<Opened>>& one : waiting)
        one.finish(opened);
}

} // namespace parlor::server
