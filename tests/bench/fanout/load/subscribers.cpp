#include "tests/bench/fanout/load/subscribers.h"

#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::bench {

namespace {

constexpr int perSourceAddress = 8'000;

bool sendAll(int socket, const std::string& bytes) {
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == ssize_t(bytes.size());
}

} // namespace

int connectTo(std::uint16_t port, int index) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const linger reset{1, 0}; // RST at close: no TIME_WAIT is left
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    sockaddr_in from{}, to{};
    from.sin_family = to.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + std::uint32_t(index / perSourceAddress));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    char answer[512];
    if (::bind(socket, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0
        && ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 && sendAll(socket, handshake())
        && ::recv(socket, answer, sizeof answer, 0) > 12 && std::memcmp(answer, "HTTP/1.1 101", 12) == 0)
        return socket;
    ::close(socket);
    return -1;
}

Subscribers::Subscribers(Plan plan, Ledger& ledger, int completed)
    : m_plan(std::move(plan)),
      m_ledger(ledger),
      m_completed(completed),
      m_poll(::epoll_create1(EPOLL_CLOEXEC)),
      m_connections(std::size_t(m_plan.count)) {}

bool Subscribers::open(int index) {
    const std::uint16_t port = m_plan.ports[std::size_t(index) % m_plan.ports.size()];
    SocketConnection& connection = m_connections[std::size_t(index - m_plan.first)];
    connection.socket = connectTo(port, index);
    if (connection.socket < 0 || (m_plan.joins && !sendAll(connection.socket, joinFrame(m_plan.dialect)))) {
        ++m_ledger.failed;
        return false;
    }
    ::fcntl(connection.socket, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    ::epoll_ctl(m_poll, EPOLL_CTL_ADD, connection.socket, &event);
    return true;
}

void Subscribers::run() {
    for (int i = 0; i < m_plan.count; ++i) {
        open(m_plan.first + i);
        ++m_ledger.ready;
    }
    epoll_event events[512];
    while (!m_ledger.ending) {
        const int count = ::epoll_wait(m_poll, events, 512, 100);
        m_now = monotonicNs();
        for (int i = 0; i < count; ++i)
            read(*static_cast<SocketConnection*>(events[i].data.ptr));
    }
    for (const SocketConnection& connection : m_connections)
        ::close(connection.socket);
}

void Subscribers::read(SocketConnection& connection) {
    static char buffer[65536];
    const ssize_t n = ::recv(connection.socket, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        ::epoll_ctl(m_poll, EPOLL_CTL_DEL, connection.socket, nullptr);
        ++m_ledger.failed;
        return;
    }
    if (connection.tail.empty())
        return scan(connection, {buffer, std::size_t(n)});
    const std::string joined = std::exchange(connection.tail, {}) + std::string(buffer, std::size_t(n));
    scan(connection, joined);
}

void Subscribers::scan(SocketConnection& connection, std::string_view bytes) {
    std::size_t at = bytes.find(markerStart);
    while (at != std::string_view::npos) {
        if (bytes.size() - at < markerSize) {
            connection.tail = bytes.substr(at);
            return;
        }
        const Marker marker = readMarker(bytes.substr(at, markerSize));
        if (marker.number != 0)
            count(connection, marker);
        at = bytes.find(markerStart, at + (marker.number != 0 ? markerSize : 1));
    }
}

void Subscribers::count(SocketConnection& connection, Marker marker) {
    if (connection.last != 0 && marker.number != connection.last + 1)
        ++m_ledger.faults;
    connection.last = marker.number;
    ++m_ledger.delivered;
    ++m_ledger.latencies[std::size_t(Ledger::bucketOf((m_now - marker.sentNs) / 1'000))];
    auto& deliveries = m_ledger.deliveries[std::size_t(marker.number % Ledger::slots)];
    if (++deliveries < m_plan.all)
        return;
    deliveries = 0;
    ++m_ledger.completed;
    const std::uint64_t one = 1;
    if (::write(m_completed, &one, sizeof one) != sizeof one)
        std::abort();
}

} // namespace parlor::bench
