#include "client/core/cache/cachedatabase.h"

#include "client/core/cache/schema.h"
#include "client/core/session/filecredentials.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

namespace parlor::client {

namespace {
Q_LOGGING_CATEGORY(log, "parlor.client.cache")
} // namespace

CacheDatabase::CacheDatabase(QString file) : m_file(std::move(file)) {}

Status CacheDatabase::open() {
    if (sql.isOpen())
        return {};
    TRY(makePrivateDirectory(QFileInfo(m_file).absolutePath()));
    // SQLite gives its side files the rights of the main one.
    if (!QFile::exists(m_file)) {
        QFile file(m_file);
        if (!file.open(QIODevice::WriteOnly))
            return fail(ErrorCode::FileFailed, file.errorString());
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    TRY(sql.open(m_file));
    return makeSchema(sql);
}

Result<CachedStart> CacheDatabase::begin(const QString& owner) {
    if (const Status opened = open(); !opened) {
        qCWarning(log) << "the local store is not usable and is begun anew:" << opened.error();
        sql.close();
        const QString aside = m_file + u".broken-%1"_qs.arg(QDateTime::currentMSecsSinceEpoch());
        QFile::rename(m_file, aside);
        QFile::remove(m_file + u"-wal"_qs);
        QFile::remove(m_file + u"-shm"_qs);
        TRY(open());
    }
    // A full disk while the index is made is no broken store: what is not sent yet stays in it.
    TRY(search.prepare());
    if (places.setting(u"owner"_qs) != owner) {
        TRY(clear());
        TRY(places.setSetting(u"owner"_qs, owner));
    }
    CachedStart start;
    start.epoch = places.position(u"epoch"_qs);
    start.personCursor = Serial(places.position(u"person"_qs).toLongLong());
    start.libraryCursor = places.position(u"library"_qs).toLongLong();
    start.openChannel = ChannelId(places.setting(u"open_channel"_qs).toLongLong());
    TRY_ASSIGN(start.channels, places.channels());
    TRY_ASSIGN(start.people, places.people());
    TRY_ASSIGN(start.drafts, places.drafts());
    TRY_ASSIGN(start.unsentDrafts, places.unsentDrafts());
    TRY_ASSIGN(start.cursors, timelines.cursors());
    TRY_ASSIGN(start.lastMessages, timelines.lastMessages());
    TRY_ASSIGN(start.pending, outgoing.pending());
    TRY_ASSIGN(start.changes, outgoing.changes());
    TRY_ASSIGN(start.places, outgoing.places());
    TRY_ASSIGN(start.transfers, outgoing.transfers());
    return start;
}

Status CacheDatabase::clear() {
    TRY(open());
    TRY(clearAll(sql));
    return search.prepare();
}

} // namespace parlor::client
