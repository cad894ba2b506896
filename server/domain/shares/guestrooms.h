#pragma once

#include "server/domain/ports/sharestore.h"

#include <QHash>

namespace parlor::server {

/// Room in shares that uploads under way may come to need, so that guests who send at once do not begin what
/// can't be kept. Only in memory: what a share has left changes when a photo is added (ShareStore::addPhoto),
/// which also has the last word. Domain thread only.
class GuestRooms {
public:
    /// Room for one file. QuotaExceeded when what the share has is not enough beside what is held.
    Status take(const Share& share, std::int64_t bytes);
    /// Ends one take().
    void give(ShareId share, std::int64_t bytes);

    [[nodiscard]] ShareRoom held(ShareId share) const { return m_held.value(share); }

private:
    QHash<ShareId, ShareRoom> m_held;
};

} // namespace parlor::server
