#pragma once

#include "shared/core/ids.h"

#include <QList>

namespace parlor::server {

/// A set of a few channels, as everybody who is connected has one: a hash would cost half a KiB for its first
/// element. Copies share their memory. Lookups go through all of it, 500 at most.
class ChannelSet {
public:
    [[nodiscard]] bool contains(ChannelId channel) const { return m_channels.contains(channel); }

    void insert(ChannelId channel) {
        if (!contains(channel))
            m_channels.append(channel);
    }

    void remove(ChannelId channel) { m_channels.removeOne(channel); }

    void unite(const ChannelSet& others) {
        for (const ChannelId channel : others.m_channels)
            insert(channel);
    }

    [[nodiscard]] qsizetype size() const { return m_channels.size(); }

    [[nodiscard]] bool isEmpty() const { return m_channels.isEmpty(); }

    [[nodiscard]] auto begin() const { return m_channels.cbegin(); }

    [[nodiscard]] auto end() const { return m_channels.cend(); }

private:
    QList<ChannelId> m_channels;
};

} // namespace parlor::server
