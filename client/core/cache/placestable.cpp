#include "client/core/cache/placestable.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QSqlQuery>

namespace parlor::client {

Status PlacesTable::storeChannels(const QList<ChannelState>& channels, bool complete) {
    return m_sql.together([&]() -> Status {
        if (complete)
            TRY(m_sql.run(u"DELETE FROM channels"_qs));
        for (const ChannelState& state : channels)
            TRY(m_sql.run(u"INSERT OR REPLACE INTO channels (id, json) VALUES (?, ?)"_qs,
                          {qint64(state.channel.id.value()), codec::toBytes(state)}));
        return {};
    });
}

Status PlacesTable::removeChannel(ChannelId channel) {
    return m_sql.run(u"DELETE FROM channels WHERE id = ?"_qs, {qint64(channel.value())});
}

Status PlacesTable::storePeople(const QList<Person>& people) {
    return m_sql.together([&]() -> Status {
        for (const Person& person : people)
            TRY(m_sql.run(u"INSERT OR REPLACE INTO people (id, json) VALUES (?, ?)"_qs,
                          {qint64(person.id.value()), codec::toBytes(person)}));
        return {};
    });
}

Status PlacesTable::storeDraft(ChannelId channel, const QString& text, bool unsent) {
    if (unsent)
        TRY(m_sql.run(u"INSERT OR REPLACE INTO unsent_drafts (channel) VALUES (?)"_qs,
                      {qint64(channel.value())}));
    else
        TRY(draftSent(channel));
    if (text.isEmpty())
        return m_sql.run(u"DELETE FROM drafts WHERE channel = ?"_qs, {qint64(channel.value())});
    return m_sql.run(u"INSERT OR REPLACE INTO drafts (channel, text) VALUES (?, ?)"_qs,
                     {qint64(channel.value()), text});
}

Status PlacesTable::setPosition(const QString& name, const QString& value) {
    return m_sql.run(u"INSERT OR REPLACE INTO positions (name, value) VALUES (?, ?)"_qs, {name, value});
}

QString PlacesTable::position(const QString& name) {
    return m_sql.value(u"SELECT value FROM positions WHERE name = ?"_qs, {name}).toString();
}

Status PlacesTable::setSetting(const QString& name, const QString& value) {
    return m_sql.run(u"INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)"_qs, {name, value});
}

QString PlacesTable::setting(const QString& name) {
    return m_sql.value(u"SELECT value FROM settings WHERE name = ?"_qs, {name}).toString();
}

Result<QList<ChannelState>> PlacesTable::channels() {
    QList<ChannelState> found;
    TRY(m_sql.each(u"SELECT json FROM channels"_qs, {}, [&](const QSqlQuery& row) {
        if (const auto object = codec::parseObject(row.value(0).toByteArray(), limits::frame))
            if (auto state = codec::channelStateFromJson(*object))
                found.append(*std::move(state));
    }));
    return found;
}

Result<QList<Person>> PlacesTable::people() {
    QList<Person> found;
    TRY(m_sql.each(u"SELECT json FROM people"_qs, {}, [&](const QSqlQuery& row) {
        if (const auto object = codec::parseObject(row.value(0).toByteArray(), limits::frame))
            if (auto person = codec::personFromJson(*object))
                found.append(*std::move(person));
    }));
    return found;
}

Status PlacesTable::draftSent(ChannelId channel) {
    return m_sql.run(u"DELETE FROM unsent_drafts WHERE channel = ?"_qs, {qint64(channel.value())});
}

Result<QSet<ChannelId>> PlacesTable::unsentDrafts() {
    QSet<ChannelId> found;
    TRY(m_sql.each(u"SELECT channel FROM unsent_drafts"_qs, {},
                   [&](const QSqlQuery& row) { found.insert(ChannelId(row.value(0).toLongLong())); }));
    return found;
}

Result<QHash<ChannelId, QString>> PlacesTable::drafts() {
    QHash<ChannelId, QString> found;
    TRY(m_sql.each(u"SELECT channel, text FROM drafts"_qs, {}, [&](const QSqlQuery& row) {
        found.insert(ChannelId(row.value(0).toLongLong()), row.value(1).toString());
    }));
    return found;
}

} // namespace parlor::client
