#pragma once

#include <QByteArray>
#include <QList>

#include <cstdint>

namespace parlor::server {

/// A blocking loopback socket that says exactly what it is told to. Every wait ends after `timeoutMs`.
class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receiveBuffer = 0);
    ~RawClient();

    RawClient(RawClient&& other) noexcept
        : m_socket(std::exchange(other.m_socket, -1)), m_buffer(other.m_buffer) {}

    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool send(const QByteArray& bytes); ///< false when the server has hung up
    void finishSending();
    void reset(); ///< closes with RST

    QByteArray read(qsizetype size); ///< exactly so many, or what came before the end or the time-out
    QByteArray readUntil(QByteArrayView mark);
    QByteArray readAll(); ///< to the end of the stream
    bool isClosed();      ///< waits for the end of the stream

    struct Response {
        int status = 0;
        QByteArray head, body;
    };

    Response readResponse(bool hasBody = true);
    Response request(const QByteArray& bytes);

    // WebSocket.
    bool openSocket(const QByteArray& extraHeaders = {});

    struct Frame {
        int opcode = -1; ///< -1: the stream ended
        QByteArray payload;

        [[nodiscard]] int closeCode() const {
            return payload.size() < 2 ? 1005 : std::uint8_t(payload[0]) << 8 | std::uint8_t(payload[1]);
        }
    };

    Frame readFrame();

    bool sendText(const QByteArray& text) { return send(frame(0x81, text)); }

    /// A masked frame with this first byte.
    static QByteArray frame(int first, const QByteArray& payload);

    static QByteArray closeFrame(int code, const QByteArray& reason = {});

    int timeoutMs = 60'000;

private:
    bool fill();

    int m_socket = -1;
    QByteArray m_buffer;
};

} // namespace parlor::server
