#include "server/store/placementstoresqlite.h"

#include "server/store/rowvalues.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

PlacedOriginal placedAt(const Rows& rows) {
    return {.photo = rows.id<PhotoId>(0),
            .owner = rows.id<PersonId>(1),
            .blob = rows.text(2),
            .sha256 = rows.bytes(3),
            .size = rows.number(4),
            .place = enumAt<OriginalPlace>(rows, 5)};
}

Result<std::optional<PlacedOriginal>> ofBlob(Connection& connection, const OpenedOriginal& opened) {
    TRY_ASSIGN(Rows rows, connection.statement("placements.of_blob"_L1).run(opened.owner, opened.blob));
    if (!rows.next())
        return std::optional<PlacedOriginal>();
    return std::optional(placedAt(rows));
}

} // namespace

Task<Result<QList<PlacedOriginal>>> SqlitePlacementStore::noteOpened(QList<OpenedOriginal> opened,
                                                                     std::int64_t at) {
    return m_writer.submit<QList<PlacedOriginal>>([opened = std::move(opened),
                                                   at](Connection& connection,
                                                       Effects&) -> Result<QList<PlacedOriginal>> {
        QList<PlacedOriginal> wanted;
        for (const OpenedOriginal& one : opened) {
            TRY_ASSIGN(const auto original, ofBlob(connection, one));
            if (!original)
                continue;
            TRY(connection.statement("placements.opened"_L1).change(original->photo, at, at - openedEveryMs));
            if (one.cold || original->place != OriginalPlace::Warm)
                wanted.append(*original);
        }
        return wanted;
    });
}

Task<Result<UnopenedPage>> SqlitePlacementStore::unopened(PhotoId after, std::int64_t before) {
    return m_readers.run<UnopenedPage>([after, before](Connection& connection) -> Result<UnopenedPage> {
        TRY_ASSIGN(Rows rows, connection.statement("placements.look"_L1).run(after, before, lookedAt));
        UnopenedPage page;
        int looked = 0;
        for (; rows.next(); ++looked) {
            page.last = rows.id<PhotoId>(0);
            if (rows.flag(6))
                page.originals.append(placedAt(rows));
        }
        if (looked < lookedAt)
            page.last = {};
        return page;
    });
}

Task<Result<QList<PlacedOriginal>>> SqlitePlacementStore::at(OriginalPlace place, PhotoId after, int limit) {
    return m_readers.run<QList<PlacedOriginal>>(
        [place, after, limit](Connection& connection) -> Result<QList<PlacedOriginal>> {
            TRY_ASSIGN(Rows rows, connection.statement("placements.at"_L1).run(place, after, limit));
            QList<PlacedOriginal> found;
            while (rows.next())
                found.append(placedAt(rows));
            return found;
        });
}

Task<Status> SqlitePlacementStore::setPlace(PhotoId photo, OriginalPlace place) {
    return m_writer.submit<void>([photo, place](Connection& connection, Effects&) -> Status {
        TRY_ASSIGN(const int changed, connection.statement("placements.set_place"_L1).change(photo, place));
        return changed > 0 ? Status() : fail(ErrorCode::UnknownPhoto);
    });
}

Task<Result<PlacementTotals>> SqlitePlacementStore::totals() {
    return m_readers.run<PlacementTotals>([](Connection& connection) -> Result<PlacementTotals> {
        TRY_ASSIGN(Rows rows, connection.statement("placements.totals"_L1).run());
        PlacementTotals totals;
        while (rows.next()) {
            if (enumAt<OriginalPlace>(rows, 0) != OriginalPlace::Cold) {
                totals.underWay += rows.number(1);
                continue;
            }
            totals.cold = rows.number(1);
            totals.coldBytes = rows.number(2);
        }
        return totals;
    });
}

} // namespace parlor::server
