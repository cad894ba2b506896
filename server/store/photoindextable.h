#pragma once

#include "server/domain/ports/photostore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// The column `motion`.
enum class Moving { Not, Photo, Video };

/// The light index that clients keep of a library, read from the photos' rows.
class PhotoIndexTable {
public:
    explicit PhotoIndexTable(Connection& connection);

    Result<PhotoIndexPage> changedSince(PersonId owner, std::int64_t revision, int limit);
    /// The rows of a span, newest first.
    Result<QList<IndexedPhoto>> index(PersonId owner, std::int64_t from, LibraryPlace before, int limit);

private:
    Statement& m_changedSince;
    Statement& m_removedSince;
    Connection& m_connection;
};

} // namespace parlor::server
