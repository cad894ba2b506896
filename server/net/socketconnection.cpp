#include "server/net/socketconnection.h"

#include "server/net/iothread.h"

namespace parlor::server {

ConnectionId SocketConnection::id() const {
    return {m_thread.index(), m_number};
}

// Handlers know the number only: the connection may be gone when they run.

void SocketConnection::awaitReadable() {
    if (m_waitsToRead || !m_transport.isOpen())
        return;
    m_waitsToRead = true;
    m_transport.waitReadable([thread = &m_thread, number = m_number](const boost::system::error_code& error) {
        if (error != asio::error::operation_aborted)
            thread->onReadable(number);
    });
}

void SocketConnection::awaitWritable() {
    if (m_waitsToWrite || !m_transport.isOpen())
        return;
    m_waitsToWrite = true;
    m_transport.waitWritable([thread = &m_thread, number = m_number](const boost::system::error_code& error) {
        if (error != asio::error::operation_aborted)
            thread->onWritable(number);
    });
}

void SocketConnection::checkIn(std::int64_t ms) {
    m_thread.schedule(*this, ms);
}

} // namespace parlor::server
