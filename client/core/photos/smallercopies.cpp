#include "client/core/photos/smallercopies.h"

#include "client/core/photos/smallercopy.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace parlor::client {

namespace {

struct Work {
    QStringList files;
    QStringList copies;
    QString directory;
    Promise<QStringList> promise;
};

/// One at a time, so that what else the thread has to do, and its end, wait for one picture at most.
void makeNext(Executor& executor, const std::shared_ptr<Work>& work) {
    if (work->copies.size() == work->files.size())
        return work->promise.finish(work->copies);
    executor.post([&executor, work] {
        work->copies.append(makeSmallerCopy(work->files.at(work->copies.size()), work->directory));
        makeNext(executor, work);
    });
}

} // namespace

Task<QStringList> SmallerCopies::of(const QStringList& files) {
    const auto work = std::make_shared<Work>(Work{files, {}, m_directory, {}});
    makeNext(m_worker.executor(), work);
    return work->promise.task();
}

void SmallerCopies::keepFor(const QList<Transfer>& transfers) {
    QSet<QString> needed;
    for (const Transfer& transfer : transfers)
        if (transfer.state != TransferState::Done)
            needed.insert(QFileInfo(transfer.path).absolutePath());
    m_worker.executor().post([needed, directory = m_directory] {
        const QFileInfoList folders = QDir(directory).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QFileInfo& folder : folders)
            if (!needed.contains(folder.absoluteFilePath()))
                QDir(folder.absoluteFilePath()).removeRecursively();
    });
}

} // namespace parlor::client
