#include "server/edge/api/synclink.h"

#include "shared/protocol/limits.h"

namespace parlor::server {

SyncLink::SyncLink(Link& inner) : m_inner(inner) {}

SyncTransport& SyncLink::open(SessionId session) {
    const ConnectionId connection{pollers, ++m_last};
    auto transport = std::make_unique<SyncTransport>(connection, session, makeClientId());
    SyncTransport& opened = *transport;
    m_byName.insert(opened.name(), connection);
    m_transports.emplace(connection, std::move(transport));
    return opened;
}

SyncTransport* SyncLink::find(const QString& name) const {
    const auto at = m_byName.constFind(name);
    return at == m_byName.constEnd() ? nullptr : find(*at);
}

void SyncLink::forget(ConnectionId connection) {
    const auto at = m_transports.find(connection);
    if (at == m_transports.end())
        return;
    const QSet<ChannelId> channels = at->second->channels;
    for (const ChannelId channel : channels)
        unsubscribe(connection, channel);
    m_byName.remove(at->second->name());
    m_transports.erase(at);
}

QList<SyncTransport*> SyncLink::transports() const {
    QList<SyncTransport*> all;
    for (const auto& [connection, transport] : m_transports)
        all.append(transport.get());
    return all;
}

SyncTransport* SyncLink::find(ConnectionId who) const {
    const auto at = m_transports.find(who);
    return at == m_transports.end() ? nullptr : at->second.get();
}

void SyncLink::push(SyncTransport& transport, const QByteArray& frame) {
    if (transport.closed)
        return;
    if (!transport.push(frame))
        return close(transport.connection(), CloseCode::Slow, {});
    if (m_woken)
        m_woken(transport);
}

void SyncLink::signedIn(ConnectionId who) {
    if (who.thread != pollers)
        m_inner.signedIn(who);
}

void SyncLink::unmetered(ConnectionId who) {
    if (who.thread != pollers)
        m_inner.unmetered(who);
}

void SyncLink::send(ConnectionId to, const QByteArray& frame) {
    if (to.thread != pollers)
        return m_inner.send(to, frame);
    if (SyncTransport* transport = find(to))
        push(*transport, frame);
}

void SyncLink::subscribe(ConnectionId who, ChannelId channel) {
    if (who.thread != pollers)
        return m_inner.subscribe(who, channel);
    if (SyncTransport* transport = find(who); transport && !transport->closed) {
        transport->channels.insert(channel);
        transport->held.insert(channel, {});
        m_members[channel].insert(who);
    }
}

void SyncLink::release(ConnectionId who, ChannelId channel) {
    if (who.thread != pollers)
        return m_inner.release(who, channel);
    if (SyncTransport* transport = find(who))
        for (const QByteArray& frame : transport->held.take(channel))
            push(*transport, frame);
}

void SyncLink::unsubscribe(ConnectionId who, ChannelId channel) {
    if (who.thread != pollers)
        return m_inner.unsubscribe(who, channel);
    if (SyncTransport* transport = find(who)) {
        transport->channels.remove(channel);
        transport->held.remove(channel);
    }
    const auto members = m_members.find(channel);
    if (members != m_members.end() && members->remove(who) && members->isEmpty())
        m_members.erase(members);
}

void SyncLink::publish(ChannelId channel, const QByteArray& frame) {
    m_inner.publish(channel, frame);
    // A copy: a full window ends its transport and so leaves the channel.
    const QSet<ConnectionId> members = m_members.value(channel);
    for (const ConnectionId who : members) {
        SyncTransport* transport = find(who);
        if (!transport)
            continue;
        const auto held = transport->held.find(channel);
        if (held != transport->held.end() && held->size() < limits::outboxFrames)
            held->append(frame);
        else if (held != transport->held.end())
            close(who, CloseCode::Slow, {});
        else
            push(*transport, frame);
    }
}

void SyncLink::publishEphemeral(ChannelId channel, const QByteArray& frame, ConnectionId except) {
    m_inner.publishEphemeral(channel, frame, except);
    const QSet<ConnectionId> members = m_members.value(channel);
    for (const ConnectionId who : members)
        if (SyncTransport* transport = find(who); transport && who != except && transport->isEmpty())
            push(*transport, frame);
}

void SyncLink::sendEphemeral(const QList<ConnectionId>& to, const QByteArray& frame) {
    QList<ConnectionId> sockets;
    for (const ConnectionId who : to) {
        if (who.thread != pollers)
            sockets.append(who);
        else if (SyncTransport* transport = find(who); transport && transport->isEmpty())
            push(*transport, frame);
    }
    if (!sockets.isEmpty())
        m_inner.sendEphemeral(sockets, frame);
}

void SyncLink::close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) {
    if (who.thread != pollers)
        return m_inner.close(who, code, lastFrame);
    SyncTransport* transport = find(who);
    if (!transport || transport->closed)
        return;
    if (!lastFrame.isEmpty())
        std::ignore = transport->push(lastFrame); // what does not fit is said by `closed` too
    const QSet<ChannelId> channels = transport->channels;
    for (const ChannelId channel : channels)
        unsubscribe(who, channel);
    transport->closed = code;
    if (m_woken)
        m_woken(*transport);
}

} // namespace parlor::server
