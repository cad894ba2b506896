#pragma once

#include "server/domain/ports/messagestore.h"
#include "shared/core/result.h"

#include <QString>

namespace parlor::server {

/// What somebody typed into the search field, taken apart; names are not looked up yet.
struct SearchQuery {
    QList<SearchTerm> terms;
    QString from; ///< sign-in name; "me" is oneself
    QString in;   ///< channel name
    bool hasPhotos = false;
    std::optional<std::int64_t> since;  ///< ms UTC, inclusive
    std::optional<std::int64_t> before; ///< ms UTC, exclusive
};

/// Words, "phrases", prefix*, -without, from:NAME, in:CHANNEL, has:photo, before:YYYY-MM-DD, after:YYYY-MM-DD
/// (days in UTC; after: that day is in). Anything else is a word. BadRequest for a bad date or nothing to
/// look for.
Result<SearchQuery> parseSearch(const QString& text);

} // namespace parlor::server
