#pragma once

#include "server/domain/ports/photostore.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// What somebody with the link may do; each includes those before it but Upload, which lets nobody download.
enum class ShareMode {
    View,
    Download, ///< originals too
    Upload,   ///< look, and put photos into the owner's library and the album
};

/// What guests may still put in.
struct ShareRoom {
    int files = 0;
    std::int64_t bytes = 0;
    friend bool operator==(const ShareRoom&, const ShareRoom&) = default;
};

/// A public link to photos of one person: an album, or a selection. The token in the link is not kept, only
/// its SHA-256.
struct Share {
    ShareId id;
    PersonId owner;
    AlbumId album; ///< 0: a selection
    ShareMode mode = ShareMode::View;
    bool showsLocation = false;                       ///< originals as they are, with where they were taken
    QString title;                                    ///< its own; empty: the album's
    QString passwordHash;                             ///< empty: none
    std::int64_t createdAt = 0;                       ///< ms UTC
    std::optional<std::int64_t> expiresAt, revokedAt; ///< ms UTC
    std::int64_t views = 0;                           ///< visits, not pictures
    ShareRoom room;                                   ///< of Upload
    std::optional<int> deviceLimit;                   ///< so many devices may open it; none: any number
    int devices = 0;                                  ///< have, and are let in again
    QString albumTitle;                               ///< now
    QString ownerName;                                ///< display name now

    [[nodiscard]] QString shownTitle() const { return title.isEmpty() ? albumTitle : title; }

    [[nodiscard]] bool hasPlace() const { return !deviceLimit || devices < *deviceLimit; }

    [[nodiscard]] bool isOver(std::int64_t now) const {
        return revokedAt.has_value() || (expiresAt && *expiresAt <= now);
    }

    friend bool operator==(const Share&, const Share&) = default;
};

struct NewShare {
    PersonId owner;
    AlbumId album;         ///< or
    QList<PhotoId> photos; ///< one of both
    ShareMode mode = ShareMode::View;
    bool showsLocation = false;
    QString title; ///< cleaned
    QString passwordHash;
    QByteArray tokenHash; ///< 32 bytes
    std::optional<std::int64_t> expiresAt;
    ShareRoom room;
    std::optional<int> deviceLimit;
};

/// What is set is changed.
struct ShareEdit {
    std::optional<QString> title, passwordHash; ///< an empty hash: no password
    std::optional<ShareMode> mode;
    std::optional<bool> showsLocation;
    std::optional<std::optional<std::int64_t>> expiresAt; ///< none: never
    std::optional<ShareRoom> room;
    std::optional<std::optional<int>> deviceLimit; ///< none: any number
    bool forgetsDevices = false;
};

struct ShareList {
    QList<Share> shares; ///< newest first
    bool end = true;
};

/// What stands above the pictures.
struct ShareSummary {
    int photos = 0;
    std::int64_t firstLocal = 0, lastLocal = 0; ///< ms of the wall clock, of the oldest and the newest
    friend bool operator==(const ShareSummary&, const ShareSummary&) = default;
};

struct SharePage {
    QList<StoredPhoto> photos; ///< in the album's or selection's order
    bool end = true;
};

/// One picture among its neighbours; 0 where there is none.
struct SharedPhoto {
    StoredPhoto stored;
    PhotoId previous, next;
};

/// Public links. A share shows those of its photos that are its owner's and lie in library or archive, looked
/// at, at that time; it goes with its album, with its last photo and with its owner. Calls are thread-safe;
/// writes are durable when answered. Common errors: NotFound, StoreFailed, DiskFull, Busy.
class ShareStore {
public:
    static constexpr int mostShares = 1'000; ///< of one person, those that are over too
    static constexpr int mostPhotos = 1'000; ///< of a selection
    static constexpr int mostDevices = 1'000;

    virtual ~ShareStore() = default;

    /// UnknownAlbum and UnknownPhoto for what is not the owner's own, TooLarge for too many. The oldest that
    /// are over make room.
    virtual Task<Result<Share>> create(NewShare share) = 0;
    /// NotFound for everybody but its owner.
    virtual Task<Result<Share>> byId(PersonId owner, ShareId id) = 0;
    virtual Task<Result<ShareList>> list(PersonId owner, ShareId before, int limit) = 0;
    /// BadRequest for Upload into a selection, Gone for one that has been revoked. Of one that has expired,
    /// and of one whose limit goes, the devices are forgotten.
    virtual Task<Result<Share>> edit(PersonId owner, ShareId id, ShareEdit edit) = 0;
    /// It stays in the list, and its link says that it is over.
    virtual Task<Status> revoke(PersonId owner, ShareId id) = 0;

    /// Also one that is over. NotFound too when its owner can't sign in any more, and for a selection of
    /// which nothing is left.
    virtual Task<Result<Share>> byToken(QByteArray tokenHash) = 0;
    virtual Task<Result<ShareSummary>> summary(ShareId id) = 0;
    /// From the one after `after` on; an `after` that is not shown any more begins anew.
    virtual Task<Result<SharePage>> photos(ShareId id, PhotoId after, int limit) = 0;
    /// UnknownPhoto for one that it does not show.
    virtual Task<Result<SharedPhoto>> photo(ShareId id, PhotoId photo) = 0;
    /// Whether it shows it.
    virtual Task<Result<bool>> shows(ShareId id, PhotoId photo) = 0;

    /// Whether this device, by the SHA-256 of what it carries, is one of those that may open it.
    virtual Task<Result<bool>> knowsDevice(ShareId id, QByteArray device) = 0;
    /// Makes it one of them, once; nothing is kept of one without a limit. QuotaExceeded when no place is
    /// left, Gone when the share is over. Of two at the last place one gets it.
    virtual Task<Status> addDevice(ShareId id, QByteArray device) = 0;

    virtual Task<Status> countView(ShareId id) = 0;
    /// A guest's file: as PhotoStore::add(), into the album, and out of the room, all in one commit. It takes
    /// as much room when the owner had these bytes. QuotaExceeded when there is not enough; Gone when the
    /// share is over, NotFound when it is not one of Upload any more.
    virtual Task<Result<AddedPhoto>> addPhoto(ShareId id, NewPhoto photo) = 0;
};

} // namespace parlor::server
