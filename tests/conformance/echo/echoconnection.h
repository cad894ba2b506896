#pragma once

#include "server/net/websocket/frameencoder.h"

#include <QByteArray>

namespace parlor::server {

/// One blocking connection: handshake, then every message back as it came, pings answered, closes echoed.
class EchoConnection {
public:
    explicit EchoConnection(int socket) : m_socket(socket) {}

    ~EchoConnection();
    EchoConnection(const EchoConnection&) = delete;
    EchoConnection& operator=(const EchoConnection&) = delete;

    void run();

private:
    bool shakeHands();
    bool answer(const FrameDecoder::Item& item); ///< false: this was the last
    bool send(const QByteArray& bytes);

    int m_socket;
    QByteArray m_early; ///< behind the handshake
    FrameDecoder m_decoder;
};

} // namespace parlor::server
