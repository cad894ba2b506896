#pragma once

#include "server/domain/ports/sharestore.h"
#include "tests/support/memoryalbums.h"

namespace parlor::test {

/// The twin of public links.
class MemoryShareStore final : public ShareStore {
public:
    /// All live longer.
    MemoryShareStore(MemoryPhotoStore& photos, MemoryAlbumStore& albums, const Clock& clock)
        : m_photos(photos), m_albums(albums), m_clock(clock) {}

    Task<Result<Share>> create(NewShare share) override;
    Task<Result<Share>> byId(PersonId owner, ShareId id) override;
    Task<Result<ShareList>> list(PersonId owner, ShareId before, int limit) override;
    Task<Result<Share>> edit(PersonId owner, ShareId id, ShareEdit edit) override;
    Task<Status> revoke(PersonId owner, ShareId id) override;
    Task<Result<Share>> byToken(QByteArray tokenHash) override;
    Task<Result<ShareSummary>> summary(ShareId id) override;
    Task<Result<SharePage>> photos(ShareId id, PhotoId after, int limit) override;
    Task<Result<SharedPhoto>> photo(ShareId id, PhotoId photo) override;
    Task<Result<bool>> shows(ShareId id, PhotoId photo) override;
    Task<Result<bool>> knowsDevice(ShareId id, QByteArray device) override;
    Task<Status> addDevice(ShareId id, QByteArray device) override;
    Task<Status> countView(ShareId id) override;
    Task<Result<AddedPhoto>> addPhoto(ShareId id, NewPhoto photo) override;

private:
    struct Kept {
        Share share;
        QByteArray tokenHash;
        QList<PhotoId> photos;
        QSet<QByteArray> devices;

        void forgetDevices() {
            devices.clear();
            share.devices = 0;
        }
    };

    /// Null when it is gone, also with its album.
    Kept* find(ShareId id);
    /// All photos of it that exist, in order; with `shownOnly` those that visitors see.
    QList<StoredPhoto> photosOf(const Kept& kept, bool shownOnly);

    MemoryPhotoStore& m_photos;
    MemoryAlbumStore& m_albums;
    const Clock& m_clock;
    std::map<ShareId, Kept> m_shares;
};

} // namespace parlor::test
