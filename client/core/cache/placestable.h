#pragma once

#include "client/core/cache/cachevalues.h"
#include "client/core/cache/sql.h"

namespace parlor::client {

/// Channels, people, drafts and named positions. Cache thread only.
class PlacesTable {
public:
    explicit PlacesTable(Sql& sql) : m_sql(sql) {}

    Status storeChannels(const QList<ChannelState>& channels, bool complete);
    Status removeChannel(ChannelId channel);
    Status storePeople(const QList<Person>& people);
    /// `unsent`: the server does not know it yet.
    Status storeDraft(ChannelId channel, const QString& text, bool unsent);
    Status draftSent(ChannelId channel);
    Status setPosition(const QString& name, const QString& value);
    QString position(const QString& name);
    Status setSetting(const QString& name, const QString& value);
    QString setting(const QString& name);

    Result<QList<ChannelState>> channels();
    Result<QList<Person>> people();
    Result<QHash<ChannelId, QString>> drafts();
    Result<QSet<ChannelId>> unsentDrafts();

private:
    Sql& m_sql;
};

} // namespace parlor::client
