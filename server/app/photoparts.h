#pragma once

#include "server/app/foundation.h"
#include "server/blobs/localblobstore.h"
#include "server/domain/albums/albumservice.h"
#include "server/domain/archives/archives.h"
#include "server/domain/photos/library.h"
#include "server/domain/photos/photoaccess.h"
#include "server/domain/photos/photocatalogue.h"
#include "server/domain/photos/photocopies.h"
#include "server/domain/photos/photoprocessing.h"
#include "server/domain/shares/originalcleaner.h"
#include "server/domain/uploads/ticketbook.h"
#include "server/domain/uploads/uploadservice.h"
#include "server/media/workerpool.h"
#include "server/store/albumstoresqlite.h"
#include "server/store/archivestoresqlite.h"
#include "server/store/moderationlogsqlite.h"
#include "server/store/photolibrarysqlite.h"
#include "server/store/photostoresqlite.h"
#include "server/store/uploadstoresqlite.h"
#include "server/store/versionstoresqlite.h"

namespace parlor::server {

/// The worker that pictures are looked at with: beside parlord while developing, in libexec when installed.
QString mediaWorkerProgram(const Config& config);

/// The stored files of a data directory, with the keys that the configuration names or, without one, the
/// system's credential `storage.key` ($CREDENTIALS_DIRECTORY of systemd).
Result<std::unique_ptr<LocalBlobStore>> openBlobs(const Config& config, const DataDirectory& data,
                                                  const Clock& clock);

/// The photo side of a serving process, in the order in which its parts need one another. Domain thread only.
class PhotoParts {
public:
    /// `blobs` and `ticketKey` (32 secret bytes) are made before.
    PhotoParts(Foundation& foundation, const Config& config, std::unique_ptr<LocalBlobStore> blobs,
               QByteArray ticketKey);

    /// Takes up what is left from before.
    void start();

    [[nodiscard]] PhotoStore& store() { return m_photos; }

    [[nodiscard]] PhotoAccess& access() { return m_access; }

    [[nodiscard]] PhotoCatalogue& catalogue() { return m_catalogue; }

    [[nodiscard]] PhotoProcessing& processing() { return m_processing; }

    [[nodiscard]] Library& library() { return m_library; }

    [[nodiscard]] AlbumService& albums() { return m_albums; }

    [[nodiscard]] Archives& archives() { return m_archives; }

    [[nodiscard]] UploadService& uploads() { return m_uploads; }

    [[nodiscard]] PhotoCopies& copies() { return m_copies; }

    [[nodiscard]] TicketBook& tickets() { return m_tickets; }

    [[nodiscard]] LocalBlobStore& blobs() { return *m_blobs; }

    [[nodiscard]] OriginalCleaner& cleaner() { return m_cleaner; }

    [[nodiscard]] WorkerPool& workers() { return m_workers; }

private:
    std::unique_ptr<LocalBlobStore> m_blobs;
    SqlitePhotoStore m_photos;
    SqliteVersionStore m_versions;
    SqliteLibraryStore m_lists;
    SqliteAlbumStore m_albumRows;
    SqliteArchiveStore m_archiveRows;
    AlbumService m_albums;
    SqliteUploadStore m_uploadRows;
    SqliteModerationLog m_audit;
    WorkerPool m_workers;
    PhotoAccess m_access;
    PhotoCatalogue m_catalogue;
    PhotoProcessing m_processing;
    OriginalCleaner m_cleaner;
    Library m_library;
    Archives m_archives;
    UploadService m_uploads;
    PhotoCopies m_copies;
    TicketBook m_tickets;
};

} // namespace parlor::server
