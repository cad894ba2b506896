#include "shared/import/importer.h"

#include "shared/import/importjournal.h"

#include <QDir>
#include <QSet>

#include <utility>

namespace parlor {

namespace {

constexpr int atOnce = 3;
constexpr qsizetype mostInJudgement = 200;

} // namespace

/// A file whose line waits for what the library makes of its bytes.
struct Importer::Brought {
    ReadFilePtr file;
    ImportResult result;
    QString reason;
};

/// Lives as long as the last job on the thread that needs it. The reader is used there alone, but for what
/// does not change any more.
struct Importer::Run {
    explicit Run(Request wish) : request(std::move(wish)), reader(journal, request.temporary) {}

    Status prepare() {
        TRY(journal.open(request.journal, request.sync));
        return reader.open(request.paths, request.options);
    }

    const Request request;
    ImportJournal journal;
    ImportReader reader;
    qsizetype next = 0;              ///< file that is read next
    QHash<QByteArray, PhotoId> seen; ///< of this run
    QList<PhotoId> ids;              ///< of each file; 0: not in the library
    QList<ReadFilePtr> waiting;
    int working = 0;
    bool reading = false;    ///< or at the albums: nothing is to be read now
    QSet<QByteArray> inWork; ///< what stands behind it waits
    QHash<QByteArray, QList<Brought>> inJudgement;
    QHash<QByteArray, ImportTarget::Verdict> verdicts;
    ImportSummary summary;
    Promise<Result<ImportSummary>> answer;
};

Importer::Importer(ImportTarget& target, Executor& executor, Say say, QObject* parent)
    : QObject(parent), m_target(target), m_executor(executor), m_say(std::move(say)) {}

Importer::~Importer() = default;

Task<Result<ImportSummary>> Importer::run(Request request) {
    if (m_run)
        return doneTask<Result<ImportSummary>>(fail(ErrorCode::Busy, u"an import is under way"_qs));
    m_run = std::make_shared<Run>(std::move(request));
    const Task<Result<ImportSummary>> task = m_run->answer.task();
    when(m_thread.run([run = m_run] { return run->prepare(); }), [this](const Status& prepared) {
        if (!prepared)
            return finish(prepared);
        m_run->ids.fill(PhotoId(), m_run->reader.plan().files.size());
        for (const SkippedFile& archive : m_run->reader.refused())
            tell(archive.path, ImportResult::Refused, {}, archive.reason);
        for (const SkippedFile& file : m_run->reader.plan().skipped)
            tell(file.path, ImportResult::Skipped, {}, file.reason);
        readNext();
    });
    return task;
}

void Importer::readNext() {
    const bool isLast = m_run->next >= m_run->reader.plan().files.size();
    if (isLast && !m_run->inJudgement.isEmpty())
        return; // each of them comes here again
    m_run->reading = true;
    if (isLast)
        return fillAlbums();
    when(m_thread.run([run = m_run, from = m_run->next] { return run->reader.readSome(from); }),
         [this](const QList<ReadFilePtr>& batch) {
             m_run->next += batch.size();
             checkBatch(batch);
         });
}

void Importer::checkBatch(const QList<ReadFilePtr>& batch) {
    QSet<QByteArray> hashes;
    for (const ReadFilePtr& ready : batch)
        if (!ready->error && !m_run->seen.contains(ready->sha256))
            hashes.insert(ready->sha256);
    const auto checked = [this, batch](const Result<QHash<QByteArray, ImportTarget::Known>>& known) {
        if (!known)
            return finish(std::unexpected(known.error()));
        m_run->reading = false;
        // Equal files of one batch: the first is worked on, the others wait for what it comes to.
        for (const ReadFilePtr& ready : batch) {
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
            else if (found->trashed)
                settle(ready, ImportResult::Had, u"in the trash"_qs);
            else
                conclude(ready, ImportResult::Had, {});
        }
        pump();
    };
    if (hashes.isEmpty())
        return checked(QHash<QByteArray, ImportTarget::Known>());
    when(m_target.check(hashes.values()), checked);
}

/// What its sidecar says belongs to a photo that is there and that an import brought. Bytes may stand in
/// several folders, and not all of them have a sidecar.
bool Importer::isOurs(const ReadFile& ready) const {
    return ready.id.isValid() && !ready.facts.isEmpty() && !m_run->request.options.dryRun
           && m_run->journal.isBegun(ready.sha256);
}

void Importer::pump() {
    while (m_run && m_run->working < atOnce && m_run->inJudgement.size() < mostInJudgement
           && !m_run->waiting.isEmpty()) {
        // One of equal files at a time.
        const ReadFilePtr ready = m_run->waiting.takeFirst();
        if (const auto same = m_run->seen.constFind(ready->sha256); same != m_run->seen.cend()) {
            ready->id = *same;
            if (!isOurs(*ready)) {
                conclude(ready, ImportResult::Had, {});
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
    if (m_run && m_run->working == 0 && m_run->waiting.isEmpty() && !m_run->reading)
        readNext();
}

void Importer::work(const ReadFilePtr& ready) {
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
    when(m_thread.run([run = m_run, index = ready->index] { return run->reader.read(index); }),
         [this, ready](const ReadFilePtr& again) {
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

void Importer::bring(const ReadFilePtr& ready) {
    if (const Status noted = m_run->journal.begin(ready->sha256); !noted)
        return finish(noted);
    when(m_thread.run([run = m_run] { return run->journal.sync(); }), [this, ready](const Status& synced) {
        if (!m_run)
            return;
        if (!synced)
            return finish(synced);
        upload(ready);
    });
}

void Importer::upload(const ReadFilePtr& ready) {
    const PlannedFile& file = m_run->reader.plan().files.at(ready->index);
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

void Importer::writeFacts(const ReadFilePtr& ready, ImportResult result) {
    const auto written = [this, ready, result](const Status& status) {
        if (!m_run)
            return;
        --m_run->working;
        if (!status && (endsImport(status.error().code) || isTemporary(status.error().code)))
            return finish(status); // it stays begun: the next run writes them
        m_run->seen.insert(ready->sha256, ready->id);
        conclude(ready, result, status ? QString() : QString(wireCode(status.error().code)));
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

/// What an import has brought and not told before is looked at first.
void Importer::conclude(const ReadFilePtr& ready, ImportResult result, const QString& reason) {
    const bool isNew = !ready->path.isEmpty() && m_run->journal.isBegun(ready->sha256);
    if (m_run->request.options.dryRun || (result != ImportResult::Uploaded && !isNew))
        return settle(ready, result, reason);
    if (!ready->unpacked.isEmpty())
        QDir(ready->unpacked).removeRecursively();
    const QByteArray sha256 = ready->sha256;
    auto& brought = m_run->inJudgement[sha256];
    brought.append({ready, result, reason});
    if (brought.size() > 1)
        return;
    if (const auto known = m_run->verdicts.constFind(sha256); known != m_run->verdicts.cend())
        return judged(sha256, *known);
    when(m_target.verdict(ready->id), [this, sha256](const Result<ImportTarget::Verdict>& verdict) {
        if (!m_run)
            return;
        judged(sha256, verdict);
        pump();
    });
}

void Importer::judged(const QByteArray& sha256, const Result<ImportTarget::Verdict>& verdict) {
    if (!verdict && endsImport(verdict.error().code))
        return finish(std::unexpected(verdict.error()));
    if (verdict)
        m_run->verdicts.insert(sha256, *verdict);
    const ImportTarget::Verdict known = verdict.value_or(
        ImportTarget::Verdict{true, verdict ? QString() : QString(wireCode(verdict.error().code))});
    for (const Brought& brought : m_run->inJudgement.take(sha256)) {
        if (!known.kept)
            brought.file->id = {};
        settle(brought.file, known.kept ? brought.result : ImportResult::Refused,
               known.reason.isEmpty() ? brought.reason : known.reason);
    }
}

void Importer::settle(const ReadFilePtr& ready, ImportResult result, const QString& reason) {
    const PlannedFile& file = m_run->reader.plan().files.at(ready->index);
    const QString& source = m_run->reader.sourceOf(file);
    m_run->ids[ready->index] = ready->id;
    if (!ready->unpacked.isEmpty())
        QDir(ready->unpacked).removeRecursively();
    const bool isThere = result == ImportResult::Uploaded || result == ImportResult::Had;
    if (isThere && !m_run->request.options.dryRun && m_run->reader.isWhole())
        (void)m_run->journal.finish(source, file.file, ready->sha256);
    tell(reportPath(source, file.file.path), result, ready->id, reason);
}

void Importer::failed(const ReadFilePtr& ready, const Error& error) {
    if (endsImport(error.code))
        return finish(std::unexpected(error));
    const QString why = error.detail.isEmpty() || error.code != ErrorCode::BadRequest
                            ? QString(wireCode(error.code))
                            : error.detail;
    settle(ready, ImportResult::Refused, why);
}

void Importer::tell(const QString& path, ImportResult result, PhotoId id, const QString& reason) {
    m_run->summary.count(result);
    m_say({path, result, id, reason});
}

void Importer::fillAlbums() {
    const QList<PlannedAlbum>& albums = m_run->reader.plan().albums;
    m_run->summary.albums = albums.size();
    if (m_run->request.options.dryRun)
        return finish({});
    m_albums = std::make_unique<ImportAlbums>(
        m_target, m_executor, albums, m_run->ids, [this](const QString& path, const Error& why) {
            tell(path, ImportResult::Refused, {}, QString(wireCode(why.code)));
        });
    when(m_albums->run(), [this](const Status& filled) { finish(filled); });
}

void Importer::finish(const Status& status) {
    if (m_run) // that they are not done in the journal leaves what is made of them to the next run
        for (const QList<Brought>& equal : std::exchange(m_run->inJudgement, {}))
            for (const Brought& brought : equal) {
                const PlannedFile& file = m_run->reader.plan().files.at(brought.file->index);
                tell(reportPath(m_run->reader.sourceOf(file), file.file.path), brought.result,
                     brought.file->id, brought.reason);
            }
    const std::shared_ptr<Run> run = std::move(m_run);
    m_run.reset();
    if (!run)
        return;
    if (!status)
        return run->answer.finish(std::unexpected(status.error()));
    if (run->request.options.dryRun)
        return run->answer.finish(run->summary);
    // Without all parts it goes on: the next run writes what the missing one says.
    const Status ended = run->reader.isWhole() ? run->journal.end() : Status();
    if (!ended)
        return run->answer.finish(std::unexpected(ended.error()));
    when(m_thread.run([run] { return run->journal.sync(); }), [run](const Status& synced) {
        if (!synced)
            return run->answer.finish(std::unexpected(synced.error()));
        run->answer.finish(run->summary);
    });
}

} // namespace parlor
