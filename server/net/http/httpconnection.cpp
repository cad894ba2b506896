#include "server/net/http/httpconnection.h"

#include "server/net/http/exchange.h"
#include "server/net/http/refusal.h"
#include "server/net/http/upgrade.h"
#include "server/net/iothread.h"
#include "server/net/websocket/websocketconnection.h"

#include <utility>

namespace parlor::server {

HttpConnection::HttpConnection(IoThread& thread, std::uint64_t number, Transport transport,
                               QByteArray address)
    : SocketConnection(thread, number, std::move(transport)),
      m_address(std::move(address)),
      m_body(thread),
      m_drain(thread),
      m_turn(thread.shared().gate) {}

auto HttpConnection::unlessOver(void (HttpConnection::*goOn)()) {
    return [thread = &m_thread, number = m_number, serial = m_serial, goOn] {
        auto* connection = thread->find<HttpConnection>(number);
        if (connection && connection->m_serial == serial)
            (connection->*goOn)();
    };
}

template<class T>
void HttpConnection::whenHere(const Task<T>& task, void (HttpConnection::*goOn)()) {
    const std::shared_ptr<Inbox> inbox = m_thread.inbox();
    task.then(inbox.get(), [inbox, go = unlessOver(goOn)](const T&) { go(); });
}

void HttpConnection::start(bool refuse) {
    m_refuseAll = refuse;
    expectWithin(m_thread.limits().headMs);
    awaitReadable();
}

void HttpConnection::expectWithin(int ms) {
    m_deadline = m_thread.now() + ms;
    checkIn(ms);
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
    constexpr std::size_t headReadSize = 16 * 1024;
    const auto buffer = m_thread.readBuffer().first(headReadSize);
    const IoResult result = m_transport.read(buffer);
    if (result.isBlocked())
        return awaitReadable();
    if (!result.isOk())
        return die();
    m_thread.counters().add(Counters::BytesIn, std::int64_t(result.bytes));
    if (m_in.isEmpty() && m_serial > 0)
        expectWithin(m_thread.limits().headMs);
    m_in.append(buffer.data(), qsizetype(result.bytes));
    parse();
}

void HttpConnection::parse() {
    // One empty line before a request is forgiven (RFC 9112, 2.2).
    if (m_in.startsWith("\r\n") && !m_in.startsWith("\r\n\r\n"))
        m_in.remove(0, 2);
    const auto size = m_scanner.scan(m_in, m_thread.limits());
    if (!size)
        return refuse(problem(size.error()), requestIn(m_in));
    if (*size == 0)
        return awaitReadable();
    auto head = parseHead(QByteArrayView(m_in).first(*size), m_thread.limits());
    ++m_serial;
    m_thread.counters().add(Counters::Requests);
    if (!head)
        return refuse(problem(head.error()), requestIn(QByteArrayView(m_in).first(*size)));
    m_in.remove(0, *size);
    if (m_in.isEmpty())
        m_in = QByteArray();
    m_scanner = {};
    dispatch(*head);
}

void HttpConnection::dispatch(RequestHead& head) {
    m_isHead = head.request.method == "HEAD";
    m_isHttp11 = head.isHttp11;
    m_keepAlive = head.keepAlive;
    m_owesContinue = head.expectsContinue && (head.isChunked || head.request.contentLength > 0);
    m_body.expect(head.isChunked                   ? BodyDecoder::chunked()
                  : head.request.contentLength > 0 ? BodyDecoder::fixed(head.request.contentLength)
                                                   : BodyDecoder());
    if (m_refuseAll)
        return refuse(problem(ErrorCode::Busy, 0, 5'000), head.request);
    if (recall(head.request))
        return;
    head.request.peer = m_thread.shared().peers->resolve(m_address, m_transport.isEncrypted(), head.request);
    const NetConfig& config = m_thread.shared().config;
    if (isForSocket(head.request, config))
        return upgrade(head);
    if (!m_turn.begin(head.request, config.publicPath))
        return refuse(problem(ErrorCode::RateLimited, 0, 5'000), head.request);
    m_state = State::Handling;
    auto exchange =
        std::make_shared<Exchange>(std::move(head.request), m_thread, m_thread.inbox(), m_number, m_serial);
    head.request = HttpRequest(); // nothing of it stays shared with the domain thread
    m_thread.upward().push(std::move(exchange));
}

/// Answers by itself what this thread has sent before and may send again.
bool HttpConnection::recall(const HttpRequest& request) {
    if (m_thread.shared().draining)
        return false;
    auto found = m_thread.answers().find(request, m_thread.now());
    if (!found)
        return false;
    m_thread.counters().add(Counters::Recalled);
    m_isRecalling = true;
    begin(framed(*std::move(found), framing(), m_thread.date()));
    m_isRecalling = false;
    return true;
}

void HttpConnection::upgrade(const RequestHead& head) {
    NetShared& shared = m_thread.shared();
    if (auto answer = refusalOfUpgrade(head, shared.config.origins))
        return refuse(*std::move(answer), head.request);
    if (shared.draining)
        return refuse(problem(ErrorCode::Draining, 0, 5'000), head.request);
    const PeerInfo& peer = head.request.peer;
    if (!shared.gate.enter(peer.block))
        return refuse(problem(ErrorCode::RateLimited, 0, 5'000), head.request);
    if (!sendNow(upgradeAnswer(head, m_thread.date()))) {
        shared.gate.leave(peer.block);
        return die();
    }
    m_state = State::Dead;
    auto successor =
        std::make_unique<WebSocketConnection>(m_thread, m_number, std::move(m_transport), peer.block);
    WebSocketConnection& opened = *successor;
    QByteArray early = std::move(m_in);
    m_thread.replace(m_number, std::move(successor));
    opened.start(peer, head.request.header("authorization"), std::move(early));
}

/// A few bytes; a socket that can't take them at once is no use.
bool HttpConnection::sendNow(QByteArrayView bytes) {
    const bool isSent = m_transport.sendWhole(bytes);
    if (isSent)
        sent(std::size_t(bytes.size()));
    return isSent;
}

void HttpConnection::signedIn(std::uint32_t serial) {
    if (serial == m_serial)
        m_turn.signedIn();
}

/// An answer of our own; nothing is trusted of what follows.
void HttpConnection::refuse(HttpResponse response, const HttpRequest& request) {
    m_state = State::Handling;
    m_keepAlive = false;
    respond(m_serial, refusal(std::move(response), request, m_thread.shared().config));
}

void HttpConnection::readBody(std::uint32_t serial, std::shared_ptr<BodyRead> read) {
    if (serial != m_serial || m_state != State::Handling || m_body.isCut())
        return; // the read ends as it is destroyed
    if (!m_turn.enter())
        return read->finish(fail(ErrorCode::RateLimited, {}, 5'000));
    const std::int64_t limit = read->limit;
    m_body.begin(std::move(read));
    m_state = State::Body;
    if (m_body.decoder().remaining() > limit)
        return finishRead(fail(ErrorCode::TooLarge));
    if (std::exchange(m_owesContinue, false) && m_in.isEmpty() && !sendNow("HTTP/1.1 100 Continue\r\n\r\n"))
        return die();
    checkIn(m_thread.limits().bodyGraceMs);
    pumpBody();
}

void HttpConnection::pumpBody() {
    while (m_state == State::Body) {
        switch (m_body.pump(m_transport, m_in)) {
        case BodyTransfer::Pump::Gave:
            whenHere(m_body.taking(), &HttpConnection::pumpBody);
            break; // one is read ahead
        case BodyTransfer::Pump::AwaitsSocket:
            return awaitReadable();
        case BodyTransfer::Pump::AwaitsSink:
            return;
        case BodyTransfer::Pump::Ended:
            m_keepAlive = m_keepAlive && !m_body.isBroken();
            m_state = State::Handling;
            break;
        }
    }
}

void HttpConnection::finishRead(Result<std::int64_t> result) {
    m_state = State::Handling;
    m_body.end(std::move(result));
}

void HttpConnection::respond(std::uint32_t serial, HttpResponse response) {
    if (serial != m_serial || (m_state != State::Handling && m_state != State::Body))
        return;
    if (m_state == State::Body)
        finishRead(fail(ErrorCode::Cancelled));
    if (m_body.isCut())
        return die();
    const BodyDecoder& body = m_body.decoder();
    const bool canSkip = body.isDone() || (!m_owesContinue && m_drain.canDrop(body));
    m_keepAlive = m_keepAlive && canSkip && !m_thread.shared().draining;
    if (response.status < 200 || response.status > 599)
        response = problem(ErrorCode::Internal);
    m_thread.answers().keep(response);
    begin(framed(std::move(response), framing(), m_thread.date()));
}

void HttpConnection::begin(FramedResponse answer) {
    m_writer = std::make_unique<ResponseWriter>(std::move(answer.head), std::move(answer.response),
                                                m_isHead ? 0 : answer.length);
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

void HttpConnection::write() {
    if (m_state != State::Writing)
        return;
    const ResponseWriter::Step step = m_writer->write(m_transport);
    if (const std::size_t bytes = m_writer->takeSent(); bytes > 0)
        sent(bytes);
    switch (step) {
    case ResponseWriter::Step::Done:
        if (m_transport.wantsWrite())
            return awaitWritable();
        return endResponse();
    case ResponseWriter::Step::Blocked:
        return awaitWritable();
    case ResponseWriter::Step::Pause:
        return m_thread.post(unlessOver(&HttpConnection::writeOn));
    case ResponseWriter::Step::NeedsPiece:
        return whenHere(m_writer->piece(), &HttpConnection::pieceCame);
    case ResponseWriter::Step::Waits:
        return;
    case ResponseWriter::Step::Broken:
        return die();
    }
}

void HttpConnection::writeOn() {
    if (!m_waitsToWrite)
        write();
}

void HttpConnection::pieceCame() {
    m_progressAt = m_thread.now();
    if (m_writer->response().repeatable)
        m_thread.answers().keep(m_writer->response(), m_writer->wholePiece());
    write();
}

void HttpConnection::endResponse() {
    m_writer.reset();
    m_turn.leave();
    if (!m_keepAlive)
        return linger();
    if (m_body.decoder().isDone())
        return nextRequest();
    m_state = State::Skipping;
    m_drain.begin();
    expectWithin(m_thread.limits().drainMs);
    skipBody();
}

void HttpConnection::nextRequest() {
    m_state = State::Head;
    const bool hasMore = !m_in.isEmpty();
    expectWithin(hasMore ? m_thread.limits().headMs : m_thread.limits().idleMs);
    const bool hasInput = hasMore || m_transport.hasBufferedInput();
    // Many requests that came at once must not grow the stack, nor hold up the others.
    if (hasInput && m_isRecalling)
        return m_thread.post(unlessOver(&HttpConnection::readOn));
    if (hasMore)
        return parse();
    if (hasInput)
        return readHead();
    awaitReadable();
}

void HttpConnection::readOn() {
    if (m_state != State::Head)
        return;
    if (m_in.isEmpty())
        readHead();
    else
        parse();
}

/// After an answer that ends the connection: closing at once would let an RST eat it (RFC 9112, 9.6).
void HttpConnection::linger() {
    m_state = State::Linger;
    m_in = QByteArray();
    m_drain.begin();
    m_transport.shutdownSend();
    expectWithin(m_thread.limits().drainMs);
    skipBody();
}

void HttpConnection::skipBody() {
    const bool isSkipping = m_state == State::Skipping;
    const BodyDrain::Step step = m_drain.drop(m_transport, m_in, isSkipping ? &m_body.decoder() : nullptr);
    if (step == BodyDrain::Step::Ended)
        return nextRequest();
    if (step == BodyDrain::Step::Broken)
        return die();
    m_deadline = m_drain.deadline(); // who still sends reads the answer only after that
    if (step == BodyDrain::Step::HasMore)
        return m_thread.post(unlessOver(&HttpConnection::skipBody));
    awaitReadable();
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
        return refuse(problem(ErrorCode::Timeout, 408), requestIn(m_in));
    case State::Body:
        if (!m_body.isSlow())
            return checkIn(m_body.nextLook());
        m_keepAlive = false;
        return finishRead(fail(ErrorCode::Timeout));
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
    m_turn.leave();
    m_body.end(fail(ErrorCode::NetworkFailed));
    m_transport.close();
    m_thread.remove(*this);
}

} // namespace parlor::server
