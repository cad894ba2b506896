#pragma once

#include "server/domain/ports/link.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <gtest/gtest.h>

#include <map>
#include <optional>

namespace parlor::test {

/// Does what net does with frames, without sockets: holds, releases, fans out, and records what each got.
class RecordingLink final : public server::Link {
public:
    using ConnectionId = server::ConnectionId;
    using CloseCode = server::CloseCode;

    struct Peer {
        QList<Frame> frames;
        QHash<ChannelId, QList<QByteArray>> held; ///< by channels that are held
        QSet<ChannelId> channels;
        std::optional<CloseCode> closed;
        bool signedIn = false;
        bool unmetered = false;
    };

    Peer& peer(ConnectionId who) { return m_peers[who]; }

    void signedIn(ConnectionId who) override { m_peers[who].signedIn = true; }

    void unmetered(ConnectionId who) override { m_peers[who].unmetered = true; }

    void send(ConnectionId to, const QByteArray& frame) override { record(m_peers[to], frame); }

    void subscribe(ConnectionId who, ChannelId channel) override {
        m_peers[who].channels.insert(channel);
        m_peers[who].held[channel] = {};
    }

    void release(ConnectionId who, ChannelId channel) override {
        for (const QByteArray& frame : m_peers[who].held.take(channel))
            record(m_peers[who], frame);
    }

    void unsubscribe(ConnectionId who, ChannelId channel) override {
        m_peers[who].channels.remove(channel);
        m_peers[who].held.remove(channel);
    }

    void publish(ChannelId channel, const QByteArray& frame) override {
        ++published;
        for (auto& [who, peer] : m_peers) {
            if (!peer.channels.contains(channel))
                continue;
            const auto held = peer.held.find(channel);
            if (held != peer.held.end())
                held->append(frame);
            else
                record(peer, frame);
        }
    }

    void publishEphemeral(ChannelId channel, const QByteArray& frame, ConnectionId except) override {
        for (auto& [who, peer] : m_peers)
            if (who != except && peer.channels.contains(channel))
                record(peer, frame);
    }

    void sendEphemeral(const QList<ConnectionId>& to, const QByteArray& frame) override {
        for (const ConnectionId who : to)
            record(m_peers[who], frame);
    }

    void close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) override {
        Peer& peer = m_peers[who];
        if (peer.closed)
            return;
        if (!lastFrame.isEmpty())
            record(peer, lastFrame);
        peer.closed = code;
        peer.channels.clear();
        peer.held.clear();
    }

    int published = 0; ///< calls of publish()

private:
    static void record(Peer& peer, const QByteArray& frame) {
        if (peer.closed)
            return;
        EXPECT_LE(frame.size(), 64 * 1024);
        const auto decoded = codec::decodeFrame(frame);
        ASSERT_TRUE(decoded) << frame.toStdString();
        peer.frames.append(*decoded);
    }

    std::map<ConnectionId, Peer> m_peers;
};

} // namespace parlor::test
