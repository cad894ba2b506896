#pragma once

#include "client/core/cache/librarytable.h"
#include "client/core/cache/outgoingtable.h"
#include "client/core/cache/placestable.h"
#include "client/core/cache/searchtable.h"
#include "client/core/cache/sql.h"
#include "client/core/cache/timelinetable.h"

#include <QObject>

namespace parlor::client {

/// The local database with its tables. Lives on the cache thread.
class CacheDatabase final : public QObject {
    Q_OBJECT
public:
    /// `file`: in a directory that only its owner may enter.
    explicit CacheDatabase(QString file);

    /// Everything to begin with. Data of somebody else, or of another server, is dropped first; a broken file
    /// is laid aside and a new one begun.
    Result<CachedStart> begin(const QString& owner);
    Status clear();

    Sql sql;
    SearchTable search{sql};
    TimelineTable timelines{sql, search};
    PlacesTable places{sql};
    OutgoingTable outgoing{sql};
    LibraryTable library{sql};

private:
    Status open();

    const QString m_file;
};

} // namespace parlor::client
