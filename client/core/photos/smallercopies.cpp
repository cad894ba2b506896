#include "client/core/photos/smallercopies.h"

#include "client/core/photos/smallercopy.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace parlor::client {

Task<QStringList> SmallerCopies::of(const QStringList& files) {
    const Promise<QStringList> promise;
    m_worker.executor().post([promise, files, directory = m_directory] {
        QStringList copies;
        for (const QString& file : files)
            copies.append(makeSmallerCopy(file, directory));
        promise.finish(copies);
    });
    return promise.task();
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
