#pragma once

#include "server/net/fanout.h"
#include "server/net/outbox.h"
#include "server/net/socketconnection.h"
#include "server/net/websocket/frameallowance.h"
#include "server/net/websocket/framedecoder.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <span>
#include <vector>

namespace parlor::server {

/// One WebSocket. Idle it is this object and the reactor's record: an outbox exists only while something
/// waits, bytes are kept only while a frame is incomplete.
class WebSocketConnection final : public SocketConnection {
public:
    /// `block` has entered the sign-in gate.
    WebSocketConnection(IoThread& thread, std::uint64_t number, Transport transport, QString block);
    ~WebSocketConnection() override;

    /// Tells the domain and begins; `early` is what came right behind the upgrade request.
    void start(const PeerInfo& peer, const QByteArray& authorization, QByteArray early);

    void readable() override;
    void writable() override;
    void tick() override;

    void drain() override {}

    void signedIn();

    /// However many frames it sends, they are read.
    void setUnmetered() { m_allowance.lift(); }

    /// Queues a frame (with header); it leaves at the end of the event. Past the outbox's bounds:
    /// closeSlow().
    void send(const QByteArray& frame);

    /// Queues `lastFrame` (a bare text, may be empty) and the close frame; the domain hears closed() now.
    void close(CloseCode code, const QByteArray& lastFrame);

    /// The client does not read, or does not end what it began: forgets what is queued and says goodbye.
    void closeSlow();

    void flush();

    // For the fan-out.
    /// Sends the parts at once when nothing waits before them, else queues the frames they are made of.
    void deliver(std::span<const iovec> parts, std::size_t bytes, std::span<const Outgoing> frames);
    /// At once, or not at all when it would have to wait; a plain text waits while the outbox has room.
    void sendEphemeral(const QByteArray& frame);
    /// What follows in this event leaves together.
    void cork();

    std::vector<MemberPlace> memberships;

    [[nodiscard]] bool isDead() const { return m_state == State::Dead; }

    [[nodiscard]] bool isOpen() const { return m_state == State::Open; }

private:
    enum class State : std::uint8_t {
        Open,
        Closing, ///< our close frame is queued or sent; waiting for the peer's
        Ending,  ///< both close frames are through; waiting for the end of the stream
        Dead,
    };

    void process();
    void timeMessage();
    [[nodiscard]] std::int64_t messageDeadline() const;
    void handle(const FrameDecoder::Item& item);
    void receive(QByteArrayView text);
    void sendBye(CloseCode code, std::int64_t afterMs);
    void beginClosing(std::uint16_t code);
    void endSending();
    void endWithError(CloseCode code);
    void tellClosed();
    void leaveGate();
    void die();
    void enforceBounds();

    State m_state = State::Open;
    bool m_isSignedIn = false;
    bool m_isPaused = false; ///< too many frames, or the domain is behind
    bool m_flushQueued = false;
    bool m_peerClosed = false;
    std::int64_t m_openedAt = 0;
    std::int64_t m_heardAt = 0;
    std::int64_t m_pingAt = 0;   ///< the next one
    std::int64_t m_deadline = 0; ///< of the closing handshake
    std::int64_t m_begunAt = 0;  ///< when the unfinished message began; 0: there is none
    FrameAllowance m_allowance;
    FrameDecoder m_decoder;
    std::unique_ptr<Outbox> m_outbox;
    QString m_block; ///< null once it has left the gate
};

} // namespace parlor::server
