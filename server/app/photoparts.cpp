#include "server/app/photoparts.h"

#include "server/app/storagekeys.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace parlor::server {

QString mediaWorkerProgram(const Config& config) {
    if (!config.mediaWorkerPath.isEmpty())
        return config.mediaWorkerPath;
    const QString directory = QCoreApplication::applicationDirPath();
    const QString beside = directory + u"/parlor-media-worker"_qs;
    return QFile::exists(beside) ? beside : directory + u"/../libexec/parlor/parlor-media-worker"_qs;
}

namespace {

constexpr int leastAtOnce = 2; // one is stored while the next is looked at

WorkerPoolOptions workersOf(const Config& config) {
    WorkerPoolOptions options;
    options.program = mediaWorkerProgram(config);
    options.workers = config.mediaWorkers;
    options.effort = config.viewEffort;
    return options;
}

UploadRules rulesOf(const Config& config) {
    UploadRules rules;
    if (config.quota > 0)
        rules.quota = config.quota;
    return rules;
}

} // namespace

Result<std::unique_ptr<LocalBlobStore>> openBlobs(const Config& config, const DataDirectory& data,
                                                  const Clock& clock) {
    LocalBlobStore::Options options;
    options.root = QFile::encodeName(data.path());
    options.rereadBeforeAnswer = config.reread;
    options.coldRoot = QFile::encodeName(config.coldDirectory);
    TRY_ASSIGN(options.keyFiles, storageKeyFiles(config));
    return LocalBlobStore::create(options, clock);
}

PhotoParts::PhotoParts(Foundation& f, const Config& config, std::unique_ptr<LocalBlobStore> blobs,
                       QByteArray ticketKey)
    : m_blobs(std::move(blobs)),
      m_photos(f.store().writer(), f.store().readers()),
      m_versions(f.store().writer()),
      m_lists(f.store().writer(), f.store().readers()),
      m_albumRows(f.store().writer(), f.store().readers()),
      m_archiveRows(f.store().writer(), f.store().readers()),
      m_albums(m_albumRows),
      m_uploadRows(f.store().writer(), f.store().readers()),
      m_audit(f.store().writer(), f.store().readers()),
      m_workers(workersOf(config)),
      m_access(f.store().messages(), f.store().channels(), m_albumRows, f.executor()),
      m_catalogue(m_photos, f.executor()),
      m_processing(m_photos, m_catalogue, *m_blobs, m_workers, f.store().messages(), m_audit, f.clock(),
                   f.executor(), std::max(leastAtOnce, m_workers.size())),
      m_cleaner(*m_blobs, m_workers, f.executor()),
      m_library(m_photos, m_versions, m_lists, m_albumRows, m_catalogue, m_processing, f.store().messages(),
                f.clock(), f.executor()),
      m_archives(m_archiveRows, m_photos, m_albumRows, m_access, *m_blobs, f.clock(), f.executor()),
      m_uploads(m_uploadRows, m_photos, *m_blobs, m_processing, f.clock(), f.executor(), rulesOf(config)),
      m_copies(m_catalogue, m_access, m_processing, m_library, m_cleaner, *m_blobs, m_uploads, f.clock(),
               f.executor()),
      m_tickets(std::move(ticketKey), f.clock()) {}

void PhotoParts::start() {
    m_processing.start();
    m_uploads.start();
    m_library.start();
    m_archives.start();
}

} // namespace parlor::server
