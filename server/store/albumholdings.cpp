#include "server/store/albumholdings.h"

#include "server/store/albumplaces.h"
#include "server/store/albumtable.h"
#include "server/store/personeventtable.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

Status AlbumHoldings::takeOut(AlbumId album, const QList<PhotoId>& photos) {
    for (const PhotoId photo : photos) {
        TRY(m_connection.statement("albums.take_photo"_L1).change(album, photo));
        TRY(m_connection.statement("albums.uncover"_L1).change(album, photo));
    }
    return {};
}

Result<QList<AlbumId>> AlbumHoldings::holding(PhotoId photo) {
    return idsOf<AlbumId>(m_connection.statement("albums.holding"_L1).run(photo));
}

Status AlbumHoldings::visibilityChanged(PhotoId photo, int seen, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumId> albums, holding(photo));
    for (const AlbumId album : albums)
        TRY(changed(album, seen, effects));
    return {};
}

Status AlbumHoldings::standIn(PhotoId edited, PhotoId original, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumId> albums, holding(original));
    TRY_ASSIGN(const QList<AlbumId> own, holding(edited));
    for (const AlbumId album : albums) {
        if (own.contains(album))
            continue;
        std::int64_t place = 0;
        {
            TRY_ASSIGN(Rows rows, m_connection.statement("albums.place_of"_L1).run(album, original));
            place = rows.next() ? rows.number(0) : 0;
        }
        TRY(m_connection.statement("albums.put_photo"_L1).change(album, place, edited));
        TRY(changed(album, 1, effects));
    }
    return {};
}

Status AlbumHoldings::dropPhoto(PhotoId photo, bool wasSeen, Effects& effects) {
    TRY_ASSIGN(const QList<AlbumId> albums, holding(photo));
    for (const AlbumId album : albums) {
        TRY(takeOut(album, {photo}));
        TRY(changed(album, wasSeen ? -1 : 0, effects));
    }
    return {};
}

Status AlbumHoldings::changed(AlbumId album, int photos, Effects& effects) {
    TRY(m_connection.statement("albums.touch"_L1).change(album, photos));
    return tell(album, effects);
}

Result<QList<PersonId>> AlbumHoldings::audience(AlbumId album) {
    QList<PersonId> people;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.by_id"_L1).run(album));
        if (!rows.next())
            return fail(ErrorCode::UnknownAlbum);
        people.append(rows.id<PersonId>(1));
    }
    TRY_ASSIGN(Rows rows, m_connection.statement("albums.shares"_L1).run(album));
    while (rows.next())
        if (rows.id<PersonId>(0).isValid())
            people.append(rows.id<PersonId>(0));
    return people;
}

Status AlbumHoldings::tell(AlbumId album, Effects& effects) {
    TRY_ASSIGN(const QList<PersonId> people, audience(album));
    for (const PersonId person : people) {
        TRY_ASSIGN(const Album seen, m_connection.table<AlbumTable>().seenBy(person, album));
        TRY(m_connection.table<PersonEventTable>().append(person, AlbumChanged{seen}, effects));
    }
    return {};
}

} // namespace parlor::server
