#pragma once

#include "server/store/sqlitestore.h"

#include <QList>

namespace parlor::bench {

/// Who is in a store that was filled, and where.
struct Filled {
    PersonId reader, writer; ///< both in all of `channels`
    PersonId stranger;       ///< in one small channel
    QList<ChannelId> channels;
};

/// Posts so many messages of twelve words, in turn into 50 channels, by the work of the store's own port but
/// thousands in one commit.
Filled fillMessages(server::SqliteStore& store, int messages);

} // namespace parlor::bench
