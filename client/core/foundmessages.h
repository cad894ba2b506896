#pragma once

#include "shared/protocol/frames.h"

namespace parlor::client {

/// What a search found, and where it looked.
struct FoundMessages {
    SearchPage page;
    bool onDevice = false;     ///< without a connection: only in what this device has seen
    QList<ChannelId> notWhole; ///< channels of which this device lacks something that the search asks for

    friend bool operator==(const FoundMessages&, const FoundMessages&) = default;
};

} // namespace parlor::client
