#include "server/blobs/localblobstore.h"

#include "server/blobs/blobblocks.h"
#include "server/blobs/localblob.h"
#include "server/blobs/storedfile.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace parlor::server {

namespace {

constexpr std::int64_t availableForMs = 1'000;

/// What comes from a row is still checked before it becomes a path.
bool isBlobName(const QString& name) {
    return name.size() == 64 && std::ranges::all_of(name, [](QChar c) {
               return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
           });
}

QString areaFolder(const QByteArray& root, BlobArea area) {
    return QFile::decodeName(root) + (area == BlobArea::Originals ? u"/originals"_qs : u"/renderings"_qs);
}

/// Where files of the area can lie now.
QList<QByteArray> rootsOf(const BlobPlace& place, BlobArea area) {
    QList<QByteArray> roots{place.root};
    if (area == BlobArea::Originals && place.cold.present())
        roots.append(place.cold.root());
    return roots;
}

bool isYounger(const QByteArray& path, std::int64_t time) {
    const QFileInfo file(QFile::decodeName(path));
    return file.exists() && file.lastModified().toMSecsSinceEpoch() > time;
}

} // namespace

Result<std::unique_ptr<LocalBlobStore>> LocalBlobStore::create(const Options& options, const Clock& clock) {
    BlobPlace place{.root = options.root, .keys = {}, .rereadBeforeAnswer = options.rereadBeforeAnswer};
    if (!QDir().mkpath(QFile::decodeName(options.root)))
        return fail(ErrorCode::StoreFailed, u"the blob directories can not be made"_qs);
    for (const char* folder : {"originals", "renderings", "temporary"})
        TRY(files::makeDirectories(options.root, folder));
    TRY_ASSIGN(place.keys, BlobKeys::load(options.keyFiles, options.root));
    place.cold = ColdPlace(options.coldRoot, options.root);
    TRY(place.cold.prepare());
    return std::unique_ptr<LocalBlobStore>(new LocalBlobStore(options, std::move(place), clock));
}

LocalBlobStore::LocalBlobStore(const Options& options, BlobPlace place, const Clock& clock)
    : m_place(std::move(place)),
      m_clock(clock),
      m_floorPercent(options.floorPercent),
      m_open(options.openFiles) {}

LocalBlobStore::~LocalBlobStore() {
    // All of them before any goes: what one of them does may still be handed to another.
    for (JobThread& thread : m_threads)
        thread.stop();
    m_coldThread.stop();
    m_hashing.thread.stop();
}

QByteArray LocalBlobStore::partPath(UploadId upload) const {
    return m_place.temporary(upload.toString().toLatin1() + ".part");
}

Task<Result<std::shared_ptr<BlobPart>>> LocalBlobStore::part(UploadId upload) {
    JobThread* thread = threadOf(qHash(upload));
    return thread->run([this, thread, path = partPath(upload)]() -> Result<std::shared_ptr<BlobPart>> {
        TRY_ASSIGN(std::shared_ptr<BlobPart> part, LocalBlobPart::open(&m_place, thread, &m_hashing, path));
        return part;
    });
}

Task<Status> LocalBlobStore::removePart(UploadId upload) {
    return threadOf(qHash(upload))->run([path = partPath(upload)] { return files::remove(path); });
}

Task<Result<BlobInfo>> LocalBlobStore::put(PersonId owner, BlobArea area, QByteArray bytes) {
    return threadOf(m_turn++)->run(
        [this, owner, area, bytes = std::move(bytes)] { return putNow(owner, area, bytes); });
}

Result<BlobInfo> LocalBlobStore::putNow(PersonId owner, BlobArea area, const QByteArray& bytes) {
    ContentHash hash;
    hash.add(bytes);
    const QByteArray sha256 = hash.sha256();
    const QString name = m_place.keys.nameFor(sha256);
    auto made = m_place.keys.makeHeader();
    BlobHeader& header = made.first;
    const auto& key = made.second;
    header.size = bytes.size();
    const QByteArray temporary =
        m_place.temporary("put-" + QByteArray::number(static_cast<qlonglong>(makeId())));
    const auto written = [&]() -> Status {
        TRY_ASSIGN(const files::Descriptor file, files::open(temporary, O_WRONLY | O_CREAT | O_EXCL));
        QByteArray content = header.encode();
        if (header.sealed)
            for (std::int64_t number = 0, count = blocks::countFor(bytes.size()); number < count; ++number)
                content +=
                    blocks::seal(key, header.fileId, number, number == count - 1,
                                 QByteArrayView(bytes)
                                     .sliced(number * blocks::plainBytes)
                                     .first(std::min<qsizetype>(blocks::plainBytes,
                                                                bytes.size() - number * blocks::plainBytes)));
        else
            content += bytes;
        TRY(files::writeAllAt(*file, content.constData(), content.size(), 0));
        TRY(files::sync(*file));
        return linkIntoPlace(m_place, temporary, BlobPlace::folderOf(owner, area, name), name, bytes.size());
    }();
    (void)files::remove(temporary); // after a crash the sweep of stale parts takes it
    TRY(written);
    return BlobInfo{name, sha256, bytes.size(), hash.crc32()};
}

Task<Result<std::shared_ptr<Blob>>> LocalBlobStore::open(PersonId owner, BlobArea area, QString name) {
    if (!isBlobName(name))
        return doneTask<Result<std::shared_ptr<Blob>>>(fail(ErrorCode::NotFound));
    JobThread* thread = threadOf(qHash(name));
    const QByteArray path = m_place.pathOf(owner, area, name);
    if (area != BlobArea::Originals)
        return thread->run([this, thread, path] { return openNow(path, thread); });
    const Promise<Result<std::shared_ptr<Blob>>> answer;
    thread->post([this, thread, path, owner, name, answer] {
        auto blob = openNow(path, thread);
        if (!blob && blob.error().code == ErrorCode::NotFound && m_place.cold.isUsed())
            return m_coldThread.post(
                [this, owner, name, path, answer] { answer.finish(openCold(owner, name, path)); });
        if (blob)
            m_place.opened->note(owner, name, false);
        answer.finish(std::move(blob));
    });
    return answer.task();
}

Result<std::shared_ptr<Blob>> LocalBlobStore::openCold(PersonId owner, const QString& name,
                                                       const QByteArray& warm) {
    TRY(m_place.cold.present());
    auto found = OpenFile::open(m_place, m_place.cold.pathOf(owner, name));
    if (!found && found.error().code == ErrorCode::NotFound)
        return openNow(warm, &m_coldThread); // it has come back meanwhile
    if (!found)
        return std::unexpected(m_place.cold.present() ? found.error() : ColdPlace::awayFor(found.error()));
    m_place.opened->note(owner, name, true);
    // Not kept open: the disk may be taken away.
    return std::make_shared<LocalBlob>(found->file, std::move(found->header), std::move(found->key),
                                       &m_coldThread, m_place.root + "/temporary", true);
}

Result<std::shared_ptr<Blob>> LocalBlobStore::openNow(const QByteArray& path, JobThread* thread) {
    TRY_ASSIGN(OpenFile found, OpenFile::open(m_place, path));
    std::shared_ptr<Blob> blob = std::make_shared<LocalBlob>(
        found.file, std::move(found.header), std::move(found.key), thread, m_place.root + "/temporary");
    const std::scoped_lock lock(m_openMutex);
    m_open.insert(path, new std::shared_ptr<Blob>(blob));
    return blob;
}

std::shared_ptr<Blob> LocalBlobStore::opened(PersonId owner, BlobArea area, const QString& name) {
    const QByteArray path = m_place.pathOf(owner, area, name);
    std::shared_ptr<Blob> blob;
    {
        const std::scoped_lock lock(m_openMutex);
        if (const std::shared_ptr<Blob>* found = m_open.object(path))
            blob = *found;
    }
    if (blob && area == BlobArea::Originals)
        m_place.opened->note(owner, name, false);
    return blob;
}

void LocalBlobStore::letGo(PersonId owner, BlobArea area, const QString& name) {
    const std::scoped_lock lock(m_openMutex);
    m_open.remove(m_place.pathOf(owner, area, name));
}

Task<Status> LocalBlobStore::remove(PersonId owner, BlobArea area, QString name,
                                    std::int64_t unchangedSince) {
    if (!isBlobName(name))
        return doneTask<Status>({});
    return threadOf(qHash(name))->run([this, owner, area, name, unchangedSince]() -> Status {
        const QByteArray path = m_place.pathOf(owner, area, name);
        if (isYounger(path, unchangedSince))
            return {};
        letGo(owner, area, name);
        TRY(files::remove(path));
        if (area != BlobArea::Originals || !m_place.cold.present())
            return {}; // what lies on a disk that is away goes with the sweep after its return
        const QByteArray cold = m_place.cold.pathOf(owner, name);
        return isYounger(cold, unchangedSince) ? Status() : files::remove(cold);
    });
}

Task<Result<QList<PersonId>>> LocalBlobStore::owners(BlobArea area) {
    return threadOf(m_turn++)->run([this, area]() -> Result<QList<PersonId>> {
        QSet<PersonId> found;
        for (const QByteArray& root : rootsOf(m_place, area))
            for (const QString& name :
                 QDir(areaFolder(root, area)).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
                if (const auto id = PersonId::fromString(name))
                    found.insert(*id);
        return found.values();
    });
}

Task<Result<QList<StoredFile>>> LocalBlobStore::list(PersonId owner, BlobArea area, std::uint8_t first) {
    return threadOf(m_turn++)->run([this, owner, area, first]() -> Result<QList<StoredFile>> {
        QHash<QString, std::int64_t> found; // what is on its way lies in both places
        for (const QByteArray& root : rootsOf(m_place, area)) {
            const QString folder = areaFolder(root, area) + u'/' + owner.toString() + u'/'
                                   + QString::fromLatin1(QByteArray(1, static_cast<char>(first)).toHex());
            QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                files.next();
                if (!isBlobName(files.fileName()))
                    continue;
                std::int64_t& changedAt = found[files.fileName()];
                changedAt =
                    std::max<std::int64_t>(changedAt, files.fileInfo().lastModified().toMSecsSinceEpoch());
            }
        }
        QList<StoredFile> list;
        list.reserve(found.size());
        for (auto it = found.cbegin(); it != found.cend(); ++it)
            list.append({it.key(), it.value()});
        return list;
    });
}

Task<Result<int>> LocalBlobStore::removeStaleParts(std::int64_t before) {
    return threadOf(m_turn++)->run([this, before]() -> Result<int> {
        int removed = 0;
        QDirIterator parts(QFile::decodeName(m_place.root + "/temporary"), QDir::Files);
        while (parts.hasNext()) {
            parts.next();
            if (parts.fileInfo().lastModified().toMSecsSinceEpoch() >= before)
                continue;
            TRY(files::remove(QFile::encodeName(parts.filePath())));
            ++removed;
        }
        return removed;
    });
}

std::int64_t LocalBlobStore::available() const {
    const std::int64_t now = m_clock.monotonic();
    const std::int64_t at = m_availableAt;
    if (at >= 0 && now - at < availableForMs)
        return m_available;
    struct statvfs disk = {};
    if (::statvfs(m_place.root.constData(), &disk) != 0)
        return 0;
    const auto unit = static_cast<std::int64_t>(disk.f_frsize);
    const std::int64_t floor = static_cast<std::int64_t>(disk.f_blocks) * unit / 100 * m_floorPercent;
    m_available = disk.f_favail == 0 && disk.f_files > 0
                      ? 0
                      : std::max<std::int64_t>(0, static_cast<std::int64_t>(disk.f_bavail) * unit - floor);
    m_availableAt = now;
    return m_available;
}

} // namespace parlor::server
