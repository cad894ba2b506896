#pragma once

#include "server/domain/ports/sharestore.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of public links. What a person may share is asked here, inside the transaction.
class ShareTable {
public:
    explicit ShareTable(Connection& connection) : m_connection(connection) {}

    Result<Share> create(const NewShare& fresh, std::int64_t now);
    Result<Share> owned(PersonId owner, ShareId id);
    Result<ShareList> list(PersonId owner, ShareId before, int limit);
    Result<Share> edit(PersonId owner, ShareId id, const ShareEdit& edit, std::int64_t now);
    Status revoke(PersonId owner, ShareId id, std::int64_t now);

    Result<Share> byToken(const QByteArray& tokenHash);
    Result<ShareSummary> summary(ShareId id);
    Result<SharePage> photos(ShareId id, PhotoId after, int limit);
    Result<SharedPhoto> photo(ShareId id, PhotoId photo);
    Result<bool> shows(ShareId id, PhotoId photo);

    Result<bool> knowsDevice(ShareId id, const QByteArray& device);
    Status addDevice(ShareId id, const QByteArray& device, std::int64_t now);
    Status countView(ShareId id);
    /// Of a share that guests may put something in, now.
    Result<Share> takeRoom(ShareId id, std::int64_t bytes, std::int64_t now);

private:
    Result<Share> byId(ShareId id);
    Status makeRoomFor(PersonId owner, std::int64_t now);
    Status checkOwned(const NewShare& fresh);
    /// nullopt for a photo that is not shown.
    Result<std::optional<std::int64_t>> placeOf(const Share& share, PhotoId photo);
    Result<QList<PhotoId>> after(const Share& share, std::int64_t place, PhotoId photo, int limit);

    Connection& m_connection;
};

} // namespace parlor::server
