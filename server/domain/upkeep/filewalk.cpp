#include "server/domain/upkeep/filewalk.h"

namespace parlor::server {

namespace {
constexpr int folders = 256;
} // namespace

FileWalk::FileWalk(BlobStore& blobs, Executor& executor, Visit visit, Ended ended, QObject* parent)
    : QObject(parent),
      m_blobs(blobs),
      m_executor(executor),
      m_visit(std::move(visit)),
      m_ended(std::move(ended)) {}

void FileWalk::next() {
    if (!m_inArea)
        return nextArea();
    if (m_folder == folders) {
        m_owners.removeFirst();
        m_folder = 0;
    }
    if (m_owners.isEmpty()) {
        m_areas.removeFirst();
        m_inArea = false;
        return nextArea();
    }
    whenDone(m_blobs.list(m_owners.first(), m_areas.first(), static_cast<std::uint8_t>(m_folder++)),
             &m_executor, this, [this](const Result<QList<StoredFile>>& files) {
                 if (!files)
                     return m_ended(std::unexpected(files.error()));
                 m_visit(m_owners.first(), m_areas.first(), *files);
             });
}

void FileWalk::nextArea() {
    if (m_areas.isEmpty())
        return m_ended({});
    whenDone(m_blobs.owners(m_areas.first()), &m_executor, this,
             [this](const Result<QList<PersonId>>& owners) {
                 if (!owners)
                     return m_ended(std::unexpected(owners.error()));
                 m_inArea = true;
                 m_owners = *owners;
                 m_folder = 0;
                 next();
             });
}

} // namespace parlor::server
