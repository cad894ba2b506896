#include "shared/import/importreader.h"

#include "shared/import/filenames.h"
#include "shared/import/innertime.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace parlor {

namespace {

constexpr qsizetype batchFiles = 50;
constexpr std::int64_t batchBytes = 64LL * 1024 * 1024; // unpacked at one time, beside one more file
constexpr qint64 pieceBytes = 1024 * 1024;

struct Contents {
    QByteArray sha256;
    QList<std::int64_t> times; ///< that seem to stand in it
};

Result<Contents> look(const QString& path, std::int64_t size) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, file.errorString());
    QCryptographicHash hash(QCryptographicHash::Sha256);
    Contents contents;
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    QByteArray tail;
    qint64 read = 0;
    while (true) {
        const qint64 got = file.read(piece.data(), piece.size());
        if (got < 0)
            return fail(ErrorCode::FileFailed, file.errorString());
        if (got == 0)
            break;
        const QByteArrayView bytes = QByteArrayView(piece).first(got);
        hash.addData(bytes);
        if (read == 0)
            contents.times = innerTimes(bytes.first(std::min<qsizetype>(got, innerTimeBytes)));
        else
            tail = (tail + bytes.toByteArray()).right(innerTimeBytes);
        read += got;
    }
    if (read != size)
        return fail(ErrorCode::FileFailed, u"the file changes while it is read"_qs);
    contents.times += innerTimes(tail);
    contents.sha256 = hash.result();
    return contents;
}

/// A sidecar's time is written down only where the picture tells another one: then somebody has set it. For
/// pictures that tell none it goes along with the upload.
void settleTime(const QList<std::int64_t>& times, ImportFacts* facts) {
    if (facts->takenIsSure || !facts->takenAt)
        return;
    if (times.isEmpty() || tellsTime(times, *facts->takenAt))
        facts->takenAt.reset();
    else if (!facts->offsetMinutes)
        facts->offsetMinutes = QDateTime::fromMSecsSinceEpoch(*facts->takenAt).offsetFromUtc() / 60;
}

} // namespace

ImportReader::ImportReader(const ImportJournal& journal, QString temporary)
    : m_journal(journal), m_temporary(std::move(temporary)) {}

Status ImportReader::open(const QStringList& paths, const ImportOptions& options) {
    QList<SourceListing> listings;
    for (const QString& path : paths)
        TRY(add(path, &listings));
    const qsizetype named = listings.size();
    for (qsizetype i = 0; i < named; ++i)
        TRY(addArchives(i, options.takeout, &listings));
    m_plan = planImport(listings, m_names, options);
    return {};
}

/// An archive that is cut off or none at all is left out: those beside it are as good as before.
Status ImportReader::add(const QString& path, QList<SourceListing>* listings) {
    TRY_ASSIGN(std::unique_ptr<FileSource> source, openSource(path));
    Result<SourceListing> listing = source->list();
    if (!listing && isArchive(path)) {
        m_refused.append({path, listing.error().detail});
        return {};
    }
    if (!listing)
        return std::unexpected(listing.error());
    m_names.append(source->name());
    listings->append(std::move(*listing));
    m_sources.push_back(std::move(source));
    return {};
}

Status ImportReader::addArchives(qsizetype source, bool isTakeout, QList<SourceListing>* listings) {
    const QStringList archives = std::exchange((*listings)[source].archives, {});
    const bool areParts = isTakeout || listings->at(source).files.isEmpty();
    for (const QString& archive : archives) {
        const QString path = QDir(m_names.at(source)).filePath(archive);
        if (!areParts)
            (*listings)[source].skipped.append({archive, u"an archive: name it"_qs});
        else if (!QFileInfo(path).isReadable())
            m_refused.append({path, u"it can not be read"_qs});
        else
            TRY(add(path, listings));
    }
    return {};
}

ReadFilePtr ImportReader::read(qsizetype index) {
    const auto ready = std::make_shared<ReadFile>();
    const PlannedFile& file = m_plan.files.at(index);
    ready->index = index;
    ready->unpacked = m_temporary + u'/' + QString::number(index);
    QDir().mkpath(ready->unpacked);
    const auto path = m_sources.at(static_cast<std::size_t>(file.source))->fetch(file.file, ready->unpacked);
    const auto contents =
        path ? look(*path, file.file.size) : Result<Contents>(std::unexpected(path.error()));
    if (!contents) {
        ready->error = contents.error();
        return ready;
    }
    ready->path = *path;
    ready->sha256 = contents->sha256;
    ready->facts = file.facts;
    ready->changedAt = file.facts.takenAt.value_or(file.file.changedAt);
    settleTime(contents->times, &ready->facts);
    return ready;
}

QList<ReadFilePtr> ImportReader::readSome(qsizetype from) {
    QList<ReadFilePtr> batch;
    std::int64_t bytes = 0;
    for (qsizetype i = from; i < m_plan.files.size() && batch.size() < batchFiles && bytes < batchBytes;
         ++i) {
        const PlannedFile& file = m_plan.files.at(i);
        const QByteArray known = m_journal.doneHash(sourceOf(file), file.file);
        if (known.isEmpty()) {
            batch.append(read(i));
        } else {
            batch.append(std::make_shared<ReadFile>());
            batch.last()->index = i;
            batch.last()->sha256 = known;
        }
        if (!batch.last()->path.isEmpty())
            bytes += file.file.size;
    }
    return batch;
}

} // namespace parlor
