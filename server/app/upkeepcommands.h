#pragma once

#include "server/app/foundation.h"
#include "server/blobs/localblobstore.h"
#include "server/blobs/localcoldfiles.h"
#include "server/blobs/localfilekeeper.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/upkeep/coldkeeper.h"
#include "server/domain/upkeep/dailysweep.h"
#include "server/domain/upkeep/filecheck.h"
#include "server/domain/upkeep/filesweep.h"
#include "server/domain/upkeep/keyrotation.h"
#include "server/domain/upkeep/libraryexport.h"
#include "server/domain/upkeep/nightlycheck.h"
#include "server/store/albumstoresqlite.h"
#include "server/store/placementstoresqlite.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

namespace parlor::server {

/// What an administrator asks about the stored files, and the walk that looks at them night after night.
/// Domain thread only.
class UpkeepCommands final : public QObject {
    Q_OBJECT
public:
    /// All live longer; of `config` the rules of [storage] are kept.
    UpkeepCommands(Foundation& foundation, PhotoStore& photos, LocalBlobStore& blobs, const Config& config,
                   QObject* parent = nullptr);

    /// Each night some of the files are read back, from where the last night stopped, and what nobody has
    /// opened for long is moved to the cold directory. By day what is opened there comes back. Files that
    /// nobody names go once a day.
    void startNights();

    static bool handles(const QString& command);

    /// "verify", "gc", "rotate", "export", "cold.status", "cold.move", "cold.recall": may take hours.
    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

private:
    Task<Result<QJsonObject>> exportLibrary(const QJsonObject& arguments);
    void moveAway();
    Task<Result<QJsonObject>> moveAway(const QJsonObject& arguments);
    template<class T>
    Task<Result<QJsonObject>> asJson(const Task<Result<T>>& task);

    Foundation& m_foundation;
    const std::int64_t m_coldRate; ///< bytes a second; 0: as fast as the disks
    const int m_coldAfterDays;
    LocalFileKeeper m_keeper;
    SqlitePlacementStore m_places;
    LocalColdFiles m_coldFiles;
    ColdKeeper m_cold;
    FileCheck m_check;
    NightlyCheck m_nightly;
    FileSweep m_sweep;
    DailySweep m_daily;
    KeyRotation m_rotation;
    SqliteAlbumStore m_albums;
    LibraryExport m_export;
    QTimer m_nights;
};

} // namespace parlor::server
