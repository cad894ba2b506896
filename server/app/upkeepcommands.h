#pragma once

#include "server/app/foundation.h"
#include "server/blobs/localblobstore.h"
#include "server/blobs/localfilekeeper.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/upkeep/filecheck.h"
#include "server/domain/upkeep/filesweep.h"
#include "server/domain/upkeep/keyrotation.h"
#include "server/domain/upkeep/libraryexport.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

namespace parlor::server {

/// What an administrator asks about the stored files, and the walk that looks at them night after night.
/// Domain thread only.
class UpkeepCommands final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `scrubRate`: bytes a second; 0 turns the nightly walk off.
    UpkeepCommands(Foundation& foundation, PhotoStore& photos, LocalBlobStore& blobs, std::int64_t scrubRate,
                   QObject* parent = nullptr);

    /// Looks at some of the files each night, from where the last night stopped.
    void startNights();

    static bool handles(const QString& command);

    /// "verify", "gc", "rotate", "export": may take hours.
    Task<Result<QJsonObject>> run(const QString& command, const QJsonObject& arguments);

private:
    Task<Result<QJsonObject>> exportLibrary(const QJsonObject& arguments);
    void scrub();
    template<class T>
    Task<Result<QJsonObject>> asJson(const Task<Result<T>>& task);

    Foundation& m_foundation;
    const std::int64_t m_scrubRate;
    LocalFileKeeper m_keeper;
    FileCheck m_check;
    FileSweep m_sweep;
    KeyRotation m_rotation;
    LibraryExport m_export;
    QTimer m_nights;
};

} // namespace parlor::server
