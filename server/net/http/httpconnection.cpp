#include "server/net/http/httpconnection.h"

#include "server/net/http/exchange.h"
#include "server/net/http/responsehead.h"
#include "server/net/http/upgrade.h"
#include "server/net/iothread.h"
#include "server/net/websocket/websocketconnection.h"

#include <QLoggingCategory>

namespace parlor::server {

namespace {

constexpr qsizetype headReadSize = 16 * 1024;

} // namespace

HttpConnection::HttpConnection(IoThread& thread, std::uint64_t number, Transport transport,
                               QByteArray address)
    : SocketConnection(thread, number, std::move(transport)), m_address(std::move(address)) {}

HttpConnection::~HttpConnection() {
    leaveGate();
}

void HttpConnection::start(bool refuse) {
    m_refuseAll = refuse;
    m_deadline = m_thread.now() + m_thread.limits().headMs;
    checkIn(m_thread.limits().headMs);
    awaitReadable();
}

void HttpConnection::readable() {
    switch (m_state) {
    case State::Head:
        readHead();
        break;
    case State::Body:
        pumpBody();
        break;
    case State::Skipping:
    case State::Linger:
        skipBody();
        break;
    default:
        break;
    }
    if (m_transport.isOpen() && m_transport.wantsWrite())
        awaitWritable();
}

void HttpConnection::readHead() {
    const auto buffer = m_thread.readBuffer().first(headReadSize);
    const IoResult result = m_transport.read(buffer);
    if (result.isBlocked())
        return awaitReadable();
    if (!result.isOk())
        return die();
    m_thread.counters().add(Counters::BytesIn, std::int64_t(result.bytes));
    if (m_in.isEmpty() && m_serial > 0) {
        m_deadline = m_thread.now() + m_thread.limits().headMs;
        checkIn(m_thread.limits().headMs);
    }
    m_in.append(buffer.data(), qsizetype(result.bytes));
    parse();
}

void HttpConnection::parse() {
    // One empty line before a request is forgiven (RFC 9112, 2.2).
    if (m_in.startsWith("\r\n") && !m_in.startsWith("\r\n\r\n"))
        m_in.remove(0, 2);
    const auto size = m_scanner.scan(m_in, m_thread.limits());
    if (!size)
        return refuse(size.error());
    if (*size == 0)
        return awaitReadable();
    auto head = parseHead(QByteArrayView(m_in).first(*size), m_thread.limits());
    m_in.remove(0, *size);
    if (m_in.isEmpty())
        m_in = QByteArray();
    m_scanner = {};
    ++m_serial;
    m_thread.counters().add(Counters::Requests);
    if (!head)
        return refuse(head.error());
    dispatch(*head);
}

void HttpConnection::dispatch(RequestHead& head) {
    m_isHead = head.request.method == "HEAD";
    m_isHttp11 = head.isHttp11;
    m_keepAlive = head.keepAlive;
    m_owesContinue = head.expectsContinue && (head.isChunked || head.request.contentLength > 0);
    m_decoder = head.isChunked                   ? BodyDecoder::chunked()
                : head.request.contentLength > 0 ? BodyDecoder::fixed(head.request.contentLength)
                                                 : BodyDecoder();
    head.request.peer = m_thread.shared().peers->resolve(m_address, m_transport.isEncrypted(), head.request);
    if (m_refuseAll)
        return refuse(problem(ErrorCode::Busy, 0, 5'000));
    const NetConfig& config = m_thread.shared().config;
    if (config.plainText || head.request.path == config.socketPath)
        return upgrade(head);
    m_block = head.request.peer.block;
    // Who shows a token is not counted while it is looked at, which takes no body and no time to speak of:
    // many pictures asked for at once are no reason to turn anybody away.
    // Pages for everybody count for themselves, and what has a body is counted when that is read.
    m_hasToken = !head.request.header("authorization").isEmpty();
    const bool isPublic = head.request.path.startsWith(config.publicPath);
    if (!isPublic && !m_hasToken && !enterGate())
        return refuse(problem(ErrorCode::RateLimited, 0, 5'000));
    m_state = State::Handling;
    auto exchange =
        std::make_shared<Exchange>(std::move(head.request), m_thread, m_thread.inbox(), m_number, m_serial);
    head.request = HttpRequest(); // nothing of it stays shared with the domain thread
    m_thread.upward().push(std::move(exchange));
}

void HttpConnection::upgrade(const RequestHead& head) {
    NetShared& shared = m_thread.shared();
    if (auto refusal = refusalOfUpgrade(head, shared.config.origins))
        return refuse(*std::move(refusal));
    if (shared.draining)
        return refuse(problem(ErrorCode::Draining, 0, 5'000));
    const PeerInfo& peer = head.request.peer;
    if (!shared.gate.enter(peer.block))
        return refuse(problem(ErrorCode::RateLimited, 0, 5'000));
    const QByteArray answer = upgradeAnswer(head, m_thread.date());
    const iovec part{const_cast<char*>(answer.constData()), std::size_t(answer.size())};
    const IoResult result = m_transport.send(std::span(&part, 1));
    if (!result.isOk() || result.bytes != part.iov_len) {
        // A fresh socket that can't take 200 bytes is no use.
        shared.gate.leave(peer.block);
        return die();
    }
    sent(result.bytes);
    m_state = State::Dead;
    auto successor =
        std::make_unique<WebSocketConnection>(m_thread, m_number, std::move(m_transport), peer.block);
    WebSocketConnection& opened = *successor;
    QByteArray early = std::move(m_in);
    m_thread.replace(m_number, std::move(successor));
    opened.start(peer, head.request.header("authorization"), std::move(early));
}

/// False when too many of this address that have not signed in are being served.
bool HttpConnection::enterGate() {
    if (m_isCounted || m_signedSerial == m_serial || (!m_block.isEmpty() && m_block == m_signedBlock))
        return true;
    m_isCounted = m_thread.shared().gate.enter(m_block);
    return m_isCounted;
}

void HttpConnection::leaveGate() {
    if (std::exchange(m_isCounted, false))
        m_thread.shared().gate.leave(m_block);
}

void HttpConnection::signedIn(std::uint32_t serial) {
    if (serial != m_serial)
        return;
    leaveGate();
    m_signedSerial = serial;
    // A link or a ticket lets this one request in; a token is somebody.
    if (m_hasToken)
        m_signedBlock = m_block;
}

void HttpConnection::refuse(const HeadError& error) {
    HttpResponse response = problem(error.code, error.status);
    refuse(std::move(response));
}

/// An answer of our own; nothing is trusted of what follows.
void HttpConnection::refuse(HttpResponse response) {
    m_state = State::Handling;
    m_keepAlive = false;
    respond(m_serial, std::move(response));
}

void HttpConnection::readBody(std::uint32_t serial, std::shared_ptr<BodyRead> read) {
    if (serial != m_serial || m_state != State::Handling)
        return; // the read ends as it is destroyed
    if (m_isCut)
        return;
    if (!enterGate())
        return read->finish(fail(ErrorCode::RateLimited, {}, 5'000));
    m_read = std::move(read);
    m_state = State::Body;
    m_bodyStart = m_thread.now();
    m_sinkMs = 0;
    if (m_decoder.remaining() > m_read->limit)
        return finishRead(fail(ErrorCode::TooLarge));
    if (m_owesContinue && m_in.isEmpty()) {
        m_owesContinue = false;
        static constexpr char interim[] = "HTTP/1.1 100 Continue\r\n\r\n";
        const iovec part{const_cast<char*>(interim), sizeof interim - 1};
        if (const IoResult result = m_transport.send(std::span(&part, 1)); result.bytes != part.iov_len) {
            m_isCut = true;
            finishRead(fail(ErrorCode::NetworkFailed));
            return die();
        }
    }
    m_owesContinue = false;
    checkIn(m_thread.limits().bodyGraceMs);
    pumpBody();
}

void HttpConnection::pumpBody() {
    while (m_state == State::Body && !m_sinkBusy) {
        if (!fillChunk())
            return;
        if (m_read->received > m_read->limit)
            return finishRead(fail(ErrorCode::TooLarge));
        if (m_chunkUsed > 0)
            writeChunk();
        else if (m_isCut)
            return finishRead(fail(ErrorCode::NetworkFailed));
        else
            return finishRead(m_read->taken);
    }
}

/// True when there is something to pass on: a full chunk, or the end. False when the socket has to be waited
/// for.
bool HttpConnection::fillChunk() {
    constexpr std::int64_t largest = 256 * 1024;
    while (!m_decoder.isDone() && !m_isCut) {
        if (m_chunk.isNull()) {
            const std::int64_t remaining = m_decoder.remaining();
            m_chunk = QByteArray(qsizetype(remaining < 0 ? std::min(largest, m_read->limit + 1)
                                                         : std::min(remaining, largest)),
                                 Qt::Uninitialized);
            m_chunkUsed = 0;
        }
        if (m_chunkUsed == m_chunk.size() || m_read->received > m_read->limit)
            return true;
        const std::span<char> space(m_chunk.data() + m_chunkUsed, std::size_t(m_chunk.size() - m_chunkUsed));
        if (!m_in.isEmpty()) {
            const BodyDecoder::Step step =
                m_decoder.decode({m_in.constData(), std::size_t(m_in.size())}, space);
            m_in.remove(0, qsizetype(step.consumed));
            m_chunkUsed += qsizetype(step.produced);
            m_read->received += std::int64_t(step.produced);
            if (step.failed) {
                m_keepAlive = false;
                finishRead(fail(ErrorCode::BadRequest, QStringLiteral("body framing")));
                return false;
            }
            continue;
        }
        // A body of known length goes straight to its place; chunks are unpacked from the thread's buffer.
        const bool isStraight = m_decoder.isFixed();
        const auto target = isStraight
                                ? space.first(std::min(space.size(), std::size_t(m_decoder.remaining())))
                                : m_thread.readBuffer().first(64 * 1024);
        const IoResult result = m_transport.read(target);
        if (result.isBlocked()) {
            awaitReadable();
            return false;
        }
        if (!result.isOk()) {
            m_isCut = true;
            m_keepAlive = false;
            break;
        }
        m_thread.counters().add(Counters::BytesIn, std::int64_t(result.bytes));
        if (isStraight) {
            m_decoder.skip(result.bytes);
            m_chunkUsed += qsizetype(result.bytes);
            m_read->received += std::int64_t(result.bytes);
        } else {
            m_in = QByteArray(target.data(), qsizetype(result.bytes));
        }
    }
    return true;
}

void HttpConnection::writeChunk() {
    m_chunk.truncate(m_chunkUsed);
    const std::int64_t size = m_chunkUsed;
    m_chunkUsed = 0;
    const Task<Status> task = m_read->sink->write(std::exchange(m_chunk, {}));
    if (task.isDone())
        return chunkWritten(task.value(), size);
    m_sinkBusy = true;
    m_sinkStart = m_thread.now();
    const std::shared_ptr<Inbox> inbox = m_thread.inbox();
    task.then(inbox.get(),
              [inbox, thread = &m_thread, number = m_number, serial = m_serial, size](const Status& status) {
                  auto* connection = thread->find<HttpConnection>(number);
                  if (!connection || connection->m_serial != serial || !connection->m_sinkBusy)
                      return;
                  connection->m_sinkBusy = false;
                  connection->m_sinkMs += thread->now() - connection->m_sinkStart;
                  if (connection->m_state != State::Body)
                      return;
                  connection->chunkWritten(status, size);
                  connection->pumpBody();
              });
}

void HttpConnection::chunkWritten(const Status& status, std::int64_t size) {
    if (!status)
        return finishRead(std::unexpected(status.error()));
    m_read->taken += size;
    if (m_isCut)
        finishRead(fail(ErrorCode::NetworkFailed));
}

void HttpConnection::finishRead(Result<std::int64_t> result) {
    if (m_state == State::Body)
        m_state = State::Handling;
    m_chunk = QByteArray();
    m_chunkUsed = 0;
    if (const auto read = std::exchange(m_read, nullptr))
        read->finish(std::move(result));
}

void HttpConnection::respond(std::uint32_t serial, HttpResponse response) {
    if (serial != m_serial || (m_state != State::Handling && m_state != State::Body))
        return;
    if (m_state == State::Body)
        finishRead(fail(ErrorCode::Cancelled));
    m_sinkBusy = false;
    if (m_isCut)
        return die();
    const bool canSkip =
        m_decoder.isDone()
        || (m_decoder.isFixed() && !m_owesContinue && m_decoder.remaining() <= m_thread.limits().drainBytes);
    m_keepAlive = m_keepAlive && canSkip && !m_thread.shared().draining;
    if (response.status < 200 || response.status > 599)
        response = problem(ErrorCode::Internal);
    auto writing = std::make_unique<Writing>();
    const std::int64_t length = hasBody(response.status) ? bodyLength(response) : 0;
    writing->head = encodeHead(response, {length, m_isHttp11, m_keepAlive}, m_thread.date());
    writing->length = m_isHead ? 0 : length;
    writing->response = std::move(response);
    m_writing = std::move(writing);
    m_state = State::Writing;
    m_progressAt = m_thread.now();
    checkIn(m_thread.limits().bodyGraceMs);
    write();
}

void HttpConnection::writable() {
    const IoResult result = m_transport.flush();
    if (result.isBlocked())
        return awaitWritable();
    if (!result.isOk())
        return die();
    if (m_state == State::Writing)
        write();
}

void HttpConnection::sent(std::size_t bytes) {
    m_progressAt = m_thread.now();
    m_thread.counters().add(Counters::BytesOut, std::int64_t(bytes));
}

bool HttpConnection::afterSend(const IoResult& result) {
    if (result.isOk()) {
        sent(result.bytes);
        return true;
    }
    if (result.isBlocked())
        awaitWritable();
    else
        die();
    return false;
}

void HttpConnection::write() {
    while (m_state == State::Writing) {
        Writing& writing = *m_writing;
        const bool isHeadDone = writing.headSent == std::size_t(writing.head.size());
        if (isHeadDone && writing.offset == writing.length
            && writing.pieceSent == std::size_t(writing.piece.size())) {
            if (m_transport.wantsWrite())
                return awaitWritable();
            return endResponse();
        }
        bool goesOn = false;
        if (writing.length > 0 && std::holds_alternative<QByteArray>(writing.response.body))
            goesOn = writeBytes();
        else if (!isHeadDone)
            goesOn = writeHead();
        else if (std::holds_alternative<FileBody>(writing.response.body))
            goesOn = writeFile();
        else
            goesOn = writeSource();
        if (!goesOn)
            return;
    }
}

bool HttpConnection::writeHead() {
    Writing& writing = *m_writing;
    const iovec part{const_cast<char*>(writing.head.constData()) + writing.headSent,
                     std::size_t(writing.head.size()) - writing.headSent};
    const bool more = writing.length > 0 && std::holds_alternative<FileBody>(writing.response.body);
    const IoResult result = m_transport.send(std::span(&part, 1), more);
    writing.headSent += result.bytes;
    return afterSend(result);
}

bool HttpConnection::writeBytes() {
    Writing& writing = *m_writing;
    const QByteArray& body = std::get<QByteArray>(writing.response.body);
    iovec parts[2];
    std::size_t count = 0;
    const std::size_t headLeft = std::size_t(writing.head.size()) - writing.headSent;
    if (headLeft > 0)
        parts[count++] = {const_cast<char*>(writing.head.constData()) + writing.headSent, headLeft};
    parts[count++] = {const_cast<char*>(body.constData()) + writing.offset,
                      std::size_t(writing.length - writing.offset)};
    const IoResult result = m_transport.send(std::span(parts, count));
    const std::size_t ofHead = std::min(headLeft, result.bytes);
    writing.headSent += ofHead;
    writing.offset += std::int64_t(result.bytes - ofHead);
    return afterSend(result);
}

bool HttpConnection::writeFile() {
    constexpr std::int64_t burst = 4 * 1024 * 1024;
    Writing& writing = *m_writing;
    const auto& file = std::get<FileBody>(writing.response.body);
    std::int64_t inBurst = 0;
    while (writing.offset < writing.length) {
        if (inBurst >= burst) {
            // One fast reader must not hold the thread.
            m_thread.post([thread = &m_thread, number = m_number, serial = m_serial] {
                auto* connection = thread->find<HttpConnection>(number);
                if (connection && connection->m_serial == serial && !connection->m_waitsToWrite)
                    connection->write();
            });
            return false;
        }
        const std::int64_t size = std::min(writing.length - writing.offset, burst - inBurst);
        const IoResult result =
            m_transport.sendFile(*file.descriptor, file.offset + writing.offset, std::size_t(size));
        if (result.state == IoResult::State::Ended) {
            die(); // the file is shorter than was promised
            return false;
        }
        writing.offset += std::int64_t(result.bytes);
        inBurst += std::int64_t(result.bytes);
        if (!afterSend(result))
            return false;
    }
    return true;
}

bool HttpConnection::writeSource() {
    constexpr std::int64_t pieceSize = 256 * 1024;
    Writing& writing = *m_writing;
    if (writing.pieceSent < std::size_t(writing.piece.size())) {
        const iovec part{const_cast<char*>(writing.piece.constData()) + writing.pieceSent,
                         std::size_t(writing.piece.size()) - writing.pieceSent};
        const IoResult result = m_transport.send(std::span(&part, 1));
        writing.pieceSent += result.bytes;
        return afterSend(result);
    }
    if (writing.sourceBusy)
        return false;
    writing.sourceBusy = true;
    const auto& body = std::get<SourceBody>(writing.response.body);
    const std::shared_ptr<Inbox> inbox = m_thread.inbox();
    const auto task =
        body.source->read(body.offset + writing.offset, std::min(pieceSize, writing.length - writing.offset));
    task.then(inbox.get(), [inbox, thread = &m_thread, number = m_number,
                            serial = m_serial](const Result<QByteArray>& piece) {
        auto* connection = thread->find<HttpConnection>(number);
        if (!connection || connection->m_serial != serial || connection->m_state != State::Writing)
            return;
        Writing& current = *connection->m_writing;
        current.sourceBusy = false;
        if (!piece || piece->isEmpty() || piece->size() > current.length - current.offset)
            return connection->die(); // the length was promised: only a cut tells the peer
        current.piece = *piece;
        current.pieceSent = 0;
        current.offset += piece->size();
        connection->m_progressAt = thread->now();
        connection->write();
    });
    return false;
}

void HttpConnection::endResponse() {
    m_writing.reset();
    leaveGate();
    if (!m_keepAlive)
        return linger();
    if (m_decoder.isDone())
        return nextRequest();
    m_state = State::Skipping;
    m_dropped = 0;
    m_deadline = m_thread.now() + m_thread.limits().drainMs;
    checkIn(m_thread.limits().drainMs);
    skipBody();
}

void HttpConnection::nextRequest() {
    m_state = State::Head;
    const bool hasMore = !m_in.isEmpty();
    const int wait = hasMore ? m_thread.limits().headMs : m_thread.limits().idleMs;
    m_deadline = m_thread.now() + wait;
    checkIn(wait);
    if (hasMore)
        return parse();
    if (m_transport.hasBufferedInput())
        return readHead();
    awaitReadable();
}

/// After an answer that ends the connection: closing at once would let an RST eat it (RFC 9112, 9.6).
void HttpConnection::linger() {
    m_state = State::Linger;
    m_in = QByteArray();
    m_dropped = 0;
    m_transport.shutdownSend();
    m_deadline = m_thread.now() + m_thread.limits().drainMs;
    checkIn(m_thread.limits().drainMs);
    skipBody();
}

void HttpConnection::skipBody() {
    while (m_state == State::Skipping || m_state == State::Linger) {
        if (m_state == State::Skipping) {
            while (!m_in.isEmpty() && !m_decoder.isDone()) {
                const BodyDecoder::Step step =
                    m_decoder.decode({m_in.constData(), std::size_t(m_in.size())}, m_thread.readBuffer());
                m_in.remove(0, qsizetype(step.consumed));
                if (step.failed)
                    return die();
            }
            if (m_decoder.isDone())
                return nextRequest();
        }
        const auto buffer = m_thread.readBuffer().first(64 * 1024);
        const IoResult result = m_transport.read(buffer);
        if (result.isBlocked())
            return awaitReadable();
        m_dropped += std::int64_t(result.bytes);
        if (!result.isOk() || m_dropped > 2LL * m_thread.limits().drainBytes)
            return die();
        if (m_state == State::Skipping)
            m_in = QByteArray(buffer.data(), qsizetype(result.bytes));
    }
}

void HttpConnection::tick() {
    const NetLimits& limits = m_thread.limits();
    const std::int64_t now = m_thread.now();
    switch (m_state) {
    case State::Head:
        if (now < m_deadline)
            return checkIn(m_deadline - now);
        if (m_in.isEmpty())
            return die();
        return refuse({408, ErrorCode::Timeout, {}});
    case State::Body: {
        const std::int64_t elapsed = now - m_bodyStart - m_sinkMs;
        const bool isSlow =
            elapsed >= limits.bodyGraceMs && m_read->received * 1000 < elapsed * limits.bodyBytesPerSecond;
        if (!m_sinkBusy && isSlow) {
            m_keepAlive = false;
            return finishRead(fail(ErrorCode::Timeout));
        }
        return checkIn(elapsed < limits.bodyGraceMs ? limits.bodyGraceMs - elapsed : 1'000);
    }
    case State::Writing:
        if (m_waitsToWrite && now - m_progressAt >= limits.bodyGraceMs)
            return die();
        return checkIn(limits.bodyGraceMs);
    case State::Skipping:
    case State::Linger:
        if (now >= m_deadline)
            return die();
        return checkIn(m_deadline - now);
    default:
        return;
    }
}

void HttpConnection::drain() {
    m_keepAlive = false;
    if (m_state == State::Head && m_in.isEmpty() && m_serial > 0)
        die();
}

void HttpConnection::die() {
    if (m_state == State::Dead)
        return;
    m_state = State::Dead;
    leaveGate();
    m_read.reset();
    m_transport.close();
    m_thread.remove(*this);
}

} // namespace parlor::server
