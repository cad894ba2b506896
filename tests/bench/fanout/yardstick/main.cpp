// The yardstick, not a product: a bare epoll WebSocket relay. One channel, "SUB" joins, any other text goes
// to every member. No checks, no limits, no bounds: what remains is the kernel's price for moving one frame
// to N sockets.
//
//   bench_fanout_yardstick THREADS    prints its port
//
// Frames that arrive while a pass runs leave together, in one send() for each member.
#include <QByteArray>
#include <QCryptographicHash>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

std::string acceptReply(std::string_view request) {
    constexpr std::string_view name = "Sec-WebSocket-Key: ";
    const std::size_t at = request.find(name) + name.size();
    QByteArray key(request.data() + at, qsizetype(request.find("\r\n", at) - at));
    key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
           "Upgrade\r\nSec-WebSocket-Accept: "
           + QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64().toStdString() + "\r\n\r\n";
}

void appendFrame(std::string& out, std::string_view payload) {
    out += char(0x81);
    if (payload.size() < 126) {
        out += char(payload.size());
    } else {
        out += char(126);
        out += char(payload.size() >> 8);
        out += char(payload.size());
    }
    out += payload;
}

struct Frame {
    int opcode = 0;
    std::string_view payload;
    std::size_t size = 0; ///< 0: incomplete
};

/// A client frame of less than 64 KiB at the beginning of the bytes; unmasked in place.
Frame readFrame(char* bytes, std::size_t size) {
    if (size < 6)
        return {};
    const auto byte = [bytes](int i) { return std::uint8_t(bytes[i]); };
    std::size_t length = byte(1) & 0x7f, header = 2;
    if (length == 126) {
        if (size < 8)
            return {};
        length = std::size_t(byte(2)) << 8 | byte(3);
        header = 4;
    }
    if (size < header + 4 + length)
        return {};
    const char* mask = bytes + header;
    char* payload = bytes + header + 4;
    for (std::size_t i = 0; i < length; ++i)
        payload[i] = char(payload[i] ^ mask[i & 3]);
    return {byte(0) & 0x0f, {payload, length}, header + 4 + length};
}

struct SocketConnection {
    int socket = -1;
    bool isMember = false, isUpgraded = false;
    std::string* in = nullptr;  ///< only while something is incomplete
    std::string* out = nullptr; ///< only while blocked
};

class Loop {
public:
    static inline std::vector<Loop*> all;

    explicit Loop(int listener)
        : m_poll(::epoll_create1(EPOLL_CLOEXEC)), m_wake(::eventfd(0, EFD_NONBLOCK)), m_listener(listener) {
        watch(m_listener, nullptr);
        watch(m_wake, this);
    }

    [[noreturn]] void run() {
        epoll_event events[512];
        for (;;) {
            const int count = ::epoll_wait(m_poll, events, 512, -1);
            for (int i = 0; i < count; ++i)
                handle(events[i]);
            if (!m_pending.empty())
                pass(std::exchange(m_pending, {}));
        }
    }

private:
    void watch(int descriptor, void* data) const {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = data;
        ::epoll_ctl(m_poll, EPOLL_CTL_ADD, descriptor, &event);
    }

    void rearm(SocketConnection& connection) const {
        epoll_event event{};
        event.events = EPOLLIN | (connection.out ? EPOLLOUT : 0U);
        event.data.ptr = &connection;
        ::epoll_ctl(m_poll, EPOLL_CTL_MOD, connection.socket, &event);
    }

    void handle(const epoll_event& event) {
        if (!event.data.ptr)
            return acceptAll();
        if (event.data.ptr == this)
            return takeInbox();
        auto& connection = *static_cast<SocketConnection*>(event.data.ptr);
        if ((event.events & EPOLLOUT) && connection.out)
            flush(connection);
        if (event.events & ~std::uint32_t(EPOLLOUT))
            read(connection);
    }

    void acceptAll() const {
        for (int i = 0; i < 64; ++i) {
            const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (socket < 0)
                return;
            const int yes = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            watch(socket, new SocketConnection{socket});
        }
    }

    void takeInbox() {
        std::uint64_t count = 0;
        std::vector<std::string> frames;
        if (::read(m_wake, &count, sizeof count) != sizeof count)
            return;
        {
            const std::scoped_lock lock(m_mutex);
            frames.swap(m_inbox);
        }
        for (const std::string& frame : frames)
            m_pending += frame;
    }

    void publish(std::string_view payload) {
        std::string frame;
        appendFrame(frame, payload);
        for (Loop* loop : all) {
            if (loop == this) {
                m_pending += frame;
                continue;
            }
            bool wake = false;
            {
                const std::scoped_lock lock(loop->m_mutex);
                wake = loop->m_inbox.empty();
                loop->m_inbox.push_back(frame);
            }
            const std::uint64_t one = 1;
            if (wake && ::write(loop->m_wake, &one, sizeof one) != sizeof one)
                std::perror("eventfd");
        }
    }

    void pass(const std::string& bytes) {
        for (SocketConnection* member : m_members) {
            if (member->out) {
                member->out->append(bytes);
                continue;
            }
            const ssize_t n = ::send(member->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n == ssize_t(bytes.size()))
                continue;
            member->out = new std::string(bytes, n < 0 ? 0 : std::size_t(n));
            rearm(*member);
        }
    }

    void flush(SocketConnection& connection) const {
        const ssize_t n = ::send(connection.socket, connection.out->data(), connection.out->size(),
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0)
            connection.out->erase(0, std::size_t(n));
        if (!connection.out->empty())
            return;
        delete std::exchange(connection.out, nullptr);
        rearm(connection);
    }

    void drop(SocketConnection& connection) {
        if (connection.isMember)
            std::erase(m_members, &connection);
        ::close(connection.socket);
        delete connection.in;
        delete connection.out;
        delete &connection;
    }

    void read(SocketConnection& connection) {
        thread_local char buffer[65536];
        const ssize_t n = ::recv(connection.socket, buffer, sizeof buffer, 0);
        if (n <= 0) {
            if (n == 0 || errno != EAGAIN)
                drop(connection);
            return;
        }
        std::string joined;
        char* bytes = buffer;
        auto size = std::size_t(n);
        if (connection.in) {
            joined.swap(*connection.in);
            delete std::exchange(connection.in, nullptr);
            joined.append(buffer, size);
            bytes = joined.data();
            size = joined.size();
        }
        if (!connection.isUpgraded) {
            const std::size_t end = std::string_view(bytes, size).find("\r\n\r\n");
            if (end == std::string_view::npos) {
                connection.in = new std::string(bytes, size);
                return;
            }
            const std::string reply = acceptReply({bytes, end + 2});
            if (::send(connection.socket, reply.data(), reply.size(), MSG_NOSIGNAL) != ssize_t(reply.size()))
                return drop(connection);
            connection.isUpgraded = true;
            bytes += end + 4;
            size -= end + 4;
        }
        for (Frame frame = readFrame(bytes, size); frame.size; frame = readFrame(bytes, size)) {
            bytes += frame.size;
            size -= frame.size;
            if (frame.opcode == 1)
                receive(connection, frame.payload);
        }
        if (size)
            connection.in = new std::string(bytes, size);
    }

    void receive(SocketConnection& connection, std::string_view payload) {
        if (!payload.starts_with("SUB"))
            return publish(payload);
        if (!std::exchange(connection.isMember, true))
            m_members.push_back(&connection);
    }

    const int m_poll, m_wake, m_listener;
    std::vector<SocketConnection*> m_members;
    std::string m_pending; ///< frames for the next pass
    std::mutex m_mutex;
    std::vector<std::string> m_inbox; ///< from other loops
};

int listenOn(std::uint16_t& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes); // the kernel spreads the clients
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    auto* bound = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener, bound, size) != 0 || ::listen(listener, 4096) != 0
        || ::getsockname(listener, bound, &size) != 0) {
        std::perror("listen");
        std::exit(1);
    }
    port = ntohs(address.sin_port);
    return listener;
}

} // namespace

int main(int argc, char** argv) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    std::uint16_t port = 0;
    const int threads = argc > 1 ? std::atoi(argv[1]) : 1;
    for (int i = 0; i < threads; ++i)
        Loop::all.push_back(new Loop(listenOn(port)));
    std::printf("%d\n", port);
    std::fflush(stdout);
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < Loop::all.size(); ++i)
        others.emplace_back([i] { Loop::all[i]->run(); });
    Loop::all[0]->run();
}
