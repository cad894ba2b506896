#include "server/net/linkendpoint.h"

#include "server/net/iothread.h"
#include "server/net/websocket/frameencoder.h"
#include "server/net/websocket/websocketconnection.h"

namespace parlor::server {

template<class Fn>
void LinkEndpoint::onConnection(ConnectionId who, Fn fn) {
    if (who.thread >= m_threads.size())
        return;
    IoThread& thread = *m_threads[who.thread];
    thread.inbox()->post([&thread, number = who.number, fn = std::move(fn)] {
        if (auto* connection = thread.find<WebSocketConnection>(number))
            fn(thread, *connection);
    });
}

void LinkEndpoint::signedIn(ConnectionId who) {
    onConnection(who, [](IoThread&, WebSocketConnection& connection) { connection.signedIn(); });
}

void LinkEndpoint::unmetered(ConnectionId who) {
    onConnection(who, [](IoThread&, WebSocketConnection& connection) { connection.setUnmetered(); });
}

void LinkEndpoint::send(ConnectionId to, const QByteArray& frame) {
    onConnection(
        to, [bytes = encodeFrame(Opcode::Text, frame)](IoThread& thread, WebSocketConnection& connection) {
            thread.fanOut().catchUp(connection);
            connection.send(bytes);
        });
}

void LinkEndpoint::subscribe(ConnectionId who, ChannelId channel) {
    onConnection(who, [channel](IoThread& thread, WebSocketConnection& connection) {
        if (!connection.isOpen())
            return;
        connection.signedIn();
        thread.fanOut().subscribe(connection, channel);
    });
}

void LinkEndpoint::release(ConnectionId who, ChannelId channel) {
    onConnection(who, [channel](IoThread& thread, WebSocketConnection& connection) {
        thread.fanOut().release(connection, channel);
    });
}

void LinkEndpoint::unsubscribe(ConnectionId who, ChannelId channel) {
    onConnection(who, [channel](IoThread& thread, WebSocketConnection& connection) {
        thread.fanOut().unsubscribe(connection, channel);
    });
}

void LinkEndpoint::publish(ChannelId channel, const QByteArray& frame) {
    const QByteArray bytes = encodeFrame(Opcode::Text, frame);
    for (const auto& thread : m_threads)
        thread->inbox()->post(
            [&io = *thread, channel, bytes] { io.fanOut().publish(channel, {bytes, 0, false}); });
}

void LinkEndpoint::publishEphemeral(ChannelId channel, const QByteArray& frame, ConnectionId except) {
    const QByteArray bytes = encodeFrame(Opcode::Text, frame);
    for (const auto& thread : m_threads) {
        const std::uint64_t number = thread->index() == except.thread ? except.number : 0;
        thread->inbox()->post(
            [&io = *thread, channel, bytes, number] { io.fanOut().publish(channel, {bytes, number, true}); });
    }
}

void LinkEndpoint::sendEphemeral(const QList<ConnectionId>& to, const QByteArray& frame) {
    const QByteArray bytes = encodeFrame(Opcode::Text, frame);
    std::vector<std::vector<std::uint64_t>> numbers(m_threads.size());
    for (const ConnectionId who : to)
        if (who.thread < numbers.size())
            numbers[who.thread].push_back(who.number);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (!numbers[i].empty())
            m_threads[i]->inbox()->post([&thread = *m_threads[i], bytes, members = std::move(numbers[i])] {
                for (const std::uint64_t number : members)
                    if (auto* connection = thread.find<WebSocketConnection>(number))
                        connection->sendEphemeral(bytes);
            });
}

void LinkEndpoint::close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) {
    onConnection(who, [code, lastFrame](IoThread& thread, WebSocketConnection& connection) {
        thread.fanOut().catchUp(connection);
        connection.close(code, lastFrame);
    });
}

} // namespace parlor::server
