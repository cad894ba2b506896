#pragma once

#include "server/domain/ports/photostore.h"
#include "server/store/writer.h"

namespace parlor::server {

/// The full-text index over photos: names, captions, tags, cameras and localities, without accents, and marks
/// for the rest. Of those in library and archive (SQLite FTS5, sqlite.org/fts5.html; contentless).
class PhotoWords {
public:
    explicit PhotoWords(Connection& connection) : m_connection(connection) {}

    /// A photo that was not there before, or is not there after, is a nullptr. Outside the job's savepoint,
    /// at which the index would be flushed; a failure leaves the photo out and is logged.
    static void changed(const StoredPhoto* before, const StoredPhoto* after, Effects& effects);

    /// Of a database whose index holds words as they were written: once, in one transaction. Outside of
    /// transactions.
    Status bringUpToDate();

private:
    Status renew();

    Connection& m_connection;
};

} // namespace parlor::server
