#include "server/store/phototable.h"

#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/photoversions.h"
#include "server/store/albumholdings.h"
#include "server/store/photofacts.h"
#include "server/store/photoindextable.h"
#include "server/store/photolists.h"
#include "server/store/photolocalities.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

Moving movingOf(const PhotoFacts& facts) {
    return facts.isVideo() ? Moving::Video : facts.motion ? Moving::Photo : Moving::Not;
}

/// In lists and albums; elsewhere it is hidden.
bool isSeen(Shelf shelf) {
    return shelf == Shelf::Library || shelf == Shelf::Archive;
}

std::optional<std::int64_t> hashColumn(const PhotoFacts& facts) {
    return facts.perceptualHash != 0 ? std::optional(static_cast<std::int64_t>(facts.perceptualHash))
                                     : std::nullopt;
}

PhotoCrop cropFrom(Rows& rows) {
    const auto number = [&](int column) { return static_cast<int>(rows.number(column)); };
    return PhotoCrop::from(number(34), number(35), number(36), number(37)).value_or(PhotoCrop());
}

std::optional<QByteArray> thumbColumn(const QList<StoredRendering>& renderings) {
    for (const StoredRendering& rendering : renderings)
        if (rendering.kind == RenderingKind::Thumb)
            return rendering.sha256.left(8);
    return std::nullopt;
}

} // namespace

PhotoTable::PhotoTable(Connection& connection)
    : m_byId(connection.statement("photos.by_id"_L1)),
      m_idByHash(connection.statement("photos.id_by_hash"_L1)),
      m_page(connection.statement("photos.page"_L1)),
      m_pageBefore(connection.statement("photos.page_before"_L1)),
      m_pageOfTag(connection.statement("photos.page_of_tag"_L1)),
      m_pageOfFavourites(connection.statement("photos.page_of_favourites"_L1)),
      m_pageOfRated(connection.statement("photos.page_of_rated"_L1)),
      m_months(connection.statement("photos.months"_L1)),
      m_library(connection.statement("photos.library"_L1)),
      m_needingWork(connection.statement("photos.needing_work"_L1)),
      m_ended(connection.statement("photos.ended"_L1)),
      m_originalNamed(connection.statement("photos.original_named"_L1)),
      m_renderingNamed(connection.statement("photos.rendering_named"_L1)),
      m_renderingsOf(connection.statement("photos.renderings_of"_L1)),
      m_connection(connection) {}

Result<StoredPhoto> PhotoTable::byId(PhotoId id) {
    StoredPhoto stored;
    {
        TRY_ASSIGN(Rows rows, m_byId.run(id));
        if (!rows.next())
            return fail(ErrorCode::UnknownPhoto);
        Photo& photo = stored.photo;
        photo.id = rows.id<PhotoId>(0);
        photo.owner = rows.id<PersonId>(1);
        stored.shelf = static_cast<Shelf>(rows.number(2));
        photo.takenLocal = rows.number(3);
        stored.revision = rows.number(4);
        stored.needsWork = rows.flag(5);
        photo.state = static_cast<PhotoState>(rows.number(6));
        photo.takenAt = rows.number(7);
        photo.offsetMinutes = static_cast<int>(rows.number(8));
        stored.takenEdited = rows.flag(9);
        photo.uploadedAt = rows.number(10);
        if (!rows.isNull(11))
            stored.endsAt = rows.number(11);
        photo.size = rows.number(12);
        stored.crc32 = static_cast<std::uint32_t>(rows.number(13));
        photo.facts = factsFrom(rows.object(26));
        photo.facts.width = static_cast<int>(rows.number(14));
        photo.facts.height = static_cast<int>(rows.number(15));
        photo.rotation = static_cast<int>(rows.number(16));
        stored.editRevision = static_cast<int>(rows.number(17));
        photo.favourite = rows.flag(18);
        photo.archived = rows.flag(19);
        photo.trashed = stored.shelf == Shelf::Trash;
        photo.sha256 = rows.bytes(20);
        photo.placeholder = rows.bytes(21);
        stored.blob = rows.text(22);
        photo.name = rows.text(23);
        photo.reason = rows.text(24);
        photo.caption = rows.text(25);
        photo.metadata = rows.object(27);
        stored.placeEdited = rows.flag(28);
        photo.tags = tagsFrom(rows.text(29));
        stored.partner = rows.id<PhotoId>(30);
        stored.version = rows.id<PhotoId>(31);
        photo.rating = static_cast<int>(rows.number(32));
        stored.ratingEdited = rows.flag(33);
        photo.crop = cropFrom(rows);
        if (!rows.isNull(38))
            photo.locality = {rows.id<LocalityId>(38), rows.text(39), rows.text(40), rows.text(41),
                              rows.text(42)};
    }
    TRY_ASSIGN(stored.renderings, renderingsOf(id));
    stored.photo.renderings = publicRenderings(stored.renderings);
    return stored;
}

Result<PhotoReference> PhotoTable::reference(PhotoId id) {
    TRY_ASSIGN(const StoredPhoto stored, byId(id));
    return referenceTo(stored.photo);
}

Result<QList<StoredRendering>> PhotoTable::renderingsOf(PhotoId id) {
    QList<StoredRendering> found;
    TRY_ASSIGN(Rows rows, m_renderingsOf.run(id));
    while (rows.next()) {
        StoredRendering rendering;
        rendering.kind = static_cast<RenderingKind>(rows.number(0));
        rendering.recipe = static_cast<int>(rows.number(1));
        rendering.revision = static_cast<int>(rows.number(2));
        rendering.sha256 = rows.bytes(3);
        rendering.blob = rows.text(4);
        rendering.mimeType = rows.text(5).toLatin1();
        rendering.size = rows.number(6);
        rendering.width = static_cast<int>(rows.number(7));
        rendering.height = static_cast<int>(rows.number(8));
        found.append(std::move(rendering));
    }
    return found;
}

Result<std::optional<KnownHash>> PhotoTable::byHash(PersonId owner, const QByteArray& sha256) {
    TRY_ASSIGN(Rows rows, m_idByHash.run(owner, sha256));
    if (!rows.next())
        return std::nullopt;
    return KnownHash{sha256, rows.id<PhotoId>(0), static_cast<Shelf>(rows.number(1))};
}

Result<QList<PhotoId>> PhotoTable::ids(Result<Rows> rows) {
    if (!rows)
        return std::unexpected(rows.error());
    QList<PhotoId> found;
    while (rows->next())
        found.append(rows->id<PhotoId>(0));
    return found;
}

Result<QList<PhotoId>> PhotoTable::page(const LibraryQuery& query, int limit) {
    const LibraryPlace before = query.before.value_or(LibraryPlace{INT64_MAX, PhotoId(INT64_MAX)});
    if (!query.tag.isEmpty())
        return ids(m_pageOfTag.run(query.owner, query.tag, query.shelf, before.takenLocal, before.id, limit));
    if (query.locality.isValid())
        return m_connection.table<PhotoLocalities>().photos(query, before, limit);
    if (query.favourites)
        return ids(m_pageOfFavourites.run(query.owner, before.takenLocal, before.id, limit));
    if (query.leastRating > 0)
        return ids(m_pageOfRated.run(query.owner, query.leastRating, before.takenLocal, before.id, limit));
    if (!query.before)
        return ids(m_page.run(query.owner, query.shelf, limit));
    return ids(m_pageBefore.run(query.owner, query.shelf, before.takenLocal, before.id, limit));
}

Result<QList<MonthCount>> PhotoTable::months(PersonId owner) {
    QList<MonthCount> found;
    TRY_ASSIGN(Rows rows, m_months.run(owner));
    while (rows.next())
        found.append({static_cast<int>(rows.number(0)), static_cast<int>(rows.number(1))});
    return found;
}

Result<LibraryUsage> PhotoTable::usage(PersonId owner) {
    TRY_ASSIGN(Rows rows, m_library.run(owner));
    if (!rows.next())
        return LibraryUsage{};
    return LibraryUsage{rows.number(0), rows.number(1), rows.number(2)};
}

Result<QList<PhotoId>> PhotoTable::needingWork(int limit) {
    return ids(m_needingWork.run(limit));
}

Result<QList<PhotoId>> PhotoTable::refusedFor(ErrorCode reason, int limit) {
    return ids(m_connection.statement("photos.refused_for"_L1).run(QString(wireCode(reason)), limit));
}

Result<QList<PhotoId>> PhotoTable::ended(std::int64_t now, int limit) {
    return ids(m_ended.run(now, limit));
}

Result<QList<PhotoId>> PhotoTable::after(PhotoId id, int limit) {
    return ids(m_connection.statement("photos.after"_L1).run(id, limit));
}

Result<QList<PhotoId>> PhotoTable::unheld(int limit) {
    return ids(m_connection.statement("photos.unheld"_L1).run(limit));
}

Result<QList<PhotoId>> PhotoTable::anyOf(PersonId owner, int limit) {
    return ids(m_connection.statement("photos.any_of"_L1).run(owner, limit));
}

Result<QList<PhotoId>> PhotoTable::unsettled(int limit) {
    return ids(m_connection.statement("photos.unsettled"_L1).run(limit));
}

Result<QList<PhotoId>> PhotoTable::mayBelongTo(const StoredPhoto& stored) {
    constexpr int most = 50;
    constexpr std::int64_t withinMs = 5'000;
    const Photo& photo = stored.photo;
    const auto near = [&](Shelf shelf) {
        return ids(
            m_connection.statement("photos.near"_L1)
                .run(photo.owner, shelf, photo.takenLocal - withinMs, photo.takenLocal + withinMs, most));
    };
    TRY_ASSIGN(QList<PhotoId> found, near(stored.shelf));
    if (photo.facts.isVideo()) { // its still may stand behind an edited one
        TRY_ASSIGN(const QList<PhotoId> hidden, near(Shelf::Paired));
        found += hidden;
    }
    TRY_ASSIGN(const QList<PhotoId> atMoment,
               ids(m_connection.statement("photos.at_moment"_L1)
                       .run(photo.owner, photo.takenAt - withinMs, photo.takenAt + withinMs,
                            photo.facts.isVideo(), most)));
    found += atMoment;
    if (photo.facts.contentId.isEmpty())
        return found;
    TRY_ASSIGN(QList<PhotoId> named,
               ids(m_connection.statement("photos.of_content"_L1)
                       .run(photo.owner, QString::fromLatin1(photo.facts.contentId), most)));
    return named + found;
}

Result<QList<PhotoId>> PhotoTable::mayBeVersionOf(const StoredPhoto& stored) {
    constexpr int most = 200;
    const Photo& photo = stored.photo;
    QList<PhotoId> found;
    for (const Shelf shelf : {Shelf::Library, Shelf::Archive}) {
        TRY_ASSIGN(Rows rows, m_connection.statement("photos.around"_L1)
                                  .run(photo.owner, shelf, photo.takenLocal - versionsTogetherMs,
                                       photo.takenLocal + versionsTogetherMs, most));
        while (rows.next())
            if (areNamedAsVersions(photo.name, rows.text(1)))
                found.append(rows.id<PhotoId>(0));
    }
    return found;
}

Result<bool> PhotoTable::isNamed(PersonId owner, BlobArea area, const QString& blob) {
    Statement& statement = area == BlobArea::Originals ? m_originalNamed : m_renderingNamed;
    {
        TRY_ASSIGN(Rows rows, statement.run(owner, blob));
        if (rows.next())
            return true;
    }
    TRY_ASSIGN(Rows pins, m_connection.statement("photos.pinned"_L1).run(owner, blob));
    return pins.next();
}

Result<std::int64_t> PhotoTable::changeLibrary(PersonId owner, int photos, std::int64_t bytes) {
    TRY_ASSIGN(Rows rows, m_connection.statement("photos.change_library"_L1).run(owner, photos, bytes));
    if (!rows.next())
        return fail(ErrorCode::StoreFailed, u"no library"_s);
    return rows.number(0);
}

Status PhotoTable::countMonth(const StoredPhoto& photo, int change) {
    if (photo.shelf != Shelf::Library)
        return {};
    TRY(m_connection.statement("photos.count_month"_L1)
            .change(photo.photo.owner, monthOf(photo.photo.takenLocal), change));
    return {};
}

Status PhotoTable::insert(StoredPhoto* stored, Effects& effects) {
    const Photo& photo = stored->photo;
    TRY_ASSIGN(stored->revision, changeLibrary(photo.owner, 1, photo.size));
    TRY(m_connection.statement("photos.insert"_L1)
            .change(photo.id, photo.owner, stored->shelf, photo.takenLocal, stored->revision, photo.state,
                    photo.takenAt, photo.offsetMinutes, photo.uploadedAt, photo.size, stored->crc32,
                    photo.sha256, stored->blob, photo.name, stored->partner));
    TRY(countMonth(*stored, 1));
    return m_connection.table<PhotoLists>().entered(*stored, effects);
}

Status PhotoTable::settle(const StoredPhoto& stored, Effects& effects) {
    const PhotoFacts& facts = stored.photo.facts;
    TRY(m_connection.statement("photos.settle"_L1)
            .change(stored.photo.id, hashColumn(facts), cameraName(facts)));
    return m_connection.table<PhotoLists>().entered(stored, effects);
}

Status PhotoTable::update(const StoredPhoto& before, StoredPhoto* after, Effects& effects) {
    const Photo& photo = after->photo;
    TRY_ASSIGN(const bool settled, isSettled(photo.id));
    TRY_ASSIGN(after->revision, changeLibrary(photo.owner, 0, 0));
    const bool moved = before.photo.locality.id != photo.locality.id;
    if (moved)
        TRY(m_connection.table<PhotoLocalities>().keep(&after->photo.locality));
    else
        after->photo.locality = before.photo.locality;
    TRY(m_connection.statement("photos.update"_L1)
            .change(photo.id, after->shelf, photo.takenLocal, after->revision, after->needsWork, photo.state,
                    photo.takenAt, photo.offsetMinutes, after->takenEdited, after->endsAt, photo.facts.width,
                    photo.facts.height, photo.rotation, after->editRevision, photo.favourite, photo.archived,
                    photo.placeholder, orNull(photo.reason), photo.caption, columnOf(photo.facts),
                    photo.metadata, movingOf(photo.facts), after->placeEdited,
                    orNull(columnOfTags(photo.tags)), hashColumn(photo.facts), cameraName(photo.facts),
                    thumbColumn(after->renderings), after->partner,
                    orNull(QString::fromLatin1(photo.facts.contentId)), after->version, photo.rating,
                    after->ratingEdited, photo.crop.x(), photo.crop.y(), photo.crop.width(),
                    photo.crop.height(), photo.locality.id));
    if (moved)
        TRY(m_connection.table<PhotoLocalities>().forget(before.photo.locality.id));
    if (before.renderings != after->renderings) {
        TRY(m_connection.statement("photos.drop_renderings"_L1).change(photo.id));
        for (const StoredRendering& rendering : after->renderings)
            TRY(addRendering(photo.id, rendering));
    }
    if (before.shelf != after->shelf || monthOf(before.photo.takenLocal) != monthOf(photo.takenLocal)) {
        TRY(countMonth(before, -1));
        TRY(countMonth(*after, 1));
    }
    if (isSeen(before.shelf) != isSeen(after->shelf))
        TRY(m_connection.table<AlbumHoldings>().visibilityChanged(photo.id, isSeen(after->shelf) ? 1 : -1,
                                                                  effects));
    auto& lists = m_connection.table<PhotoLists>();
    return settled ? lists.changed(before, *after, effects) : lists.entered(*after, effects);
}

Result<bool> PhotoTable::isSettled(PhotoId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("photos.is_settled"_L1).run(id));
    return rows.next() && rows.flag(0);
}

Status PhotoTable::addRendering(PhotoId photo, const StoredRendering& rendering) {
    TRY(m_connection.statement("photos.put_rendering"_L1)
            .change(photo, rendering.kind, rendering.recipe, rendering.revision, rendering.sha256,
                    rendering.blob, QString::fromLatin1(rendering.mimeType), rendering.size, rendering.width,
                    rendering.height));
    if (rendering.kind == RenderingKind::Thumb)
        TRY(m_connection.statement("photos.set_thumb"_L1).change(photo, rendering.sha256.left(8)));
    return {};
}

Status PhotoTable::remove(const StoredPhoto& stored, Effects& effects) {
    const Photo& photo = stored.photo;
    TRY_ASSIGN(const bool settled, isSettled(photo.id));
    TRY(m_connection.table<AlbumHoldings>().dropPhoto(photo.id, isSeen(stored.shelf), effects));
    if (settled)
        TRY(m_connection.table<PhotoLists>().left(stored, effects));
    const std::int64_t until = effects.now() + PhotoStore::restMs;
    TRY(m_connection.statement("photos.pin"_L1).change(photo.owner, stored.blob, until));
    for (const StoredRendering& rendering : stored.renderings)
        TRY(m_connection.statement("photos.pin"_L1).change(photo.owner, rendering.blob, until));
    TRY_ASSIGN(const std::int64_t revision, changeLibrary(photo.owner, -1, -photo.size));
    TRY(countMonth(stored, -1));
    TRY(m_connection.statement("photos.drop_renderings"_L1).change(photo.id));
    TRY(m_connection.statement("photos.remove"_L1).change(photo.id));
    TRY(m_connection.table<PhotoLocalities>().forget(photo.locality.id));
    TRY(m_connection.statement("photos.remember_removal"_L1).change(photo.owner, revision, photo.id));
    return {};
}

} // namespace parlor::server
