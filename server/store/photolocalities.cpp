#include "server/store/photolocalities.h"

#include "server/domain/photos/photolocality.h"
#include "server/store/photolists.h"
#include "server/store/phototable.h"
#include "server/store/rowids.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

Status PhotoLocalities::keep(Locality* locality) {
    if (!locality->id.isValid())
        return {};
    TRY_ASSIGN(Rows rows, m_connection.statement("photo_localities.keep"_L1)
                              .run(locality->id, locality->name, locality->region, locality->country,
                                   locality->countryCode, localitySortKey(locality->name)));
    if (!rows.next())
        return fail(ErrorCode::StoreFailed, u"no locality"_s);
    *locality = {locality->id, rows.text(0), rows.text(1), rows.text(2), rows.text(3)};
    return {};
}

Status PhotoLocalities::forget(LocalityId id) {
    if (id.isValid())
        TRY(m_connection.statement("photo_localities.forget"_L1).change(id));
    return {};
}

Result<LocalityPage> PhotoLocalities::list(const LocalityQuery& query) {
    constexpr int kind = static_cast<int>(CountKind::Locality);
    const LocalityPlace after = query.after.value_or(LocalityPlace{INT64_MAX, {}, {}});
    const bool byName = query.order == LocalityOrder::Name;
    LocalityPage page;
    {
        TRY_ASSIGN(Rows rows, byName ? m_connection.statement("photo_localities.by_name"_L1)
                                           .run(query.owner, kind, after.sortKey, after.id, query.limit + 1)
                                     : m_connection.statement("photo_localities.by_count"_L1)
                                           .run(query.owner, kind, after.photos, after.id, query.limit + 1));
        while (rows.next()) {
            LibraryLocality entry;
            entry.locality = {rows.id<LocalityId>(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4)};
            entry.photos = rows.number(5);
            entry.bytes = rows.number(6);
            page.localities.append(std::move(entry));
        }
    }
    page.end = page.localities.size() <= query.limit;
    if (!page.end)
        page.localities.removeLast();
    for (LibraryLocality& entry : page.localities) {
        LibraryQuery newest;
        newest.owner = query.owner;
        newest.locality = entry.locality.id;
        TRY_ASSIGN(const QList<PhotoId> ids, photos(newest, {INT64_MAX, PhotoId(INT64_MAX)}, 1));
        if (!ids.isEmpty()) {
            TRY_ASSIGN(entry.newest, m_connection.table<PhotoTable>().reference(ids.first()));
        }
    }
    return page;
}

Result<QList<PhotoId>> PhotoLocalities::photos(const LibraryQuery& query, const LibraryPlace& before,
                                               int limit) {
    return idsOf<PhotoId>(
        m_connection.statement("photo_localities.page"_L1)
            .run(query.owner, query.locality, query.shelf, before.takenLocal, before.id, limit));
}

Result<PhotoLocalities::Named> PhotoLocalities::nameLate(int limit, Effects& effects) {
    Named named;
    TRY_ASSIGN(const QList<PhotoId> ids,
               idsOf<PhotoId>(m_connection.statement("photo_localities.unnamed"_L1).run(limit)));
    for (const PhotoId id : ids)
        TRY(nameOne(id, &named, effects));
    return named;
}

Status PhotoLocalities::nameOne(PhotoId id, Named* named, Effects& effects) {
    TRY_ASSIGN(const StoredPhoto before, m_connection.table<PhotoTable>().byId(id));
    StoredPhoto after = before;
    after.photo.locality = localityOf(before.photo.facts);
    const Locality& locality = after.photo.locality;
    TRY(keep(&after.photo.locality));
    TRY(m_connection.statement("photo_localities.set"_L1).change(id, locality.id));
    ++named->looked;
    if (!locality.id.isValid())
        return {};
    named->changed.append(id);
    return m_connection.table<PhotoLists>().changed(before, after, effects);
}

} // namespace parlor::server
