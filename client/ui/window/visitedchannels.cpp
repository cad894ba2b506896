#include "client/ui/window/visitedchannels.h"

namespace parlor::client {

void VisitedChannels::visit(ChannelId channel) {
    if (m_at >= 0 && m_channels.at(m_at) == channel)
        return;
    m_channels = m_channels.first(m_at + 1);
    m_channels.append(channel);
    m_at = m_channels.size() - 1;
}

ChannelId VisitedChannels::step(int direction) {
    const qsizetype at = m_at + direction;
    if (at < 0 || at >= m_channels.size())
        return {};
    m_at = at;
    return m_channels.at(at);
}

void VisitedChannels::clear() {
    m_channels.clear();
    m_at = -1;
}

} // namespace parlor::client
