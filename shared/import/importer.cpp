#include "shared/import/importer.h"

#include "shared/import/importjournal.h"
#include "shared/import/innertime.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace parlor {

namespace {

constexpr qsizetype batchFiles = 50;
constexpr std::int64_t batchBytes = 64LL * 1024 * 1024; // unpacked at one time, beside one more file
constexpr int atOnce = 3;
constexpr qsizetype putAtOnce = 1'000;
constexpr qint64 pieceBytes = 1024 * 1024;

/// The next file would fare the same.
bool endsAll(ErrorCode code) {
    switch (code) {
    case ErrorCode::NotSignedIn:
    case ErrorCode::TokenInvalid:
    case ErrorCode::TokenExpired:
    case ErrorCode::TokenRevoked:
    case ErrorCode::AccountDisabled:
    case ErrorCode::Forbidden:
    case ErrorCode::PlainHttpPassword:
    case ErrorCode::VersionMismatch:
    case ErrorCode::Draining:
    case ErrorCode::QuotaExceeded:
    case ErrorCode::DiskFull:
    case ErrorCode::StoreFailed:
    case ErrorCode::NetworkFailed:
    case ErrorCode::TlsFailed:
    case ErrorCode::Cancelled:
    case ErrorCode::UnknownPerson:
        return true;
    default:
        return false;
    }
}

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

QLatin1StringView wordOf(ImportResult result) {
    using namespace Qt::StringLiterals;
    switch (result) {
    case ImportResult::Uploaded:
        return "uploaded"_L1;
    case ImportResult::Had:
        return "had"_L1;
    case ImportResult::Missing:
        return "missing"_L1;
    case ImportResult::Skipped:
        return "skipped"_L1;
    case ImportResult::Refused:
        return "refused"_L1;
    }
    return {};
}

} // namespace

QJsonObject ImportLine::toJson() const {
    return {{u"path"_qs, path},
            {u"result"_qs, QString(wordOf(result))},
            {u"id"_qs, id.isValid() ? id.toString() : QString()},
            {u"reason"_qs, reason}};
}

QJsonObject ImportSummary::toJson() const {
    return {{u"uploaded"_qs, qint64(uploaded)}, {u"had"_qs, qint64(had)},
            {u"missing"_qs, qint64(missing)},   {u"skipped"_qs, qint64(skipped)},
            {u"refused"_qs, qint64(refused)},   {u"albums"_qs, qint64(albums)}};
}

/// A file that has been read, or was before.
struct Importer::Ready {
    qsizetype index = 0;
    QString path;     ///< on this disk; empty when it is known from the journal
    QString unpacked; ///< folder that goes afterwards
    QByteArray sha256;
    std::int64_t changedAt = 0;
    ImportFacts facts;
    std::optional<Error> error;
    PhotoId id;
};

/// Lives as long as the last job on the thread that needs it. What stands first is used there alone.
struct Importer::Run {
    std::vector<std::unique_ptr<FileSource>> sources;
    ImportJournal journal;
    QString temporary;

    Request request;
    QStringList names;
    ImportPlan plan;
    qsizetype next = 0;              ///< file that is read next
    QHash<QByteArray, PhotoId> seen; ///< of this run
    QList<PhotoId> ids;              ///< of each file; 0: not in the library
    QList<ReadyPtr> waiting;
    int working = 0;
    qsizetype album = 0;
    QHash<QStringList, AlbumId> albums;
    QSet<QByteArray> inWork; ///< what stands behind it waits
    ImportSummary summary;
    Promise<Result<ImportSummary>> answer;

    Status prepare() {
        TRY(journal.open(request.journal));
        QList<SourceListing> listings;
        for (const QString& path : request.paths) {
            TRY_ASSIGN(std::unique_ptr<FileSource> source, openSource(path));
            TRY_ASSIGN(SourceListing listing, source->list());
            names.append(source->name());
            listings.append(std::move(listing));
            sources.push_back(std::move(source));
        }
        plan = planImport(listings, names, request.options);
        return {};
    }

    /// `again`: the journal is not asked.
    ReadyPtr read(qsizetype index, bool again) {
        const auto ready = std::make_shared<Ready>();
        const PlannedFile& file = plan.files.at(index);
        ready->index = index;
        ready->sha256 = again ? QByteArray() : journal.doneHash(names.at(file.source), file.file);
        if (!ready->sha256.isEmpty())
            return ready;
        ready->unpacked = temporary + u'/' + QString::number(index);
        QDir().mkpath(ready->unpacked);
        const auto path =
            sources.at(static_cast<std::size_t>(file.source))->fetch(file.file, ready->unpacked);
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

    QList<ReadyPtr> readSome(qsizetype from) {
        QList<ReadyPtr> batch;
        std::int64_t bytes = 0;
        for (qsizetype i = from; i < plan.files.size() && batch.size() < batchFiles && bytes < batchBytes;
             ++i) {
            batch.append(read(i, false));
            if (!batch.last()->path.isEmpty())
                bytes += plan.files.at(i).file.size;
        }
        return batch;
    }
};

Importer::Importer(ImportTarget& target, Executor& executor, Say say, QObject* parent)
    : QObject(parent), m_target(target), m_executor(executor), m_say(std::move(say)) {}

Importer::~Importer() = default;

Task<Result<ImportSummary>> Importer::run(Request request) {
    if (m_run)
        return doneTask<Result<ImportSummary>>(fail(ErrorCode::Busy, u"an import is under way"_qs));
    m_run = std::make_shared<Run>();
    m_run->request = std::move(request);
    m_run->temporary = m_run->request.temporary;
    const Task<Result<ImportSummary>> task = m_run->answer.task();
    when(m_thread.run([run = m_run] { return run->prepare(); }), [this](const Status& prepared) {
        if (!prepared)
            return finish(prepared);
        m_run->ids.fill(PhotoId(), m_run->plan.files.size());
        for (const SkippedFile& file : std::as_const(m_run->plan.skipped))
            tell(file.path, ImportResult::Skipped, {}, file.reason);
        readNext();
    });
    return task;
}

void Importer::readNext() {
    if (m_run->next >= m_run->plan.files.size())
        return nextAlbum();
    when(m_thread.run([run = m_run, from = m_run->next] { return run->readSome(from); }),
         [this](const QList<ReadyPtr>& batch) {
             m_run->next += batch.size();
             checkBatch(batch);
         });
}

void Importer::checkBatch(const QList<ReadyPtr>& batch) {
    QSet<QByteArray> hashes;
    for (const ReadyPtr& ready : batch)
        if (!ready->error && !m_run->seen.contains(ready->sha256))
            hashes.insert(ready->sha256);
    const auto checked = [this, batch](const Result<QHash<QByteArray, ImportTarget::Known>>& known) {
        if (!known)
            return finish(std::unexpected(known.error()));
        // Equal files of one batch: the first is worked on, the others wait for what it comes to.
        for (const ReadyPtr& ready : batch) {
            if (ready->error) {
                failed(ready, *ready->error);
                if (!m_run)
                    return;
                continue;
            }
            const auto found = known->constFind(ready->sha256);
            if (found == known->cend()) {
                m_run->waiting.append(ready);
                continue;
            }
            if (!found->trashed)
                ready->id = found->id;
            if (isOurs(*ready))
                m_run->waiting.append(ready);
            else
                settle(ready, ImportResult::Had, found->trashed ? u"in the trash"_qs : QString());
        }
        pump();
    };
    if (hashes.isEmpty())
        return checked(QHash<QByteArray, ImportTarget::Known>());
    when(m_target.check(hashes.values()), checked);
}

/// What its sidecar says belongs to a photo that is there and that an import brought. Bytes may stand in
/// several folders, and not all of them have a sidecar.
bool Importer::isOurs(const Ready& ready) const {
    return ready.id.isValid() && !ready.facts.isEmpty() && !m_run->request.options.dryRun
           && m_run->journal.isBegun(ready.sha256);
}

void Importer::pump() {
    while (m_run && m_run->working < atOnce && !m_run->waiting.isEmpty()) {
        // One of equal files at a time.
        const ReadyPtr ready = m_run->waiting.takeFirst();
        if (const auto same = m_run->seen.constFind(ready->sha256); same != m_run->seen.cend()) {
            ready->id = *same;
            if (!isOurs(*ready)) {
                settle(ready, ImportResult::Had, {});
                continue;
            }
        } else if (m_run->inWork.contains(ready->sha256)) {
            m_run->waiting.append(ready);
            if (m_run->working > 0)
                return; // those that work will pump again
            m_run->inWork.remove(ready->sha256);
            continue;
        }
        m_run->inWork.insert(ready->sha256);
        ++m_run->working;
        work(ready);
    }
    if (m_run && m_run->working == 0 && m_run->waiting.isEmpty())
        readNext();
}

void Importer::work(const ReadyPtr& ready) {
    if (m_run->request.options.dryRun) {
        --m_run->working;
        m_run->seen.insert(ready->sha256, {});
        return settle(ready, ImportResult::Missing, {});
    }
    if (ready->id.isValid())
        return writeFacts(ready, ImportResult::Had);
    if (!ready->path.isEmpty())
        return bring(ready);
    // Done once, and gone from the library since.
    when(m_thread.run([run = m_run, index = ready->index] { return run->read(index, true); }),
         [this, ready](const ReadyPtr& again) {
             if (!m_run)
                 return;
             *ready = *again;
             if (ready->error) {
                 --m_run->working;
                 failed(ready, *ready->error);
                 return pump();
             }
             bring(ready);
         });
}

void Importer::bring(const ReadyPtr& ready) {
    if (const Status noted = m_run->journal.begin(ready->sha256); !noted)
        return finish(noted);
    upload(ready);
}

void Importer::upload(const ReadyPtr& ready) {
    const PlannedFile& file = m_run->plan.files.at(ready->index);
    when(m_target.upload({ready->path, file.name, file.file.size, ready->sha256, ready->changedAt}),
         [this, ready](const Result<ImportTarget::Taken>& taken) {
             if (!m_run)
                 return;
             if (!taken) {
                 --m_run->working;
                 failed(ready, taken.error());
                 return pump();
             }
             ready->id = taken->id;
             writeFacts(ready, taken->had ? ImportResult::Had : ImportResult::Uploaded);
         });
}

void Importer::writeFacts(const ReadyPtr& ready, ImportResult result) {
    const auto written = [this, ready, result](const Status& status) {
        if (!m_run)
            return;
        --m_run->working;
        if (!status && (endsAll(status.error().code) || isTemporary(status.error().code)))
            return finish(status); // it stays begun: the next run writes them
        m_run->seen.insert(ready->sha256, ready->id);
        settle(ready, result, status ? QString() : QString(wireCode(status.error().code)));
        pump();
    };
    if (ready->facts.isEmpty())
        return when(doneTask(Status()), written); // never inside pump()
    when(m_target.setFacts(ready->id, ready->facts), [this, ready, written](const Status& status) {
        const bool words =
            !status
            && (status.error().code == ErrorCode::BadText || status.error().code == ErrorCode::TooLarge);
        if (!words || !m_run)
            return written(status);
        // Rather all but the words than nothing.
        ready->facts.caption.clear();
        ready->facts.tags.clear();
        when(m_target.setFacts(ready->id, ready->facts), written);
    });
}

void Importer::settle(const ReadyPtr& ready, ImportResult result, const QString& reason) {
    const PlannedFile& file = m_run->plan.files.at(ready->index);
    const QString& source = m_run->names.at(file.source);
    m_run->ids[ready->index] = ready->id;
    if (!ready->unpacked.isEmpty())
        QDir(ready->unpacked).removeRecursively();
    if ((result == ImportResult::Uploaded || result == ImportResult::Had) && !m_run->request.options.dryRun)
        (void)m_run->journal.finish(source, file.file, ready->sha256);
    tell(reportPath(source, file.file.path), result, ready->id, reason);
}

void Importer::failed(const ReadyPtr& ready, const Error& error) {
    if (endsAll(error.code))
        return finish(std::unexpected(error));
    const QString why = error.detail.isEmpty() || error.code != ErrorCode::BadRequest
                            ? QString(wireCode(error.code))
                            : error.detail;
    settle(ready, ImportResult::Refused, why);
}

void Importer::tell(const QString& path, ImportResult result, PhotoId id, const QString& reason) {
    ImportSummary& sum = m_run->summary;
    switch (result) {
    case ImportResult::Uploaded:
        ++sum.uploaded;
        break;
    case ImportResult::Had:
        ++sum.had;
        break;
    case ImportResult::Missing:
        ++sum.missing;
        break;
    case ImportResult::Skipped:
        ++sum.skipped;
        break;
    case ImportResult::Refused:
        ++sum.refused;
        break;
    }
    m_say({path, result, id, reason});
}

void Importer::nextAlbum() {
    if (m_run->album >= m_run->plan.albums.size())
        return finish({});
    const PlannedAlbum album = m_run->plan.albums.at(m_run->album++);
    ++m_run->summary.albums;
    if (m_run->request.options.dryRun)
        return nextAlbum();
    makeAlbum(album, 1, {});
}

void Importer::makeAlbum(const PlannedAlbum& album, qsizetype level, AlbumId parent) {
    if (level > album.path.size()) {
        QList<PhotoId> photos;
        QSet<PhotoId> inside;
        for (const qsizetype index : album.files)
            if (const PhotoId id = m_run->ids.at(index); id.isValid() && !inside.contains(id)) {
                inside.insert(id);
                photos.append(id);
            }
        return fillAlbum(parent, photos, putAtOnce);
    }
    const QStringList path = album.path.first(level);
    if (const AlbumId known = m_run->albums.value(path); known.isValid())
        return makeAlbum(album, level + 1, known);
    const QString note = level == album.path.size() ? album.note : QString();
    when(m_target.album(path.last(), note, parent), [this, album, level, path](const Result<AlbumId>& made) {
        if (!made && endsAll(made.error().code))
            return finish(std::unexpected(made.error()));
        if (!made) {
            tell(album.path.join(u'/'), ImportResult::Refused, {}, QString(wireCode(made.error().code)));
            return nextAlbum();
        }
        m_run->albums.insert(path, *made);
        makeAlbum(album, level + 1, *made);
    });
}

void Importer::fillAlbum(AlbumId album, const QList<PhotoId>& photos, qsizetype some) {
    if (photos.isEmpty())
        return nextAlbum();
    const QList<PhotoId> now = photos.first(std::min(some, photos.size()));
    when(m_target.put(album, now), [this, album, photos, some](const Status& put) {
        if (!put && endsAll(put.error().code))
            return finish(put);
        // One may be the video of a live photo, which stands in no album: then one by one.
        if (!put && some > 1)
            return fillAlbum(album, photos, 1);
        fillAlbum(album, photos.mid(some), some);
    });
}

void Importer::finish(const Status& status) {
    const std::shared_ptr<Run> run = std::move(m_run);
    m_run.reset();
    if (!run)
        return;
    if (status && !run->request.options.dryRun)
        (void)run->journal.end();
    if (status)
        run->answer.finish(run->summary);
    else
        run->answer.finish(std::unexpected(status.error()));
}

} // namespace parlor
