#pragma once

#include "server/domain/ports/photostore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of photos, renderings and libraries. Every change goes through insert(), update() or remove(), which
/// keep the library's revision and month counters in step. The light index is PhotoIndexTable's.
class PhotoTable {
public:
    explicit PhotoTable(Connection& connection);

    Result<StoredPhoto> byId(PhotoId id); ///< UnknownPhoto
    /// As it stands in a message now; UnknownPhoto.
    Result<PhotoReference> reference(PhotoId id);
    Result<std::optional<KnownHash>> byHash(PersonId owner, const QByteArray& sha256);
    Result<QList<PhotoId>> page(const LibraryQuery& query, int limit);
    Result<QList<MonthCount>> months(PersonId owner);
    Result<LibraryUsage> usage(PersonId owner);
    Result<QList<PhotoId>> needingWork(int limit);
    Result<QList<PhotoId>> refusedFor(ErrorCode reason, int limit);
    Result<QList<PhotoId>> ended(std::int64_t now, int limit);
    Result<QList<PhotoId>> unheld(int limit);
    Result<QList<PhotoId>> anyOf(PersonId owner, int limit);
    Result<QList<PhotoId>> unsettled(int limit);
    Result<QList<PhotoId>> after(PhotoId id, int limit);
    /// What may be the other half of a live photo, itself among it; the likely first.
    Result<QList<PhotoId>> mayBelongTo(const StoredPhoto& photo);
    /// What may be the other one of an edited pair, by name and time.
    Result<QList<PhotoId>> mayBeVersionOf(const StoredPhoto& photo);
    Result<bool> isNamed(PersonId owner, BlobArea area, const QString& blob);

    /// Sets the new revision in `photo`.
    Status insert(StoredPhoto* photo, Effects& effects);
    Status update(const StoredPhoto& before, StoredPhoto* after, Effects& effects);
    Status remove(const StoredPhoto& photo, Effects& effects);
    /// Enters a photo of an older build into the lists.
    Status settle(const StoredPhoto& photo, Effects& effects);
    Status addRendering(PhotoId photo, const StoredRendering& rendering);

private:
    Result<QList<PhotoId>> ids(Result<Rows> rows);
    Result<QList<StoredRendering>> renderingsOf(PhotoId id);
    Result<std::int64_t> changeLibrary(PersonId owner, int photos, std::int64_t bytes);
    Result<bool> isSettled(PhotoId id);
    Status countMonth(const StoredPhoto& photo, int change);

    Statement& m_byId;
    Statement& m_idByHash;
    Statement& m_page;
    Statement& m_pageBefore;
    Statement& m_pageOfTag;
    Statement& m_pageOfFavourites;
    Statement& m_pageOfRated;
    Statement& m_months;
    Statement& m_library;
    Statement& m_needingWork;
    Statement& m_ended;
    Statement& m_originalNamed;
    Statement& m_renderingNamed;
    Statement& m_renderingsOf;
    Connection& m_connection; ///< for the statements of the writer
};

} // namespace parlor::server
