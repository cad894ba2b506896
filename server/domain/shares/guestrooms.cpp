#include "server/domain/shares/guestrooms.h"

namespace parlor::server {

Status GuestRooms::take(const Share& share, std::int64_t bytes) {
    const ShareRoom others = held(share.id);
    if (share.room.files - others.files < 1 || share.room.bytes - others.bytes < bytes)
        return fail(ErrorCode::QuotaExceeded);
    m_held.insert(share.id, {others.files + 1, others.bytes + bytes});
    return {};
}

void GuestRooms::give(ShareId share, std::int64_t bytes) {
    const auto held = m_held.find(share);
    if (held == m_held.end())
        return;
    held->bytes -= bytes;
    if (--held->files == 0)
        m_held.erase(held);
}

} // namespace parlor::server
