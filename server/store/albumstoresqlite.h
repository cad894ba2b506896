#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/store/albumtable.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteAlbumStore final : public AlbumStore {
public:
    /// Both live longer.
    SqliteAlbumStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<Album>> create(NewAlbum album) override;
    Task<Result<Album>> byId(PersonId reader, AlbumId id) override;
    Task<Result<AlbumList>> list(AlbumListQuery query) override;
    Task<Result<Album>> edit(PersonId who, AlbumId id, AlbumEdit edit) override;
    Task<Status> remove(PersonId who, AlbumId id) override;
    Task<Result<AlbumPage>> photos(AlbumPhotosQuery query) override;
    Task<Result<Album>> put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before) override;
    Task<Result<Album>> take(PersonId who, AlbumId id, QList<PhotoId> photos) override;
    Task<Result<QList<AlbumShare>>> shares(PersonId who, AlbumId id) override;
    Task<Result<Album>> share(PersonId who, AlbumId id, AlbumShare share) override;
    Task<Status> unshare(PersonId who, AlbumId id, AlbumShare share) override;
    Task<Status> erase(PersonId person) override;
    Task<Result<bool>> showsTo(PersonId reader, PhotoId photo) override;
    Task<Result<int>> holding(PhotoId photo) override;

private:
    /// Runs `Result<T> change(AlbumTable&, Effects&)` on the writer.
    template<class T, class Change>
    Task<Result<T>> write(Change change) {
        return m_writer.submit<T>(
            [change = std::move(change)](Connection& connection, Effects& effects) -> Result<T> {
                return change(connection.table<AlbumTable>(), effects);
            });
    }

    template<class T, class Ask>
    Task<Result<T>> read(Ask ask) {
        return m_readers.run<T>([ask = std::move(ask)](Connection& connection) -> Result<T> {
            return ask(connection.table<AlbumTable>());
        });
    }

    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
