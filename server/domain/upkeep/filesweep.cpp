#include "server/domain/upkeep/filesweep.h"

#include "server/domain/upkeep/filewalk.h"

namespace parlor::server {

struct FileSweep::Run {
    bool dryRun = false;
    std::int64_t unchangedSince = 0; ///< ms UTC: younger files may still get their row
    FileSweepReport report;
    Promise<Result<FileSweepReport>> answer;
    std::unique_ptr<FileWalk> walk;
};

FileSweep::FileSweep(PhotoStore& photos, BlobStore& blobs, const Clock& clock, Executor& executor,
                     QObject* parent)
    : QObject(parent), m_photos(photos), m_blobs(blobs), m_clock(clock), m_executor(executor) {}

FileSweep::~FileSweep() = default;

Task<Result<FileSweepReport>> FileSweep::run(bool dryRun) {
    if (m_run)
        return doneTask<Result<FileSweepReport>>(fail(ErrorCode::Busy, u"a sweep is under way"_qs));
    m_run = std::make_unique<Run>();
    m_run->dryRun = dryRun;
    m_run->unchangedSince = m_clock.now() - orphanForMs;
    m_run->walk = std::make_unique<FileWalk>(
        m_blobs, m_executor,
        [this](PersonId owner, BlobArea area, const QList<StoredFile>& files) { look(owner, area, files); },
        [this](const Status& status) { finish(status); });
    const Task<Result<FileSweepReport>> task = m_run->answer.task();
    // A pin names its file as long as it stands, also when its time is over.
    whenDone(m_photos.unpin(m_clock.now()), &m_executor, this, [this](const Status& forgotten) {
        if (!forgotten)
            return finish(forgotten);
        if (m_run->dryRun)
            return m_run->walk->next();
        removeParts();
    });
    return task;
}

void FileSweep::removeParts() {
    whenDone(m_blobs.removeStaleParts(m_run->unchangedSince), &m_executor, this,
             [this](const Result<int>& removed) {
                 if (!removed)
                     return finish(std::unexpected(removed.error()));
                 m_run->report.parts = *removed;
                 m_run->walk->next();
             });
}

void FileSweep::look(PersonId owner, BlobArea area, const QList<StoredFile>& files) {
    QStringList old;
    for (const StoredFile& file : files)
        if (file.changedAt <= m_run->unchangedSince)
            old.append(file.name);
    m_run->report.files += files.size();
    if (old.isEmpty())
        return m_run->walk->next();
    whenDone(m_photos.named(owner, area, old), &m_executor, this,
             [this, owner, area, old](const Result<QSet<QString>>& named) {
                 if (!named)
                     return finish(std::unexpected(named.error()));
                 for (const QString& name : old) {
                     if (named->contains(name))
                         continue;
                     ++m_run->report.removed;
                     if (!m_run->dryRun)
                         std::ignore = m_blobs.remove(owner, area, name, m_run->unchangedSince);
                 }
                 m_run->walk->next();
             });
}

void FileSweep::finish(const Status& status) {
    const std::unique_ptr<Run> run = std::move(m_run);
    run->walk.release()->deleteLater(); // it is what called us
    if (status)
        run->answer.finish(run->report);
    else
        run->answer.finish(std::unexpected(status.error()));
}

} // namespace parlor::server
