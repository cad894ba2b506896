#include "server/app/latelink.h"

namespace parlor::server {

void LateLink::signedIn(ConnectionId who) {
    if (m_link)
        m_link->signedIn(who);
}

void LateLink::unmetered(ConnectionId who) {
    if (m_link)
        m_link->unmetered(who);
}

void LateLink::send(ConnectionId to, const QByteArray& frame) {
    if (m_link)
        m_link->send(to, frame);
}

void LateLink::subscribe(ConnectionId who, ChannelId channel) {
    if (m_link)
        m_link->subscribe(who, channel);
}

void LateLink::release(ConnectionId who, ChannelId channel) {
    if (m_link)
        m_link->release(who, channel);
}

void LateLink::unsubscribe(ConnectionId who, ChannelId channel) {
    if (m_link)
        m_link->unsubscribe(who, channel);
}

void LateLink::publish(ChannelId channel, const QByteArray& frame) {
    if (m_link)
        m_link->publish(channel, frame);
}

void LateLink::publishEphemeral(ChannelId channel, const QByteArray& frame, ConnectionId except) {
    if (m_link)
        m_link->publishEphemeral(channel, frame, except);
}

void LateLink::sendEphemeral(const QList<ConnectionId>& to, const QByteArray& frame) {
    if (m_link)
        m_link->sendEphemeral(to, frame);
}

void LateLink::close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) {
    if (m_link)
        m_link->close(who, code, lastFrame);
}

} // namespace parlor::server
