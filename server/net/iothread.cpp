#include "server/net/iothread.h"

#include "server/net/http/httpconnection.h"
#include "server/net/http/responsehead.h"
#include "server/net/websocket/websocketconnection.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <chrono>

#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::server {

Q_LOGGING_CATEGORY(lcNet, "parlor.net")

namespace {

constexpr int backlog = 4'096;
constexpr int acceptsPerEvent = 64;
constexpr std::size_t spareOutboxes = 64;

template<class Unit>
std::int64_t monotonic() {
    return std::chrono::duration_cast<Unit>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int openSpare() {
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

Error listenError(const ListenAddress& address, const boost::system::error_code& error) {
    return {ErrorCode::NetworkFailed,
            QStringLiteral("listen on %1 port %2: %3")
                .arg(address.host)
                .arg(address.port)
                .arg(QString::fromStdString(error.message())),
            0};
}

boost::system::error_code takeAlone(asio::io_context& context, const Tcp::endpoint& endpoint) {
    boost::system::error_code error;
    TcpAcceptor alone(context);
    const auto check = [&](auto&& step) {
        if (!error)
            step();
    };
    check([&] { alone.open(endpoint.protocol(), error); });
    check([&] { alone.set_option(TcpAcceptor::reuse_address(true), error); });
    if (endpoint.address().is_v6())
        check([&] { alone.set_option(asio::ip::v6_only(true), error); });
    check([&] { alone.bind(endpoint, error); });
    check([&] { alone.listen(1, error); });
    return error;
}

boost::system::error_code claim(asio::io_context& context, const Tcp::endpoint& endpoint) {
    // A child between fork and exec still shares the port of a server that was killed in that moment.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    for (;;) {
        const boost::system::error_code error = takeAlone(context, endpoint);
        if (error != boost::system::errc::address_in_use || std::chrono::steady_clock::now() > deadline)
            return error;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

} // namespace

IoThread::IoThread(std::uint32_t index, NetShared& shared, std::shared_ptr<Upward> upward)
    : m_index(index),
      m_shared(shared),
      m_upward(std::move(upward)),
      m_inbox(std::make_shared<Inbox>([this] { asio::post(m_context, [this] { runJobs(); }); })),
      m_spareDescriptor(openSpare()),
      m_fanOut(shared.config.limits) {}

IoThread::~IoThread() {
    ::close(m_spareDescriptor);
}

Status IoThread::listen(ListenAddress& address) {
    boost::system::error_code error;
    const QString host =
        address.host == QStringLiteral("localhost") ? QStringLiteral("127.0.0.1") : address.host;
    const auto ip = asio::ip::make_address(host.toStdString(), error);
    if (error)
        return fail(ErrorCode::BadRequest,
                    QStringLiteral("%1 is not an address to listen on").arg(address.host));
    const Tcp::endpoint endpoint(ip, address.port);
    TcpAcceptor acceptor(m_context);
    const auto check = [&](auto&& step) {
        if (!error)
            step();
    };
    // SO_REUSEPORT would let a second server of this account share the port unnoticed: ask for it alone
    // first.
    if (m_index == 0 && address.port != 0)
        check([&] { error = claim(m_context, endpoint); });
    const int yes = 1;
    check([&] { acceptor.open(endpoint.protocol(), error); });
    check([&] { acceptor.set_option(TcpAcceptor::reuse_address(true), error); });
    check([&] { ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes); });
    if (ip.is_v6())
        check([&] { acceptor.set_option(asio::ip::v6_only(true), error); });
    check([&] { acceptor.bind(endpoint, error); });
    check([&] { acceptor.listen(backlog, error); });
    check([&] { acceptor.non_blocking(true, error); });
    if (error)
        return std::unexpected(listenError(address, error));
    address.port = acceptor.local_endpoint(error).port();
    m_listeners.push_back({std::move(acceptor), address.tls});
    return {};
}

void IoThread::start() {
    for (std::size_t i = 0; i < m_listeners.size(); ++i)
        awaitAccept(i);
    m_thread = std::thread([this] { run(); });
}

void IoThread::run() {
    ::pthread_setname_np(::pthread_self(), ("io-" + std::to_string(m_index)).c_str());
    const auto work = asio::make_work_guard(m_context);
    m_context.run();
    // What is left dies on its own thread.
    m_graveyard.clear();
    for (Slot& slot : m_slots)
        slot.connection.reset();
    m_listeners.clear();
}

void IoThread::finish() {
    m_inbox->close();
    m_context.stop();
    if (m_thread.joinable())
        m_thread.join();
}

void IoThread::stopListening() {
    m_listeners.clear();
}

void IoThread::runJobs() {
    for (Job& job : m_inbox->takeAll())
        job();
    settle();
}

void IoThread::settle() {
    const std::int64_t nowUs = monotonic<std::chrono::microseconds>();
    if (m_fanOut.run(nowUs) && !m_slicePosted) {
        m_slicePosted = true;
        asio::post(m_context, [this] {
            m_slicePosted = false;
            settle();
        });
    }
    if (const std::int64_t due = m_fanOut.nextDue(); due > 0 && due != m_lingerDue) {
        m_lingerDue = due;
        m_lingerTimer.expires_after(std::chrono::microseconds(std::max<std::int64_t>(0, due - nowUs)));
        m_lingerTimer.async_wait([this](const boost::system::error_code& error) {
            if (error)
                return;
            m_lingerDue = 0;
            settle();
        });
    }
    // A flush may end a connection, and an ending may flush: until nothing is left.
    while (!m_toFlush.empty() || !m_toPart.empty()) {
        for (const std::uint64_t number : std::exchange(m_toFlush, {}))
            if (auto* connection = find<WebSocketConnection>(number))
                connection->flush();
        for (const std::uint64_t number : std::exchange(m_toPart, {})) {
            auto* connection = find<WebSocketConnection>(number);
            if (!connection)
                continue;
            m_fanOut.forget(*connection);
            if (connection->isDead())
                remove(*connection);
        }
    }
    m_graveyard.clear();
}

SocketConnection* IoThread::find(std::uint64_t number) const {
    const auto slot = std::uint32_t(number);
    if (slot >= m_slots.size() || m_slots[slot].generation != number >> 32)
        return nullptr;
    return m_slots[slot].connection.get();
}

void IoThread::replace(std::uint64_t number, std::unique_ptr<SocketConnection> successor) {
    Slot& slot = m_slots[std::uint32_t(number)];
    successor->dueTick = slot.connection->dueTick;
    m_graveyard.push_back(std::exchange(slot.connection, std::move(successor)));
}

void IoThread::remove(SocketConnection& connection) {
    const auto index = std::uint32_t(connection.number());
    Slot& slot = m_slots[index];
    if (slot.connection.get() != &connection)
        return;
    m_graveyard.push_back(std::move(slot.connection));
    ++slot.generation;
    m_freeSlots.push_back(index);
    --m_open;
    m_counters.add(Counters::Connections, -1);
    m_shared.connectionEnded();
}

void IoThread::onReadable(std::uint64_t number) {
    if (SocketConnection* connection = find(number)) {
        connection->readWaitEnded();
        connection->readable();
    }
    settle();
}

void IoThread::onWritable(std::uint64_t number) {
    if (SocketConnection* connection = find(number)) {
        connection->writeWaitEnded();
        connection->writable();
    }
    settle();
}

void IoThread::flushLater(WebSocketConnection& connection) {
    m_toFlush.push_back(connection.number());
}

void IoThread::partLater(WebSocketConnection& connection) {
    m_toPart.push_back(connection.number());
}

std::unique_ptr<Outbox> IoThread::takeOutbox() {
    if (m_spareOutboxes.empty())
        return std::make_unique<Outbox>();
    std::unique_ptr<Outbox> outbox = std::move(m_spareOutboxes.back());
    m_spareOutboxes.pop_back();
    return outbox;
}

void IoThread::giveOutbox(std::unique_ptr<Outbox> outbox) {
    outbox->clear();
    if (m_spareOutboxes.size() < spareOutboxes)
        m_spareOutboxes.push_back(std::move(outbox));
}

std::int64_t IoThread::now() const {
    return monotonic<std::chrono::milliseconds>();
}

const QByteArray& IoThread::date() {
    const std::int64_t ms = QDateTime::currentMSecsSinceEpoch();
    if (ms / 1000 != m_dateSecond) {
        m_dateSecond = ms / 1000;
        m_date = httpDate(ms);
    }
    return m_date;
}

void IoThread::schedule(SocketConnection& connection, std::int64_t ms) {
    const std::uint32_t tick = m_wheel.tickAfter(ms);
    if (connection.dueTick != 0 && std::int32_t(tick - connection.dueTick) >= 0)
        return;
    connection.dueTick = tick;
    m_wheel.add(connection.number(), tick);
    armTick();
}

/// The wheel only turns while there are connections.
void IoThread::armTick() {
    if (m_ticking || m_open == 0)
        return;
    m_ticking = true;
    if (m_wheelAt == 0)
        m_wheelAt = now();
    m_tickTimer.expires_after(std::chrono::milliseconds(TimerWheel::tickMs));
    m_tickTimer.async_wait([this](const boost::system::error_code& error) {
        m_ticking = false;
        if (error)
            return;
        for (const std::int64_t until = now(); m_wheelAt + TimerWheel::tickMs <= until;
             m_wheelAt += TimerWheel::tickMs)
            for (const std::uint64_t number : m_wheel.advance())
                if (SocketConnection* connection = find(number);
                    connection && connection->dueTick == m_wheel.tick()) {
                    connection->dueTick = 0;
                    connection->tick();
                }
        settle();
        if (m_open == 0)
            m_wheelAt = 0;
        armTick();
    });
}

void IoThread::awaitAccept(std::size_t listener) {
    m_listeners[listener].acceptor.async_wait(TcpAcceptor::wait_read,
                                              [this, listener](const boost::system::error_code& error) {
                                                  if (error || listener >= m_listeners.size())
                                                      return;
                                                  acceptSome(listener);
                                                  settle();
                                                  if (listener < m_listeners.size())
                                                      awaitAccept(listener);
                                              });
}

void IoThread::acceptSome(std::size_t listener) {
    TcpAcceptor& acceptor = m_listeners[listener].acceptor;
    for (int i = 0; i < acceptsPerEvent; ++i) {
        Tcp::endpoint peer;
        auto size = socklen_t(peer.capacity());
        const int descriptor =
            ::accept4(acceptor.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE)
                refuseForWantOfDescriptors(acceptor.native_handle());
            else if (errno == EINTR || errno == ECONNABORTED)
                continue;
            return;
        }
        peer.resize(size);
        adopt(descriptor, peer.protocol(), QByteArray::fromStdString(peer.address().to_string()),
              m_listeners[listener].tls);
    }
}

/// Gives up the spare descriptor to tell the peer instead of leaving it in the backlog.
void IoThread::refuseForWantOfDescriptors(int listener) {
    qCWarning(lcNet, "out of file descriptors; refusing connections");
    ::close(m_spareDescriptor);
    const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
        const HttpResponse response = problem(ErrorCode::Busy, 0, 5'000);
        const QByteArray& body = std::get<QByteArray>(response.body);
        const QByteArray bytes = encodeHead(response, {body.size(), true, false}, date()) + body;
        (void)::send(descriptor, bytes.constData(), std::size_t(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::close(descriptor);
    }
    m_spareDescriptor = openSpare();
    m_counters.add(Counters::Refused);
}

void IoThread::adopt(int descriptor, const Tcp& protocol, const QByteArray& address, bool tls) {
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    TcpSocket socket(m_context);
    boost::system::error_code error;
    socket.assign(protocol, descriptor, error);
    if (error) {
        ::close(descriptor);
        return;
    }
    socket.non_blocking(true, error);
    std::unique_ptr<TlsEngine> engine;
    if (tls && m_tls)
        engine = std::make_unique<TlsEngine>(m_tls, m_tlsScratch);
    if (m_freeSlots.empty()) {
        m_freeSlots.push_back(std::uint32_t(m_slots.size()));
        m_slots.emplace_back();
    }
    const std::uint32_t index = m_freeSlots.back();
    m_freeSlots.pop_back();
    Slot& slot = m_slots[index];
    const std::uint64_t number = std::uint64_t(slot.generation) << 32 | index;
    auto connection = std::make_unique<HttpConnection>(
        *this, number, Transport(std::move(socket), std::move(engine)), address);
    HttpConnection& opened = *connection;
    slot.connection = std::move(connection);
    ++m_open;
    m_counters.add(Counters::Accepted);
    m_counters.add(Counters::Connections);
    const int open = m_shared.open.fetch_add(1) + 1;
    opened.start(open > m_shared.maxConnections);
}

} // namespace parlor::server
