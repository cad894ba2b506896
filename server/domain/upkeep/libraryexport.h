#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/domain/ports/filekeeper.h"
#include "server/domain/ports/photostore.h"

#include <QHash>
#include <QObject>

#include <memory>

namespace parlor::server {

struct LibraryExportReport {
    std::int64_t photos = 0;
    std::int64_t bytes = 0;   ///< of the originals
    std::int64_t written = 0; ///< files that were not there yet
    std::int64_t failed = 0;  ///< originals that can't be read
    std::int64_t away = 0;    ///< originals on a disk that is not connected: another run brings them
    std::int64_t albums = 0;
};

/// A whole library as plain files: DIRECTORY/YYYY/MM/NAME with the original's bytes and time, and NAME.json
/// with what Parlor knows beside; DIRECTORY/albums.json says what lies in which album. Names that would meet
/// get " (2)" and so on, in the order of the photos' ids, so that a second run finds what the first has
/// written and goes on. Originals in the cold directory are read there and stay there. An import of the
/// directory gives the library back. Domain thread only.
class LibraryExport final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    LibraryExport(PhotoStore& photos, AlbumStore& albums, FileKeeper& keeper, Executor& executor,
                  QObject* parent = nullptr);
    ~LibraryExport() override;

    /// `directory` exists or is made. Busy while another is under way.
    Task<Result<LibraryExportReport>> run(PersonId owner, QString directory);

    /// What the sidecar says of a photo.
    static QByteArray sidecarOf(const StoredPhoto& photo);

private:
    struct Run;

    void nextPage();
    void nextPhoto();
    void listAlbums(AlbumId after);
    void nextAlbum();
    void nextInAlbum(PhotoId after);
    void writeAlbums();
    QString placeFor(const StoredPhoto& photo);
    void finish(const Status& status);

    PhotoStore& m_photos;
    AlbumStore& m_albums;
    FileKeeper& m_keeper;
    Executor& m_executor;
    std::unique_ptr<Run> m_run;
};

} // namespace parlor::server
