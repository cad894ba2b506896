#include "server/domain/import/librarytarget.h"

#include <QDateTime>
#include <QFile>

namespace parlor::server {

namespace {

constexpr qint64 pieceBytes = 256 * 1024;
constexpr int albumPage = 200;
constexpr int lookEveryMs = 200;
constexpr qint64 patienceMs = 10 * 60'000; // without any photo being looked at

/// As tus tells it: that nobody waits for it, and the file's time.
QByteArray metadataOf(std::int64_t changedAt) {
    if (changedAt <= 0)
        return "import";
    const int offset = QDateTime::fromMSecsSinceEpoch(changedAt).offsetFromUtc() / 60;
    return "import,modified " + QByteArray::number(qint64(changedAt)).toBase64() + ",modified_offset "
           + QByteArray::number(offset).toBase64();
}

} // namespace

struct LibraryTarget::Copying {
    QFile file; ///< used on the thread alone
    std::shared_ptr<UploadChunk> chunk;
    Promise<Result<Taken>> answer;
};

LibraryTarget::LibraryTarget(PersonId owner, Library& library, AlbumService& albums, UploadService& uploads,
                             PhotoStore& photos, Executor& executor, QObject* parent)
    : QObject(parent),
      m_owner(owner),
      m_library(library),
      m_albums(albums),
      m_uploads(uploads),
      m_photos(photos),
      m_executor(executor) {
    m_lookTimer.setSingleShot(true);
    m_lookTimer.setInterval(lookEveryMs);
    connect(&m_lookTimer, &QTimer::timeout, this, &LibraryTarget::look);
}

LibraryTarget::~LibraryTarget() = default;

Task<Result<QHash<QByteArray, ImportTarget::Known>>> LibraryTarget::check(QList<QByteArray> sha256) {
    const Promise<Result<QHash<QByteArray, Known>>> promise;
    when(m_library.check(m_owner, std::move(sha256)), [promise](const Result<QList<KnownHash>>& known) {
        if (!known)
            return promise.finish(std::unexpected(known.error()));
        QHash<QByteArray, Known> found;
        for (const KnownHash& one : *known)
            if (one.shelf != Shelf::Refused && one.shelf != Shelf::Held) // come anew
                found.insert(one.sha256, {one.id, one.shelf == Shelf::Trash});
        promise.finish(found);
    });
    return promise.task();
}

Task<Result<ImportTarget::Taken>> LibraryTarget::upload(Offer offer) {
    UploadRequest request;
    request.owner = m_owner;
    request.name = offer.name;
    request.size = offer.size;
    request.smallest = offer.size;
    request.sha256 = offer.sha256;
    request.metadata = metadataOf(offer.changedAt);
    const auto copying = std::make_shared<Copying>();
    copying->file.setFileName(offer.path);
    when(m_uploads.beginWhole(request), [this, copying](const Result<std::shared_ptr<UploadChunk>>& chunk) {
        if (!chunk)
            return copying->answer.finish(std::unexpected(chunk.error()));
        copying->chunk = *chunk;
        copyOn(copying);
    });
    return copying->answer.task();
}

void LibraryTarget::copyOn(const CopyingPtr& copying) {
    const auto read = [copying]() -> Result<QByteArray> {
        QFile& file = copying->file;
        if (!file.isOpen() && !file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::FileFailed, file.errorString());
        QByteArray bytes = file.read(pieceBytes);
        if (bytes.isEmpty() && file.error() != QFile::NoError)
            return fail(ErrorCode::FileFailed, file.errorString());
        if (bytes.isEmpty())
            file.close();
        return bytes;
    };
    when(m_thread.run(read), [this, copying](const Result<QByteArray>& bytes) {
        if (!bytes)
            return end(copying, std::unexpected(bytes.error()));
        if (bytes->isEmpty())
            return end(copying, {});
        when(copying->chunk->write(*bytes), [this, copying](const Status& written) {
            if (!written)
                return end(copying, written);
            copyOn(copying);
        });
    });
}

void LibraryTarget::end(const CopyingPtr& copying, const Status& status) {
    when(m_uploads.end(copying->chunk, status.has_value()),
         [copying, status](const Result<UploadProgress>& progress) {
             if (!status)
                 return copying->answer.finish(std::unexpected(status.error()));
             if (!progress)
                 return copying->answer.finish(std::unexpected(progress.error()));
             copying->answer.finish(Taken{progress->photo, progress->had});
         });
}

Task<Result<ImportTarget::Verdict>> LibraryTarget::verdict(PhotoId photo) {
    if (m_judging.isEmpty())
        m_lastVerdict.start();
    const Task<Result<Verdict>> task = m_judging[photo].task();
    if (!m_lookTimer.isActive())
        m_lookTimer.start();
    return task;
}

void LibraryTarget::look() {
    const QList<PhotoId> asked = m_judging.keys();
    when(m_photos.byIds(asked), [this, asked](const Result<QList<StoredPhoto>>& photos) {
        const bool isPatient = m_lastVerdict.elapsed() < patienceMs;
        QHash<PhotoId, Verdict> verdicts;
        for (const PhotoId id : photos ? asked : QList<PhotoId>())
            verdicts.insert(id, {});
        for (const StoredPhoto& stored : photos.value_or(QList<StoredPhoto>())) {
            const Photo& photo = stored.photo;
            if (photo.state != PhotoState::Pending)
                verdicts[photo.id] = {stored.shelf != Shelf::Refused, photo.reason};
            else if (isPatient)
                verdicts.remove(photo.id);
            else
                verdicts[photo.id] = {true, u"not looked at yet"_qs};
        }
        for (auto it = verdicts.cbegin(); it != verdicts.cend(); ++it)
            m_judging.take(it.key()).finish(*it);
        if (!verdicts.isEmpty())
            m_lastVerdict.start();
        if (!m_judging.isEmpty())
            m_lookTimer.start();
    });
}

Task<Status> LibraryTarget::setFacts(PhotoId photo, ImportFacts facts) {
    PhotoEdit edit;
    if (facts.takenAt)
        edit.taken = PhotoEdit::Taken{facts.takenAt, facts.offsetMinutes.value_or(0)};
    if (facts.place)
        edit.place = PhotoEdit::Place{facts.place->first, facts.place->second};
    if (!facts.caption.isEmpty())
        edit.caption = facts.caption;
    if (!facts.tags.isEmpty())
        edit.tags = facts.tags;
    if (facts.favourite)
        edit.favourite = true;
    if (facts.archived)
        edit.archived = true;
    if (facts.rating != 0)
        edit.rating = facts.rating;
    if (facts.rotation != 0)
        edit.rotation = facts.rotation;
    if (!facts.crop.isWhole())
        edit.crop = facts.crop;
    const Promise<Status> promise;
    when(m_library.edit(m_owner, photo, edit), [promise](const Result<StoredPhoto>& edited) {
        promise.finish(edited ? Status() : std::unexpected(edited.error()));
    });
    return promise.task();
}

Task<Result<AlbumId>> LibraryTarget::album(QString title, QString note, AlbumId parent) {
    const Promise<Result<AlbumId>> promise;
    const auto loaded = [this, title, note, parent, promise](const Status& status) {
        if (!status)
            return promise.finish(std::unexpected(status.error()));
        findOrMake(title, note, parent, promise);
    };
    if (m_known)
        loaded({});
    else
        loadAlbums({}, loaded);
    return promise.task();
}

void LibraryTarget::loadAlbums(AlbumId after, const std::function<void(const Status&)>& loaded) {
    when(m_albums.list({m_owner, false, after, albumPage}),
         [this, after, loaded](const Result<AlbumList>& list) {
             if (!list)
                 return loaded(std::unexpected(list.error()));
             m_known = (after.isValid() ? m_known.value_or(QList<Album>()) : QList<Album>()) + list->albums;
             if (list->end || list->albums.isEmpty())
                 return loaded({});
             loadAlbums(list->albums.last().id, loaded);
         });
}

void LibraryTarget::findOrMake(const QString& title, const QString& note, AlbumId parent,
                               const Promise<Result<AlbumId>>& answer) {
    const QString wanted = title.normalized(QString::NormalizationForm_C).simplified();
    for (const Album& album : std::as_const(*m_known))
        if (album.parent == parent && album.title == wanted)
            return answer.finish(album.id);
    NewAlbum wish;
    wish.owner = m_owner;
    wish.title = title;
    wish.note = note;
    wish.parent = parent;
    when(m_albums.create(wish), [this, answer](const Result<Album>& made) {
        if (!made)
            return answer.finish(std::unexpected(made.error()));
        m_known->append(*made);
        answer.finish(made->id);
    });
}

Task<Status> LibraryTarget::put(AlbumId album, QList<PhotoId> photos) {
    const Promise<Status> promise;
    when(m_albums.put(m_owner, album, std::move(photos), {}), [promise](const Result<Album>& changed) {
        promise.finish(changed ? Status() : std::unexpected(changed.error()));
    });
    return promise.task();
}

} // namespace parlor::server
