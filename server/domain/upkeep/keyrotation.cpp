#include "server/domain/upkeep/keyrotation.h"

#include "server/domain/upkeep/filewalk.h"

namespace parlor::server {

struct KeyRotation::Run {
    PersonId owner;
    BlobArea area = BlobArea::Originals;
    QList<StoredFile> files; ///< of the folder being looked at
    KeyRotationReport report;
    Promise<Result<KeyRotationReport>> answer;
    std::unique_ptr<FileWalk> walk;
};

KeyRotation::KeyRotation(BlobStore& blobs, FileKeeper& keeper, Executor& executor, QObject* parent)
    : QObject(parent), m_blobs(blobs), m_keeper(keeper), m_executor(executor) {}

KeyRotation::~KeyRotation() = default;

Task<Result<KeyRotationReport>> KeyRotation::run() {
    if (m_run)
        return doneTask<Result<KeyRotationReport>>(fail(ErrorCode::Busy, u"a rotation is under way"_qs));
    m_run = std::make_unique<Run>();
    m_run->walk = std::make_unique<FileWalk>(
        m_blobs, m_executor,
        [this](PersonId owner, BlobArea area, const QList<StoredFile>& files) {
            m_run->owner = owner;
            m_run->area = area;
            m_run->files = files;
            nextFile();
        },
        [this](const Status& status) { finish(status); });
    const Task<Result<KeyRotationReport>> task = m_run->answer.task();
    whenDone(m_keeper.rewrapNames(), &m_executor, this, [this](const Result<bool>& done) {
        if (!done)
            return finish(std::unexpected(done.error()));
        rewrapParts();
    });
    return task;
}

void KeyRotation::rewrapParts() {
    whenDone(m_keeper.rewrapParts(), &m_executor, this, [this](const Result<QList<Result<bool>>>& parts) {
        if (!parts)
            return finish(std::unexpected(parts.error()));
        for (const Result<bool>& part : *parts)
            count(part);
        m_run->walk->next();
    });
}

void KeyRotation::nextFile() {
    if (m_run->files.isEmpty())
        return m_run->walk->next();
    const StoredFile file = m_run->files.takeLast();
    whenDone(m_keeper.rewrap(m_run->owner, m_run->area, file.name), &m_executor, this,
             [this](const Result<bool>& rewrapped) {
                 count(rewrapped);
                 nextFile();
             });
}

void KeyRotation::count(const Result<bool>& rewrapped) {
    ++m_run->report.files;
    if (rewrapped)
        m_run->report.rewrapped += *rewrapped ? 1 : 0;
    else if (rewrapped.error().code != ErrorCode::NotFound)
        ++m_run->report.failed;
}

void KeyRotation::finish(const Status& status) {
    const std::unique_ptr<Run> run = std::move(m_run);
    run->walk.release()->deleteLater(); // it is what called us
    if (status)
        run->answer.finish(run->report);
    else
        run->answer.finish(std::unexpected(status.error()));
}

} // namespace parlor::server
