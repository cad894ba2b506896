#include "server/net/websocket/websocketconnection.h"

#include "server/net/iothread.h"
#include "server/net/websocket/frameencoder.h"
#include "shared/protocol/codec.h"

#include <QRandomGenerator>

#include <algorithm>

namespace parlor::server {

namespace {

QByteArray byeFrame(CloseCode code, std::int64_t afterMs) {
    const int number = int(code);
    return codec::encode(Frame(Bye{number, number < 4500, afterMs}));
}

} // namespace

WebSocketConnection::WebSocketConnection(IoThread& thread, std::uint64_t number, Transport transport,
                                         QString block)
    : SocketConnection(thread, number, std::move(transport)), m_allowance(thread), m_block(std::move(block)) {
    m_openedAt = m_heardAt = thread.now();
    m_pingAt = m_openedAt + thread.limits().pingMs;
    if (const int size = thread.limits().socketSendBuffer; size > 0)
        ::setsockopt(m_transport.descriptor(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

WebSocketConnection::~WebSocketConnection() {
    leaveGate();
}

void WebSocketConnection::start(const PeerInfo& peer, const QByteArray& authorization, QByteArray early) {
    m_thread.counters().add(Counters::WebSockets);
    const bool isPlain = m_thread.shared().config.plainText;
    m_thread.upward().push(Upward::Opened{id(), peer, isPlain ? authorization : QByteArray(), isPlain});
    tick();
    if (early.isEmpty() && !m_transport.hasBufferedInput()) {
        awaitReadable();
        return;
    }
    m_decoder.feed(std::span(early.data(), std::size_t(early.size())));
    process();
}

void WebSocketConnection::readable() {
    if (m_state == State::Dead)
        return;
    const IoResult result = m_transport.read(m_thread.readBuffer());
    if (result.isOk()) {
        m_heardAt = m_thread.now();
        m_thread.counters().add(Counters::BytesIn, std::int64_t(result.bytes));
        m_decoder.feed(m_thread.readBuffer().first(result.bytes));
        process();
    } else if (result.isBlocked()) {
        awaitReadable();
    } else {
        die();
        return;
    }
    if (m_transport.wantsWrite())
        awaitWritable();
}

void WebSocketConnection::process() {
    m_isPaused = false;
    while (m_state == State::Open || m_state == State::Closing) {
        // Inbound frames, answers to pings among them, are rationed: where there are too many the reading
        // stops, so that the sender's own TCP waits.
        if (m_state == State::Open && (m_thread.upward().isFull() || !m_allowance.take(m_thread))) {
            m_isPaused = true;
            checkIn(TimerWheel::tickMs);
            break;
        }
        const FrameDecoder::Item item =
            m_decoder.next({m_thread.limits().messageBytes, m_thread.limits().messageFragments});
        if (item.kind == FrameDecoder::Kind::None) {
            m_allowance.giveBack();
            break;
        }
        if (!m_decoder.isMessageOpen())
            m_begunAt = 0; // a message has come whole, or none has begun
        handle(item);
    }
    m_decoder.park();
    timeMessage();
    if (m_isPaused || m_state == State::Dead)
        return;
    if (m_transport.hasBufferedInput())
        m_thread.post([thread = &m_thread, number = m_number] { thread->onReadable(number); });
    else
        awaitReadable();
}

/// Whoever begins a message has to end it: a frame that dribbles in keeps nobody's memory for ever. While we
/// do not read, the delay is ours.
void WebSocketConnection::timeMessage() {
    if (m_isPaused || !m_decoder.isMidway()) {
        m_begunAt = 0;
    } else if (m_begunAt == 0 && m_state == State::Open) {
        m_begunAt = m_thread.now();
        checkIn(m_thread.limits().messageMs);
    }
}

std::int64_t WebSocketConnection::messageDeadline() const {
    const NetLimits& limits = m_thread.limits();
    return m_begunAt + limits.messageMs + m_decoder.kept() * 1'000 / limits.bodyBytesPerSecond;
}

void WebSocketConnection::handle(const FrameDecoder::Item& item) {
    m_thread.counters().add(Counters::FramesIn);
    const bool isOpen = m_state == State::Open;
    switch (item.kind) {
    case FrameDecoder::Kind::Text:
        if (isOpen)
            receive(item.payload);
        break;
    case FrameDecoder::Kind::Binary:
        if (isOpen)
            endWithError(CloseCode::Unsupported);
        break;
    case FrameDecoder::Kind::Ping:
        if (isOpen) {
            cork();
            m_outbox->appendPong(encodeFrame(Opcode::Pong, item.payload));
        }
        break;
    case FrameDecoder::Kind::Close:
        m_peerClosed = true;
        if (isOpen) {
            beginClosing(item.code);
        } else if (!m_outbox) {
            endSending();
        }
        break;
    case FrameDecoder::Kind::Failed:
        if (isOpen)
            endWithError(CloseCode(item.code));
        else
            endSending();
        break;
    default:
        break;
    }
}

void WebSocketConnection::receive(QByteArrayView text) {
    if (m_thread.shared().config.plainText)
        return m_thread.upward().push(Upward::Text{id(), text.toByteArray()});
    Result<Request> request = codec::decodeRequest(text);
    const std::int64_t rid = request ? 0 : codec::ridOf(text);
    m_thread.upward().push(Upward::Received{id(), std::move(request), rid});
}

void WebSocketConnection::signedIn() {
    m_isSignedIn = true;
    leaveGate();
}

void WebSocketConnection::leaveGate() {
    if (!m_block.isNull())
        m_thread.shared().gate.leave(m_block);
    m_block = QString();
}

void WebSocketConnection::cork() {
    if (!m_outbox)
        m_outbox = m_thread.takeOutbox();
    if (!m_flushQueued && !m_waitsToWrite) {
        m_flushQueued = true;
        m_thread.flushLater(*this);
    }
}

void WebSocketConnection::send(const QByteArray& frame) {
    if (m_state != State::Open)
        return;
    cork();
    m_outbox->append(frame);
    m_thread.counters().add(Counters::FramesOut);
    enforceBounds();
}

void WebSocketConnection::enforceBounds() {
    // What may be dropped can fill the outbox of a plain text; what answers its client has as much room
    // again.
    const NetLimits& limits = m_thread.limits();
    const int rooms = m_thread.shared().config.plainText ? 2 : 1;
    const auto isOver = [&] {
        return m_outbox
               && (m_outbox->frames() > rooms * limits.outboxFrames
                   || m_outbox->bytes() > rooms * limits.outboxBytes);
    };
    if (isOver() && !m_waitsToWrite)
        flush();
    if (isOver())
        closeSlow();
}

void WebSocketConnection::deliver(std::span<const iovec> parts, std::size_t bytes,
                                  std::span<const Outgoing> frames) {
    if (m_state != State::Open)
        return;
    m_thread.counters().add(Counters::FramesOut, std::int64_t(frames.size()));
    std::size_t sent = 0;
    if (!m_outbox) {
        const IoResult result = m_transport.send(parts);
        if (!result.isOk() && !result.isBlocked())
            return die();
        sent = result.bytes;
        m_thread.counters().add(Counters::BytesOut, std::int64_t(sent));
        if (sent == bytes && !m_transport.wantsWrite())
            return;
        m_outbox = m_thread.takeOutbox();
        if (result.isBlocked() || m_transport.wantsWrite())
            awaitWritable();
    }
    for (const Outgoing& outgoing : frames) {
        const auto size = std::size_t(outgoing.frame.size());
        if (sent >= size) {
            sent -= size;
            continue;
        }
        m_outbox->append(outgoing.frame, sent);
        sent = 0;
    }
    cork();
    enforceBounds();
}

void WebSocketConnection::sendEphemeral(const QByteArray& frame) {
    // What is gathered in this pass goes out before it leaves no room: a burst of what may be dropped is no
    // reason to close.
    const NetLimits& limits = m_thread.limits();
    const auto isFull = [&] {
        return m_outbox
               && (m_outbox->frames() >= limits.outboxFrames
                   || m_outbox->bytes() + frame.size() > limits.outboxBytes);
    };
    if (isFull())
        flush();
    // Plain texts are nothing else: they wait as long as there is room, as nobody can ask for them again.
    if (m_thread.shared().config.plainText ? isFull() : m_waitsToWrite) {
        m_thread.counters().add(Counters::DroppedEphemeral);
        return;
    }
    const Outgoing outgoing{frame, 0, true};
    const iovec part{const_cast<char*>(frame.constData()), std::size_t(frame.size())};
    deliver(std::span(&part, 1), part.iov_len, std::span(&outgoing, 1));
}

void WebSocketConnection::flush() {
    m_flushQueued = false;
    if (!m_outbox || m_waitsToWrite || m_state == State::Dead)
        return;
    thread_local std::vector<iovec> parts;
    while (!m_outbox->isEmpty()) {
        m_outbox->gather(parts);
        const IoResult result = m_transport.send(parts);
        if (result.isBlocked())
            return awaitWritable();
        if (!result.isOk())
            return die();
        m_thread.counters().add(Counters::BytesOut, std::int64_t(result.bytes));
        m_outbox->consume(result.bytes);
    }
    if (m_transport.wantsWrite())
        return awaitWritable();
    m_thread.giveOutbox(std::move(m_outbox));
    if (m_state == State::Closing && m_peerClosed)
        endSending();
}

void WebSocketConnection::writable() {
    if (m_state == State::Dead)
        return;
    const IoResult result = m_transport.flush();
    if (result.isBlocked())
        return awaitWritable();
    if (!result.isOk())
        return die();
    flush();
}

void WebSocketConnection::close(CloseCode code, const QByteArray& lastFrame) {
    if (m_state != State::Open)
        return;
    if (!lastFrame.isEmpty())
        send(encodeFrame(Opcode::Text, lastFrame));
    if (m_state == State::Open)
        beginClosing(std::uint16_t(code));
}

void WebSocketConnection::closeSlow() {
    if (m_state != State::Open)
        return;
    m_thread.counters().add(Counters::SlowCloses);
    if (m_outbox)
        m_outbox->keepOnlyStarted();
    cork();
    const std::int64_t afterMs = QRandomGenerator::global()->bounded(500, 3'000);
    if (!m_thread.shared().config.plainText)
        m_outbox->append(encodeFrame(Opcode::Text, byeFrame(CloseCode::Slow, afterMs)));
    beginClosing(std::uint16_t(CloseCode::Slow));
    m_deadline += 9LL * m_thread.limits().closeMs; // who is slow hears of it later than others
}

void WebSocketConnection::endWithError(CloseCode code) {
    if (code == CloseCode::RateLimited)
        sendBye(code, 5'000);
    if (m_state == State::Open)
        beginClosing(std::uint16_t(code));
}

void WebSocketConnection::sendBye(CloseCode code, std::int64_t afterMs) {
    if (!m_thread.shared().config.plainText)
        send(encodeFrame(Opcode::Text, byeFrame(code, afterMs)));
}

void WebSocketConnection::beginClosing(std::uint16_t code) {
    m_state = State::Closing;
    m_deadline = m_thread.now() + m_thread.limits().closeMs;
    cork();
    m_outbox->append(encodeClose(code));
    tellClosed();
    m_thread.partLater(*this);
    checkIn(m_thread.limits().closeMs);
}

/// Both sides have said goodbye: we send no more and wait for the peer to hang up, so that no RST overtakes
/// our bytes.
void WebSocketConnection::endSending() {
    if (m_state == State::Dead)
        return;
    m_state = State::Ending;
    m_transport.shutdownSend();
}

void WebSocketConnection::tellClosed() {
    leaveGate();
    m_thread.counters().add(Counters::WebSockets, -1);
    m_thread.upward().push(Upward::Closed{id()});
}

void WebSocketConnection::die() {
    if (m_state == State::Dead)
        return;
    if (m_state == State::Open)
        tellClosed();
    m_state = State::Dead;
    m_thread.partLater(*this);
}

void WebSocketConnection::tick() {
    const NetLimits& limits = m_thread.limits();
    const std::int64_t now = m_thread.now();
    if (m_state == State::Dead)
        return;
    if (m_state != State::Open) {
        if (now >= m_deadline)
            return die();
        checkIn(m_deadline - now);
        return;
    }
    if (!m_isSignedIn && now - m_openedAt >= limits.helloMs) {
        sendBye(CloseCode::HelloTimeout, 1'000);
        return close(CloseCode::HelloTimeout, {});
    }
    if (now - m_heardAt >= limits.silenceMs)
        return die();
    if (m_begunAt != 0 && now >= messageDeadline())
        return closeSlow();
    if (now >= m_pingAt) {
        m_pingAt = now + limits.pingMs;
        if (!m_waitsToWrite) {
            cork();
            m_outbox->append(encodeFrame(Opcode::Ping, {}));
        }
    }
    if (m_isPaused) {
        m_decoder.feed({});
        process();
        if (m_state != State::Open)
            return;
        if (m_isPaused)
            return checkIn(TimerWheel::tickMs);
    }
    std::int64_t next = std::min(m_pingAt, m_heardAt + limits.silenceMs);
    if (!m_isSignedIn)
        next = std::min(next, m_openedAt + limits.helloMs);
    if (m_begunAt != 0)
        next = std::min(next, messageDeadline());
    checkIn(next - now);
}

} // namespace parlor::server
