#include "client/core/cache/outgoingtable.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/jsonreader.h"
#include "shared/protocol/limits.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlQuery>

namespace parlor::client {

using codec::JsonReader;

namespace {

constexpr std::int64_t uploadKeptMs = limits::temporaryAreaHours * 3'600'000LL;
constexpr int mostHashes = 200'000;

/// Behind all messages and changes alike.
constexpr QLatin1StringView
    nextPlace("(SELECT 1 + max(last) FROM (SELECT coalesce(max(position), 0) AS last FROM outbox "
              "UNION ALL SELECT coalesce(max(position), 0) FROM sent_changes))");

QJsonObject toJson(const FollowUp& followUp) {
    QJsonObject object{{u"client_id"_qs, followUp.clientId}, {u"deletes"_qs, !followUp.text}};
    if (followUp.text)
        object.insert(u"text"_qs, *followUp.text);
    return object;
}

Result<FollowUp> followUpFrom(const QJsonObject& object) {
    JsonReader in(object);
    FollowUp followUp;
    QString text;
    bool deletes = false;
    in.clientId(QLatin1StringView("client_id"), followUp.clientId);
    in.flag(QLatin1StringView("deletes"), deletes);
    in.text(QLatin1StringView("text"), text);
    if (!deletes)
        followUp.text = text;
    return in.finish(std::move(followUp));
}

QByteArray toBytes(const PendingMessage& message) {
    QJsonArray photos;
    for (const PhotoReference& photo : message.photos)
        photos.append(codec::toJson(photo));
    QJsonArray files;
    for (const PendingFile& file : message.files)
        files.append(QJsonObject{{u"path"_qs, file.path},
                                 {u"transfer"_qs, file.transfer.toString()},
                                 {u"photo"_qs, file.photo.toString()}});
    QJsonObject object{{u"client_id"_qs, message.clientId},
                       {u"channel"_qs, message.channel.toString()},
                       {u"text"_qs, message.text},
                       {u"photos"_qs, photos},
                       {u"files"_qs, files},
                       {u"created_at"_qs, qint64(message.createdAt)},
                       {u"failed"_qs, message.state == PendingState::Failed},
                       {u"attempted"_qs, message.attempted}};
    if (message.followUp)
        object.insert(u"follow_up"_qs, toJson(*message.followUp));
    if (message.replyTo)
        object.insert(u"reply_to"_qs, message.replyTo->toString());
    if (message.reason)
        object.insert(u"reason"_qs, QString(wireCode(*message.reason)));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<PendingFile> fileFrom(const QJsonObject& object) {
    PendingFile file;
    file.path = object[u"path"_qs].toString();
    file.transfer = TransferId::fromString(object[u"transfer"_qs].toString()).value_or(TransferId());
    file.photo = PhotoId::fromString(object[u"photo"_qs].toString()).value_or(PhotoId());
    return file;
}

Result<PendingMessage> pendingFrom(const QByteArray& bytes) {
    TRY_ASSIGN(const QJsonObject object, codec::parseObject(bytes, limits::jsonBody));
    JsonReader in(object);
    PendingMessage message;
    message.attempted = true; // or who wrote it would say
    FollowUp followUp;
    bool failed = false;
    QString reason;
    in.clientId(QLatin1StringView("client_id"), message.clientId);
    in.id(QLatin1StringView("channel"), message.channel, codec::Need::Required);
    in.text(QLatin1StringView("text"), message.text);
    in.list(QLatin1StringView("photos"), message.photos, codec::photoReferenceFromJson);
    in.list(QLatin1StringView("files"), message.files, fileFrom);
    in.number(QLatin1StringView("created_at"), message.createdAt);
    in.flag(QLatin1StringView("failed"), failed);
    in.flag(QLatin1StringView("attempted"), message.attempted);
    in.nested(QLatin1StringView("follow_up"), followUp, followUpFrom);
    in.id(QLatin1StringView("reply_to"), message.replyTo);
    in.text(QLatin1StringView("reason"), reason);
    if (isClientId(followUp.clientId))
        message.followUp = std::move(followUp);
    message.state = failed ? PendingState::Failed : PendingState::Waiting;
    message.reason = errorCodeFromWire(reason);
    return in.finish(std::move(message));
}

QByteArray toBytes(const Transfer& transfer) {
    QJsonObject object{{u"path"_qs, transfer.path},
                       {u"name"_qs, transfer.name},
                       {u"size"_qs, qint64(transfer.size)},
                       {u"paused"_qs, transfer.state == TransferState::Paused},
                       {u"failed"_qs, transfer.state == TransferState::Failed},
                       {u"created_at"_qs, qint64(transfer.createdAt)}};
    if (transfer.channel.isValid())
        object.insert(u"channel"_qs, transfer.channel.toString());
    if (transfer.reason)
        object.insert(u"reason"_qs, QString(wireCode(*transfer.reason)));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<Transfer> transferFrom(const QByteArray& bytes) {
    TRY_ASSIGN(const QJsonObject object, codec::parseObject(bytes, limits::jsonBody));
    JsonReader in(object);
    Transfer transfer;
    bool paused = false;
    bool failed = false;
    QString reason;
    in.text(QLatin1StringView("path"), transfer.path);
    in.text(QLatin1StringView("name"), transfer.name);
    in.number(QLatin1StringView("size"), transfer.size);
    in.flag(QLatin1StringView("paused"), paused);
    in.flag(QLatin1StringView("failed"), failed);
    in.number(QLatin1StringView("created_at"), transfer.createdAt);
    in.id(QLatin1StringView("channel"), transfer.channel);
    in.text(QLatin1StringView("reason"), reason);
    transfer.state = paused ? TransferState::Paused : failed ? TransferState::Failed : TransferState::Hashing;
    transfer.reason = errorCodeFromWire(reason);
    return in.finish(std::move(transfer));
}

} // namespace

Status OutgoingTable::runDurably(const QString& statement, const QVariantList& values) {
    TRY(m_sql.run(u"PRAGMA synchronous=FULL"_qs));
    const Status stored = m_sql.run(statement, values);
    TRY(m_sql.run(u"PRAGMA synchronous=NORMAL"_qs));
    return stored;
}

Status OutgoingTable::storePending(const PendingMessage& message) {
    // The person has seen it as written: it outlives a power cut, which costs one fsync for each message.
    return runDurably(u"INSERT INTO outbox (position, client_id, json) VALUES ("_qs + nextPlace
                          + u", ?, ?) ON CONFLICT (client_id) DO UPDATE SET json = excluded.json"_qs,
                      {message.clientId, toBytes(message)});
}

Status OutgoingTable::removePending(const QString& clientId) {
    return m_sql.run(u"DELETE FROM outbox WHERE client_id = ?"_qs, {clientId});
}

Result<QList<PendingMessage>> OutgoingTable::pending() {
    QList<PendingMessage> found;
    TRY(m_sql.each(u"SELECT json FROM outbox ORDER BY position"_qs, {}, [&](const QSqlQuery& row) {
        if (auto message = pendingFrom(row.value(0).toByteArray()))
            found.append(*std::move(message));
    }));
    return found;
}

Status OutgoingTable::storeChange(const PendingChange& change) {
    return runDurably(u"INSERT INTO sent_changes (position, client_id, sent_at, json) VALUES ("_qs + nextPlace
                          + u", ?, ?, ?)"_qs,
                      {change.clientId, qint64(change.askedAt), codec::encode(Request{1, change.command})});
}

Status OutgoingTable::removeChange(const QString& clientId) {
    return m_sql.run(u"DELETE FROM sent_changes WHERE client_id = ?"_qs, {clientId});
}

Result<QList<PendingChange>> OutgoingTable::changes() {
    QList<PendingChange> found;
    TRY(m_sql.each(u"SELECT client_id, sent_at, json FROM sent_changes ORDER BY position"_qs, {},
                   [&](const QSqlQuery& row) {
                       auto request = codec::decodeRequest(row.value(2).toByteArray());
                       if (!request)
                           return;
                       PendingChange change;
                       change.clientId = row.value(0).toString();
                       change.command = std::move(request->command);
                       change.askedAt = row.value(1).toLongLong();
                       change.state = PendingState::Waiting;
                       found.append(std::move(change));
                   }));
    return found;
}

Status OutgoingTable::move(ChannelId from, ChannelId to) {
    TRY_ASSIGN(const QList<PendingMessage> messages, pending());
    TRY_ASSIGN(const QList<PendingChange> waiting, changes());
    return m_sql.together([&]() -> Status {
        for (PendingMessage message : messages) {
            if (message.channel != from)
                continue;
            message.channel = to;
            TRY(m_sql.run(u"UPDATE outbox SET json = ? WHERE client_id = ?"_qs,
                          {toBytes(message), message.clientId}));
        }
        for (PendingChange change : waiting)
            if (moveCommand(change.command, from, to))
                TRY(m_sql.run(u"UPDATE sent_changes SET json = ? WHERE client_id = ?"_qs,
                              {codec::encode(Request{1, change.command}), change.clientId}));
        return {};
    });
}

Result<QHash<QString, std::int64_t>> OutgoingTable::places() {
    QHash<QString, std::int64_t> found;
    TRY(m_sql.each(
        u"SELECT client_id, position FROM outbox UNION ALL SELECT client_id, position FROM sent_changes"_qs,
        {}, [&](const QSqlQuery& row) { found.insert(row.value(0).toString(), row.value(1).toLongLong()); }));
    return found;
}

Status OutgoingTable::storeTransfer(const Transfer& transfer) {
    return m_sql.run(u"INSERT OR REPLACE INTO transfers (id, json) VALUES (?, ?)"_qs,
                     {qint64(transfer.id.value()), toBytes(transfer)});
}

Status OutgoingTable::removeTransfer(TransferId transfer) {
    return m_sql.run(u"DELETE FROM transfers WHERE id = ?"_qs, {qint64(transfer.value())});
}

Result<QList<Transfer>> OutgoingTable::transfers() {
    QList<Transfer> found;
    TRY(m_sql.each(u"SELECT id, json FROM transfers ORDER BY id"_qs, {}, [&](const QSqlQuery& row) {
        if (auto transfer = transferFrom(row.value(1).toByteArray())) {
            transfer->id = TransferId(row.value(0).toLongLong());
            found.append(*std::move(transfer));
        }
    }));
    return found;
}

Result<std::optional<QByteArray>> OutgoingTable::hash(const QString& path, std::int64_t size,
                                                      std::int64_t changedAt) {
    const QVariant found =
        m_sql.value(u"SELECT sha256 FROM hashes WHERE path = ? AND size = ? AND changed = ?"_qs,
                    {path, qint64(size), qint64(changedAt)});
    return found.isValid() ? std::optional(found.toByteArray()) : std::nullopt;
}

Status OutgoingTable::storeHash(const QString& path, std::int64_t size, std::int64_t changedAt,
                                const QByteArray& sha256) {
    if (m_sql.value(u"SELECT count(*) FROM hashes"_qs).toInt() >= mostHashes)
        TRY(m_sql.run(u"DELETE FROM hashes"_qs));
    return m_sql.run(u"INSERT OR REPLACE INTO hashes (path, size, changed, sha256) VALUES (?, ?, ?, ?)"_qs,
                     {path, qint64(size), qint64(changedAt), sha256});
}

Result<QString> OutgoingTable::uploadUrl(const QByteArray& sha256, std::int64_t now) {
    return m_sql
        .value(u"SELECT url FROM uploads WHERE sha256 = ? AND begun > ?"_qs,
               {sha256, qint64(now - uploadKeptMs)})
        .toString();
}

Status OutgoingTable::storeUploadUrl(const QByteArray& sha256, const QString& url, std::int64_t now) {
    if (url.isEmpty())
        return m_sql.run(u"DELETE FROM uploads WHERE sha256 = ?"_qs, {sha256});
    TRY(m_sql.run(u"DELETE FROM uploads WHERE begun <= ?"_qs, {qint64(now - uploadKeptMs)}));
    return m_sql.run(u"INSERT OR REPLACE INTO uploads (sha256, url, begun) VALUES (?, ?, ?)"_qs,
                     {sha256, url, qint64(now)});
}

} // namespace parlor::client
