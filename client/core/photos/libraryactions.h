#pragma once

#include "client/core/session/api.h"
#include "shared/core/executor.h"
#include "shared/protocol/album.h"
#include "shared/protocol/photo.h"

#include <QObject>

#include <optional>

namespace parlor::client {

/// What is set is changed.
struct PhotoChange {
    struct Place {
        double latitude = 0;  ///< degrees
        double longitude = 0; ///< degrees
    };

    struct Taken {
        std::int64_t at = 0; ///< ms UTC
        int offsetMinutes = 0;
    };

    std::optional<bool> favourite, archived, trashed;
    std::optional<QString> caption;
    std::optional<QStringList> tags;
    std::optional<Taken> taken;
    std::optional<Place> place;
    bool forgetPlace = false;
    std::optional<int> rotation;   ///< clockwise degrees from the original
    std::optional<PhotoCrop> crop; ///< of what it was before it was rotated; the whole: none
};

struct PhotoList {
    QList<Photo> photos;
    QString next; ///< to go on from; empty at the end
};

struct PhotoShownIn {
    QList<ChannelId> channels;
    int albums = 0;
};

/// The library's verbs that need the server now: NetworkFailed when offline. State changes by the events that
/// follow. Interface thread only.
class LibraryActions final : public QObject {
    Q_OBJECT
public:
    /// Both live longer.
    LibraryActions(Api& api, Executor& executor, QObject* parent = nullptr);

    Task<Result<Photo>> change(PhotoId photo, const PhotoChange& change);
    /// For good; without `conversations` those that show it go on doing so.
    Task<Status> remove(PhotoId photo, bool conversations);
    /// What to ask before: "also from N conversations?"
    Task<Result<PhotoShownIn>> shownIn(PhotoId photo);
    Task<Result<PhotoList>> search(const QString& query, const QString& from);

    /// All of them, in no order: siblings stand by (place, id).
    Task<Result<QList<Album>>> albums(bool shared);
    Task<Result<Album>> createAlbum(const QString& title, AlbumId parent);
    Task<Result<Album>> renameAlbum(AlbumId album, const QString& title);
    Task<Status> removeAlbum(AlbumId album);
    Task<Result<PhotoList>> albumPhotos(AlbumId album, const QString& from);
    /// Puts own photos in, or moves them; before another one or at the end.
    Task<Result<Album>> putIntoAlbum(AlbumId album, const QList<PhotoId>& photos, PhotoId before);
    Task<Result<Album>> takeFromAlbum(AlbumId album, const QList<PhotoId>& photos);
    Task<Result<Album>> shareAlbum(AlbumId album, const AlbumShare& share);

private:
    template<class T, class Read>
    Task<Result<T>> ask(const Task<Result<HttpAnswer>>& call, Read read);
    Task<Status> done(const Task<Result<HttpAnswer>>& call);
    void nextAlbums(bool shared, AlbumId after, const std::shared_ptr<QList<Album>>& known,
                    const Promise<Result<QList<Album>>>& promise);

    Api& m_api;
    Executor& m_executor;
};

} // namespace parlor::client
