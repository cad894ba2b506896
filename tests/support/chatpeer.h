#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include <poll.h>

namespace parlor::test {

class PollWire;

/// How a peer is connected; the protocol is the same.
enum class Transport { Socket, Sync };

struct ChatPeerOptions {
    QByteArray from;       ///< the loopback address to come from; empty: any
    int receiveBuffer = 0; ///< SO_RCVBUF; 0: the kernel's
    bool bulk = true;      ///< rate class bulk
    Transport transport = Transport::Socket;
};

/// The protocol's other end as a test wants it: one WebSocket over a plain loopback socket that never blocks,
/// or POST /v1/sync; says whatever it is told to and hears frames as JSON. Many of them are driven together
/// by pumpUntil(). It answers pings and closes, and keeps no cursors: what to resume from is the test's
/// business.
class ChatPeer {
public:
    using Options = ChatPeerOptions;

    explicit ChatPeer(QByteArray token, Options options = {});
    ~ChatPeer();
    ChatPeer(const ChatPeer&) = delete;
    ChatPeer& operator=(const ChatPeer&) = delete;

    /// Connects, asks for the upgrade and says `hello` behind it at once. `more` adds to hello (epoch,
    /// channels). False when nobody listens. What was heard before is forgotten.
    bool open(std::uint16_t port, const QJsonObject& more = {});

    /// Gone without a word, with RST.
    void drop();

    [[nodiscard]] bool isOpen() const;

    /// Welcomed, all of it.
    [[nodiscard]] bool isWelcome() const { return m_welcome; }

    /// What the peer's close frame (or `closed`) said; 0: there was none.
    [[nodiscard]] int closeCode() const { return m_closeCode; }

    /// Sends a request; with a rid of its own unless it has one. Answers the rid.
    qint64 say(QJsonObject request);

    /// Sends a text frame with exactly these bytes.
    void sayBytes(const QByteArray& text);

    /// Once welcome: a request and its `ok` or `err`; empty when none came in time.
    QJsonObject ask(const QJsonObject& request, int timeoutMs = 60'000);

    /// Waits for the first frame heard from now on, or before and not yet taken, that fits; empty: none.
    QJsonObject take(const std::function<bool(const QJsonObject&)>& fits, int timeoutMs = 60'000);

    /// Frames that nobody has taken yet, oldest first. With `onFrame` set nothing is kept.
    QList<QJsonObject> frames;
    std::function<void(const QJsonObject&)> onFrame;
    std::function<void()> onGone;

    /// The welcome's epoch and channels: id → the state in it.
    QString epoch;
    QHash<QString, QJsonObject> channels;
    QString person;

    /// Reading stops: what the server sends stays in the kernel's buffers.
    bool isReading = true;

    /// Lets all of them read and write until the condition holds; false after `timeoutMs`.
    static bool pumpUntil(const QList<ChatPeer*>& peers, const std::function<bool()>& condition,
                          int timeoutMs = 60'000);

private:
    void write(const QByteArray& bytes);
    void flush();
    void receive();
    bool takeFrame();
    void hear(const QJsonObject& frame);
    void gone();
    void addWaits(std::vector<pollfd>* waits) const;
    void serve(const pollfd* waits, std::size_t count);

    QByteArray m_token;
    Options m_options;
    std::unique_ptr<PollWire> m_wire; ///< of Transport::Sync
    int m_socket = -1;
    bool m_upgraded = false;
    bool m_welcome = false;
    int m_closeCode = 0;
    qint64 m_rid = 0;
    QByteArray m_in, m_out;
};

/// A masked client frame with this first byte (FIN, RSV, opcode).
QByteArray clientFrame(int first, const QByteArray& payload);

/// The events of an `events` frame or a `history` answer.
QList<QJsonObject> eventsOf(const QJsonObject& frame);

/// A `send` of this text with a client id of its own, unless one is given.
QJsonObject sendRequest(const QString& channel, const QString& text, const QString& clientId = {});

} // namespace parlor::test
