#pragma once

#include "client/core/cache/cachedatabase.h"
#include "client/core/foundmessages.h"
#include "shared/protocol/commands.h"

namespace parlor::client {

/// Answers a search from what this device has seen, by the grammar and the rules of the server's. Cache
/// thread only.
class LocalSearch {
public:
    /// `me`: whom `from:me` means.
    LocalSearch(CacheDatabase& database, PersonId me) : m_database(database), m_me(me) {}

    /// BadRequest (nothing to search by), UnknownPerson (from:), UnknownChannel (in:).
    Result<FoundMessages> find(const Search& search);

private:
    Result<QList<PersonId>> peopleNamed(const QStringList& names);
    Result<QList<ChannelId>> channelsNamed(const QStringList& names, const QList<ChannelState>& channels);
    Result<QList<ChannelId>> holesIn(const QList<ChannelState>& channels, const CachedSearch& search);

    CacheDatabase& m_database;
    const PersonId m_me;
};

} // namespace parlor::client
