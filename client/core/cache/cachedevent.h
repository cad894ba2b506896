#pragma once

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

namespace parlor::client {

/// An event as the store keeps it.
inline Result<Event> cachedEvent(const QByteArray& bytes) {
    TRY_ASSIGN(const QJsonObject object, codec::parseObject(bytes, 4 * limits::frame));
    return codec::eventFromJson(object);
}

} // namespace parlor::client
