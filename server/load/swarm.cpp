#include "server/load/swarm.h"

#include "server/load/histogram.h"
#include "server/load/wire.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::load {

namespace {

/// Connections that are not yet live; each has a source address of its own, so that no address has more of
/// them than a server allows before sign-in.
constexpr int openingMost = 128;
constexpr std::uint32_t firstSource = 0x7F010000; // 127.1.0.0
constexpr std::uint32_t sources = 8'192;
constexpr std::size_t bufferSize = 256 * 1024;
constexpr int waitMs = 50;
constexpr int writeMs = 5'000;

sockaddr_in addressOf(std::uint32_t host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(host);
    address.sin_port = htons(port);
    return address;
}

template<class Value>
void setOption(int socket, int level, int name, const Value& value) {
    ::setsockopt(socket, level, name, &value, sizeof value);
}

std::string errnoText() {
    return std::strerror(errno);
}

} // namespace

Swarm::Swarm(Plan plan, Traffic& traffic)
    : m_plan(plan),
      m_traffic(traffic),
      m_poll(::epoll_create1(EPOLL_CLOEXEC)),
      m_peers(static_cast<std::size_t>(plan.count)),
      m_buffer(bufferSize) {
    for (int i = 0; i < plan.count; ++i)
        m_peers[static_cast<std::size_t>(i)].index = plan.first + i;
}

Swarm::~Swarm() {
    stop();
    for (const Peer& peer : m_peers)
        if (peer.socket >= 0)
            ::close(peer.socket);
    ::close(m_poll);
}

void Swarm::start() {
    m_thread = std::thread([this] { run(); });
}

void Swarm::stop() {
    m_stopping = true;
    if (m_thread.joinable())
        m_thread.join();
}

std::string Swarm::firstFault() const {
    const std::scoped_lock lock(m_mutex);
    return m_fault;
}

void Swarm::run() {
    epoll_event events[512];
    while (!m_stopping) {
        openSome();
        const int count = ::epoll_wait(m_poll, events, std::size(events), waitMs);
        m_now = monotonicNs();
        for (int i = 0; i < count; ++i)
            handle(*static_cast<Peer*>(events[i].data.ptr), events[i].events);
    }
}

void Swarm::openSome() {
    while (m_opening < openingMost && m_next < m_plan.count) {
        ++m_opening;
        Peer& peer = m_peers[static_cast<std::size_t>(m_next++)];
        if (!open(peer))
            lose(peer, errnoText());
    }
}

bool Swarm::open(Peer& peer) {
    peer.state = Peer::State::Connecting;
    peer.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (peer.socket < 0)
        return false;
    setOption(peer.socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    setOption(peer.socket, IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(peer.socket, SOL_SOCKET, SO_LINGER, linger{1, 0}); // RST at close: no TIME_WAIT is left
    const sockaddr_in from = addressOf(firstSource + 2 + static_cast<std::uint32_t>(peer.index) % sources, 0);
    const sockaddr_in to = addressOf(INADDR_LOOPBACK, m_plan.port);
    if (::bind(peer.socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0)
        return false;
    if (::connect(peer.socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0
        && errno != EINPROGRESS)
        return false;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT;
    event.data.ptr = &peer;
    return ::epoll_ctl(m_poll, EPOLL_CTL_ADD, peer.socket, &event) == 0;
}

void Swarm::handle(Peer& peer, std::uint32_t events) {
    if (peer.state == Peer::State::Dead)
        return;
    if (peer.state == Peer::State::Connecting) {
        if (events & (EPOLLERR | EPOLLHUP))
            return lose(peer, "the connection was refused");
        if (events & EPOLLOUT)
            connected(peer);
    } else if (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) {
        read(peer);
    }
}

void Swarm::connected(Peer& peer) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &peer;
    ::epoll_ctl(m_poll, EPOLL_CTL_MOD, peer.socket, &event);
    peer.state = Peer::State::Upgrading;
    if (!write(peer, handshake()))
        lose(peer, errnoText());
}

void Swarm::read(Peer& peer) {
    const ssize_t n = ::recv(peer.socket, m_buffer.data(), m_buffer.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0)
        return lose(peer, n == 0 ? "the server hung up" : errnoText());
    std::string_view bytes(m_buffer.data(), static_cast<std::size_t>(n));
    std::string joined;
    if (!peer.in.empty()) {
        joined = std::exchange(peer.in, {});
        joined += bytes;
        bytes = joined;
    }
    const std::size_t used = take(peer, bytes);
    if (used < bytes.size() && peer.state != Peer::State::Dead)
        peer.in = bytes.substr(used);
}

std::size_t Swarm::take(Peer& peer, std::string_view bytes) {
    std::size_t used = 0;
    if (peer.state == Peer::State::Upgrading) {
        used = takeUpgrade(peer, bytes);
        if (peer.state != Peer::State::Greeting)
            return used;
    }
    for (Frame frame = readFrame(bytes.substr(used)); frame.size > 0; frame = readFrame(bytes.substr(used))) {
        used += frame.size;
        takeFrame(peer, frame.opcode, frame.payload);
        if (peer.state == Peer::State::Dead)
            break;
    }
    return used;
}

std::size_t Swarm::takeUpgrade(Peer& peer, std::string_view bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos)
        return 0;
    if (!bytes.starts_with("HTTP/1.1 101")) {
        lose(peer, "the server answered " + std::string(bytes.substr(0, bytes.find('\r'))));
        return bytes.size();
    }
    peer.state = Peer::State::Greeting;
    if (!write(peer, helloFrame(m_plan.tokens->at(static_cast<std::size_t>(peer.index)), m_plan.cursors)))
        lose(peer, errnoText());
    return end + 4;
}

void Swarm::takeFrame(Peer& peer, int opcode, std::string_view payload) {
    constexpr int text = 1, close = 8, ping = 9;
    if (opcode == ping) {
        if (!write(peer, pongFrame(payload)))
            lose(peer, errnoText());
    } else if (opcode == close) {
        lose(peer, "the server closed the connection");
    } else if (opcode == text && peer.state == Peer::State::Live) {
        m_traffic.received(peer, payload, m_now);
    } else if (opcode == text && isWelcomeEnd(payload)) {
        peer.state = Peer::State::Live;
        --m_opening;
        ++m_live;
    } else if (opcode == text && payload.starts_with(R"({"op":"err")")) {
        lose(peer, "hello was refused: " + std::string(payload));
    }
}

void Swarm::lose(Peer& peer, const std::string& why) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_fault.empty())
            m_fault = why;
        if (peer.socket >= 0)
            ::close(std::exchange(peer.socket, -1));
    }
    if (peer.state == Peer::State::Live)
        --m_live;
    else
        --m_opening;
    peer.state = Peer::State::Dead;
    ++m_failed;
}

bool Swarm::write(const Peer& peer, const std::string& bytes) {
    const std::scoped_lock lock(m_mutex);
    std::size_t sent = 0;
    while (peer.socket >= 0 && sent < bytes.size()) {
        const ssize_t n = ::send(peer.socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (n >= 0) {
            sent += static_cast<std::size_t>(n);
            continue;
        }
        pollfd wait{peer.socket, POLLOUT, 0};
        if (errno != EINTR && (errno != EAGAIN || ::poll(&wait, 1, writeMs) <= 0))
            return false;
    }
    return sent == bytes.size();
}

bool Swarm::send(int index, const std::string& frame) {
    return write(m_peers[static_cast<std::size_t>(index - m_plan.first)], frame);
}

} // namespace parlor::load
