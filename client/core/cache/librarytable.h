#pragma once

#include "client/core/cache/sql.h"
#include "client/core/libraryindex.h"

namespace parlor::client {

/// The light index of the library. Cache thread only.
class LibraryTable {
public:
    explicit LibraryTable(Sql& sql) : m_sql(sql) {}

    Status change(const std::vector<LibraryEntry>& entries, const std::vector<PhotoId>& removed);
    Status clear();
    Result<std::vector<LibraryEntry>> all(); ///< newest first

private:
    Sql& m_sql;
};

} // namespace parlor::client
