#pragma once

#include "server/domain/ports/blobstore.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// Goes through all stored files, a folder at a time, so that memory stays flat. Domain thread only.
class FileWalk final : public QObject {
    Q_OBJECT
public:
    using Visit = std::function<void(PersonId owner, BlobArea area, const QList<StoredFile>& files)>;
    using Ended = std::function<void(const Status&)>;

    /// Both live longer.
    FileWalk(BlobStore& blobs, Executor& executor, Visit visit, Ended ended, QObject* parent = nullptr);

    /// The next folder, to `visit`; `ended` after the last one, or when the files can't be listed.
    void next();

private:
    void nextArea();

    BlobStore& m_blobs;
    Executor& m_executor;
    Visit m_visit;
    Ended m_ended;
    QList<BlobArea> m_areas{BlobArea::Originals, BlobArea::Renderings};
    bool m_inArea = false;
    QList<PersonId> m_owners;
    int m_folder = 0; ///< first byte of the names to look at next
};

} // namespace parlor::server
