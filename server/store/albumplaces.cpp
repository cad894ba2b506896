#include "server/store/albumplaces.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

/// Room left between neighbours, so that most moves write one row.
constexpr std::int64_t room = 1LL << 20;

} // namespace

Result<std::int64_t> AlbumPlaces::last(PersonId owner, AlbumId parent) {
    TRY_ASSIGN(Rows rows, m_connection.statement("albums.last_place"_L1).run(owner, orNull(parent)));
    return rows.next() && !rows.isNull(0) ? rows.number(0) + room : room;
}

Status AlbumPlaces::moveAlbum(PersonId owner, AlbumId parent, AlbumId album, AlbumId before) {
    QList<std::pair<AlbumId, std::int64_t>> siblings;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("albums.siblings"_L1).run(owner, orNull(parent)));
        while (rows.next())
            if (rows.id<AlbumId>(0) != album)
                siblings.append({rows.id<AlbumId>(0), rows.number(1)});
    }
    qsizetype at = siblings.size();
    if (before.isValid()) {
        at = 0;
        while (at < siblings.size() && siblings.at(at).first != before)
            ++at;
        if (at == siblings.size())
            return fail(ErrorCode::BadRequest, u"no such sibling"_s);
    }
    // Few enough to be written anew each time: then there is no lack of room.
    siblings.insert(at, {album, 0});
    for (qsizetype i = 0; i < siblings.size(); ++i)
        if (siblings.at(i).first == album || siblings.at(i).second != (i + 1) * room)
            TRY(m_connection.statement("albums.set_place"_L1)
                    .change(siblings.at(i).first, orNull(parent), (i + 1) * room));
    return {};
}

Status AlbumPlaces::renumber(AlbumId album) {
    TRY_ASSIGN(const QList<PhotoId> photos,
               idsOf<PhotoId>(m_connection.statement("albums.all_photos"_L1).run(album)));
    std::int64_t place = 0;
    for (const PhotoId photo : photos)
        TRY(m_connection.statement("albums.put_photo"_L1).change(album, place += room, photo));
    return {};
}

Result<std::int64_t> AlbumPlaces::before(AlbumId album, PhotoId next, qsizetype count, std::int64_t* step) {
    *step = room;
    const auto number = [this](QLatin1StringView name, const auto&... values) -> Result<std::int64_t> {
        TRY_ASSIGN(Rows rows, m_connection.statement(name).run(values...));
        return rows.next() && !rows.isNull(0) ? rows.number(0) : 0;
    };
    if (!next.isValid()) {
        TRY_ASSIGN(const std::int64_t last, number("albums.last_photo"_L1, album));
        return last + room;
    }
    for (int attempt = 0;; ++attempt) {
        TRY_ASSIGN(const std::int64_t to, number("albums.place_of"_L1, album, next));
        TRY_ASSIGN(const std::int64_t from, number("albums.place_before"_L1, album, to));
        *step = (to - from) / (count + 1);
        if (*step > 0)
            return from + *step;
        if (attempt > 0)
            return fail(ErrorCode::TooLarge);
        TRY(renumber(album));
    }
}

} // namespace parlor::server
