#pragma once

#include <QByteArray>
#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include <poll.h>

namespace parlor::test {

/// POST /v1/sync as a client uses it that can't hold a socket: one call that waits for news, and beside it at
/// most one that brings frames, each on a keep-alive connection of its own. A call whose answer was lost is
/// made again under its number; frames that come twice are told once. Never blocks; driven by poll().
class PollWire {
public:
    /// Comes from this loopback address; empty: any.
    PollWire(QByteArray token, QByteArray from, int receiveBuffer);
    ~PollWire();
    PollWire(const PollWire&) = delete;
    PollWire& operator=(const PollWire&) = delete;

    /// A new transport, beginning with this hello. False when nobody listens.
    bool open(std::uint16_t port, const QJsonObject& hello);
    /// All connections gone without a word.
    void drop();

    void say(const QJsonObject& frame);

    [[nodiscard]] bool isOpen() const { return m_open; }

    std::function<void(const QJsonObject&)> onFrame;
    /// With the code that the server closed with; 0: the transport or the server is not there any more.
    std::function<void(int)> onGone;

    void addWaits(std::vector<pollfd>* waits, bool reading) const;
    /// The same descriptors in the same order, polled.
    void serve(const pollfd* waits, std::size_t count);

private:
    struct Call {
        qint64 number = 0;
        QJsonArray frames;
    };

    /// A connection with at most one call under way.
    struct Line {
        int socket = -1;
        QByteArray in, out;
        Call call;
        bool busy = false;
        QDeadlineTimer again; ///< a busy call that has to be made once more, then
        bool isDue = false;
    };

    bool connect(Line& line);
    void disconnect(Line& line);
    void advance();
    void make(Line& line);
    void lost(Line& line);
    void receive(Line& line);
    bool takeAnswer(Line& line);
    void heard(Line& line, int status, const QByteArray& body);
    void end(int code);

    const QByteArray m_token, m_from;
    const int m_receiveBuffer;
    std::uint16_t m_port = 0;
    bool m_open = false;
    QByteArray m_transport;
    QJsonArray m_waiting; ///< frames to be sent
    std::array<Line, 2> m_lines;
    qint64 m_number = 0;
    qint64 m_taken = 0; ///< the last frame's number
};

} // namespace parlor::test
