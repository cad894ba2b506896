#pragma once

#include "shared/core/ids.h"

#include <QList>

namespace parlor::client {

/// The channels as they were visited, for going back and forth.
class VisitedChannels {
public:
    /// What could still be gone forward to is forgotten, unless it is where one stands already.
    void visit(ChannelId channel);

    /// One back (-1) or forth (1); none where there is nothing more.
    ChannelId step(int direction);

    void clear();

private:
    QList<ChannelId> m_channels;
    qsizetype m_at = -1;
};

} // namespace parlor::client
