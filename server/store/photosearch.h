#pragma once

#include "server/domain/ports/librarystore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// Searches the full-text index of photos, newest first by the wall clock. Few matches are gathered and
/// sorted; of many the library is walked from its newest end and each photo looked up, so that a common word
/// costs no more than a rare one.
class PhotoSearcher {
public:
    explicit PhotoSearcher(Connection& connection) : m_connection(connection) {}

    Result<QList<PhotoId>> find(const PhotoSearch& search, int limit);

private:
    Connection& m_connection;
};

/// The FTS5 query of a search.
QString photoMatch(const PhotoSearch& search);

} // namespace parlor::server
