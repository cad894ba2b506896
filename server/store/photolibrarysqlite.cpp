#include "server/store/photolibrarysqlite.h"

#include "server/store/photogroups.h"
#include "server/store/photoindextable.h"
#include "server/store/photolists.h"
#include "server/store/photolocalities.h"
#include "server/store/photosearch.h"
#include "server/store/phototable.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int mostOfGroup = 200;

Result<LibraryPage> pageOf(Connection& connection, QList<PhotoId> ids, int limit) {
    LibraryPage page;
    page.end = ids.size() <= limit;
    if (!page.end)
        ids.resize(limit);
    for (const PhotoId id : ids) {
        TRY_ASSIGN(StoredPhoto photo, connection.table<PhotoTable>().byId(id));
        page.photos.append(std::move(photo));
    }
    return page;
}

} // namespace

Task<Result<LibraryPage>> SqliteLibraryStore::search(PhotoSearch search) {
    return m_readers.run<LibraryPage>(
        [search = std::move(search)](Connection& connection) -> Result<LibraryPage> {
            TRY_ASSIGN(QList<PhotoId> ids, connection.table<PhotoSearcher>().find(search, search.limit + 1));
            return pageOf(connection, std::move(ids), search.limit);
        });
}

Task<Result<QList<IndexedPhoto>>> SqliteLibraryStore::index(PersonId owner, LocalSpan span, PhotoId before,
                                                            int limit) {
    return m_readers.run<QList<IndexedPhoto>>([owner, span, before, limit](Connection& connection) {
        return connection.table<PhotoIndexTable>().index(owner, span.from, {span.to, before}, limit);
    });
}

Task<Result<QList<LibraryPage>>> SqliteLibraryStore::spans(PersonId owner, QList<LocalSpan> spans,
                                                           int limit) {
    return m_readers.run<QList<LibraryPage>>([owner, spans = std::move(spans),
                                              limit](Connection& connection) -> Result<QList<LibraryPage>> {
        QList<LibraryPage> pages;
        for (const LocalSpan& span : spans) {
            QList<PhotoId> ids;
            {
                TRY_ASSIGN(Rows rows,
                           connection.statement("photos.span"_L1).run(owner, span.from, span.to, limit + 1));
                while (rows.next())
                    ids.append(rows.id<PhotoId>(0));
            }
            TRY_ASSIGN(LibraryPage page, pageOf(connection, std::move(ids), limit));
            pages.append(std::move(page));
        }
        return pages;
    });
}

Task<Result<GroupPage>> SqliteLibraryStore::groups(PersonId owner, GroupKind kind, PhotoId before,
                                                   int limit) {
    return m_readers.run<GroupPage>(
        [owner, kind, before, limit](Connection& connection) -> Result<GroupPage> {
            auto& groups = connection.table<PhotoGroups>();
            TRY_ASSIGN(QList<PhotoId> ids, groups.page(owner, kind, before, limit + 1));
            GroupPage page;
            page.end = ids.size() <= limit;
            if (!page.end)
                ids.removeLast();
            for (const PhotoId id : ids) {
                TRY_ASSIGN(QList<PhotoId> members, groups.members(owner, kind, id, mostOfGroup));
                TRY_ASSIGN(LibraryPage photos, pageOf(connection, std::move(members), mostOfGroup));
                std::ranges::sort(photos.photos, {}, [](const StoredPhoto& stored) {
                    return std::pair(stored.photo.takenLocal, stored.photo.id);
                });
                page.groups.append({id, std::move(photos.photos)});
            }
            return page;
        });
}

Task<Result<QList<LibraryCount>>> SqliteLibraryStore::counts(PersonId owner, CountKind kind, QString after,
                                                             int limit) {
    return m_readers.run<QList<LibraryCount>>(
        [owner, kind, after = std::move(after), limit](Connection& connection) {
            return connection.table<PhotoLists>().counts(owner, kind, after, limit);
        });
}

Task<Result<QList<PersonId>>> SqliteLibraryStore::erased(int limit) {
    return m_readers.run<QList<PersonId>>([limit](Connection& connection) -> Result<QList<PersonId>> {
        TRY_ASSIGN(Rows rows, connection.statement("photo_lists.erased"_L1).run(limit));
        QList<PersonId> people;
        while (rows.next())
            people.append(rows.id<PersonId>(0));
        return people;
    });
}

Task<Result<LocalityPage>> SqliteLibraryStore::localities(LocalityQuery query) {
    return m_readers.run<LocalityPage>([query = std::move(query)](Connection& connection) {
        return connection.table<PhotoLocalities>().list(query);
    });
}

Task<Result<Settled>> SqliteLibraryStore::settle(int limit) {
    return m_writer.submit<Settled>([limit](Connection& connection, Effects& effects) -> Result<Settled> {
        auto& photos = connection.table<PhotoTable>();
        TRY_ASSIGN(const QList<PhotoId> ids, photos.unsettled(limit));
        for (const PhotoId id : ids) {
            TRY_ASSIGN(const StoredPhoto photo, photos.byId(id));
            TRY(photos.settle(photo, effects));
        }
        const int left = limit - static_cast<int>(ids.size());
        if (left == 0)
            return Settled{{}, true};
        TRY_ASSIGN(const auto named, connection.table<PhotoLocalities>().nameLate(left, effects));
        return Settled{named.changed, named.looked == left};
    });
}

} // namespace parlor::server
