#pragma once

#include "client/core/cache/sql.h"
#include "shared/core/serial.h"
#include "shared/protocol/event.h"
#include "shared/protocol/frames.h"
#include "shared/protocol/searchtext.h"

#include <limits>

namespace parlor::client {

/// What a search of this device asks, with its names found.
struct CachedSearch {
    SearchConditions what;
    std::int64_t since = 0;                                         ///< ms UTC, inclusive
    std::int64_t before = std::numeric_limits<std::int64_t>::max(); ///< ms UTC, exclusive
    MessageId beforeId{};                                           ///< only those with a lower id; 0: all
    int limit = 20;
};

/// The full-text index over the rows of events, with the columns of the server's, so that both answer the
/// same query the same way. Cache thread only.
class SearchTable {
public:
    explicit SearchTable(Sql& sql) : m_sql(sql) {}

    /// Makes the index; one of another form is filled anew from the events.
    Status prepare();

    /// `row`: the id in events. What was there of it goes.
    Status put(std::int64_t row, ChannelId channel, const Event& event);

    /// Newest first, by id as the server's. BadRequest when there is nothing to search by.
    Result<SearchPage> find(const CachedSearch& search);

private:
    Status fill();

    Sql& m_sql;
};

} // namespace parlor::client
