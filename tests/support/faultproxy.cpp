#include "tests/support/faultproxy.h"

#include <QList>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::test {

namespace {

constexpr int heldPolls = 2;  ///< a frame that is held passes after so many quiet polls …
constexpr int heldFrames = 2; ///< … or behind so many others
constexpr int pollMs = 15;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// One way through the proxy.
struct Pipe {
    QByteArray in;  ///< read, not yet judged
    QByteArray out; ///< to be written
    QByteArray held;
    int heldFor = 0;   ///< frames that have passed it
    int heldPolls = 0; ///< polls since
    int swallow = 0;   ///< whole messages that nobody expects
};

struct Pair {
    int client = -1, server = -1;
    Pipe up, down;
    bool isSocket = false;   ///< the request asks for a WebSocket
    bool isUpgraded = false; ///< both heads have passed
    bool isPlain = false;
    bool isSync = false; ///< it makes calls of POST /v1/sync
    bool isDead = false;
};

/// The first whole HTTP message's size; 0: incomplete. Sets where the body begins.
qsizetype messageSize(const QByteArray& bytes, qsizetype* head) {
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return 0;
    *head = end + 4;
    qsizetype size = 0;
    for (const QByteArray& line : bytes.first(end).toLower().split('\n'))
        if (line.startsWith("content-length:"))
            size = line.mid(15).trimmed().toLongLong();
    return bytes.size() < *head + size ? 0 : *head + size;
}

/// The first whole frame's size; 0: incomplete. Sets where the payload begins and how long it is.
qsizetype frameSize(const QByteArray& bytes, qsizetype* head, qsizetype* size) {
    if (bytes.size() < 2)
        return 0;
    const bool masked = (bytes.at(1) & 0x80) != 0;
    *size = bytes.at(1) & 0x7f;
    *head = 2;
    if (*size >= 126) {
        const qsizetype extra = *size == 126 ? 2 : 8;
        if (bytes.size() < 2 + extra)
            return 0;
        *size = 0;
        for (qsizetype i = 0; i < extra; ++i)
            *size = *size << 8 | static_cast<std::uint8_t>(bytes.at(2 + i));
        *head += extra;
    }
    *head += masked ? 4 : 0;
    return bytes.size() < *head + *size ? 0 : *head + *size;
}

QByteArray payloadOf(const QByteArray& frame, qsizetype head, qsizetype size) {
    QByteArray payload = frame.mid(head, size);
    if ((frame.at(1) & 0x80) != 0)
        for (qsizetype i = 0; i < size; ++i)
            payload[i] = static_cast<char>(payload.at(i) ^ frame.at(head - 4 + (i & 3)));
    return payload;
}

} // namespace

class FaultProxy::Loop {
public:
    explicit Loop(std::uint16_t target) : m_target(target) {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_in address = loopback(0);
        if (m_listener < 0 || ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0
            || ::listen(m_listener, 256) != 0)
            qFatal("the proxy can not listen");
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
        m_thread = std::thread([this] { run(); });
    }

    ~Loop() {
        m_stop = true;
        m_thread.join();
        for (Pair& pair : m_pairs)
            cut(pair);
        ::close(m_listener);
    }

    std::uint16_t port = 0;
    std::atomic<int> faults = 0, sockets = 0;
    std::atomic<bool> cutAll = false;

    void setJudge(Judge judge) {
        const std::scoped_lock lock(m_mutex);
        m_judge = std::move(judge);
    }

private:
    void run() {
        std::vector<pollfd> waits;
        while (!m_stop) {
            waits.assign(1, {m_listener, POLLIN, 0});
            for (const Pair& pair : m_pairs) {
                const auto events = [](const Pipe& towards) {
                    return static_cast<short>(POLLIN | (towards.out.isEmpty() ? 0 : POLLOUT));
                };
                waits.push_back({pair.client, events(pair.down), 0});
                waits.push_back({pair.server, events(pair.up), 0});
            }
            ::poll(waits.data(), waits.size(), pollMs);
            if (cutAll.exchange(false))
                for (Pair& pair : m_pairs)
                    cut(pair);
            for (std::size_t i = 0; i < m_pairs.size(); ++i)
                serve(m_pairs[i], waits[2 * i + 1].revents, waits[2 * i + 2].revents);
            std::erase_if(m_pairs, [](const Pair& pair) { return pair.isDead; });
            if (waits[0].revents & POLLIN)
                accept();
        }
    }

    void accept() {
        Pair pair;
        pair.client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (pair.client < 0)
            return;
        pair.server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (pair.server < 0)
            qFatal("the proxy has no sockets left");
        const sockaddr_in address = loopback(m_target);
        const bool connected =
            ::connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        for (const int socket : {pair.client, pair.server}) {
            const int yes = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            ::fcntl(socket, F_SETFL, O_NONBLOCK);
        }
        if (!connected)
            return cut(pair);
        m_pairs.push_back(std::move(pair));
    }

    static void cut(Pair& pair) {
        if (pair.isDead)
            return;
        const linger now{1, 0};
        for (const int socket : {pair.client, pair.server}) {
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            ::close(socket);
        }
        pair.isDead = true;
    }

    /// False at the end of the stream.
    static bool fill(int socket, QByteArray* in) {
        char bytes[65'536];
        for (;;) {
            const ssize_t n = ::recv(socket, bytes, sizeof bytes, 0);
            if (n < 0 && errno == EAGAIN)
                return true;
            if (n <= 0)
                return false;
            in->append(bytes, n);
        }
    }

    static bool drain(int socket, QByteArray* out) {
        while (!out->isEmpty()) {
            const ssize_t n =
                ::send(socket, out->constData(), static_cast<std::size_t>(out->size()), MSG_NOSIGNAL);
            if (n < 0)
                return errno == EAGAIN;
            out->remove(0, n);
        }
        return true;
    }

    void serve(Pair& pair, short client, short server) {
        if (pair.isDead)
            return;
        bool open = true;
        if (client & (POLLIN | POLLHUP | POLLERR))
            open = fill(pair.client, &pair.up.in);
        if (server & (POLLIN | POLLHUP | POLLERR))
            open = fill(pair.server, &pair.down.in) && open;
        route(pair);
        if (pair.isDead)
            return;
        const bool written = drain(pair.server, &pair.up.out) && drain(pair.client, &pair.down.out);
        if (!open || !written) {
            ::close(pair.client);
            ::close(pair.server);
            pair.isDead = true;
        }
    }

    void route(Pair& pair) {
        if (!pair.isPlain && !pair.isUpgraded && !pair.isSync)
            heads(pair);
        if (pair.isPlain) {
            pair.up.out += std::exchange(pair.up.in, {});
            pair.down.out += std::exchange(pair.down.in, {});
        } else if (pair.isUpgraded) {
            frames(pair, Direction::Up, pair.up);
            if (!pair.isDead)
                frames(pair, Direction::Down, pair.down);
        } else if (pair.isSync) {
            calls(pair, Direction::Up, pair.up);
            if (!pair.isDead)
                calls(pair, Direction::Down, pair.down);
        }
    }

    void heads(Pair& pair) {
        if (!pair.isSocket) {
            const qsizetype end = pair.up.in.indexOf("\r\n\r\n");
            if (end < 0)
                return;
            if (!pair.up.in.first(end).toLower().contains("upgrade: websocket")) {
                pair.isSync = pair.up.in.startsWith("POST /v1/sync ");
                pair.isPlain = !pair.isSync;
                return;
            }
            pair.isSocket = true;
            pair.up.out += pair.up.in.first(end + 4);
            pair.up.in.remove(0, end + 4);
        }
        const qsizetype end = pair.down.in.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        pair.isUpgraded = pair.down.in.startsWith("HTTP/1.1 101");
        pair.isPlain = !pair.isUpgraded;
        if (!pair.isUpgraded)
            return;
        ++sockets;
        pair.down.out += pair.down.in.first(end + 4);
        pair.down.in.remove(0, end + 4);
    }

    void frames(Pair& pair, Direction direction, Pipe& pipe) {
        qsizetype head = 0, size = 0;
        while (const qsizetype whole = frameSize(pipe.in, &head, &size)) {
            const QByteArray frame = pipe.in.first(whole);
            pipe.in.remove(0, whole);
            const bool isText = (frame.at(0) & 0x0f) == 1;
            const Verdict verdict = isText ? judge(direction, payloadOf(frame, head, size)) : Verdict::Pass;
            if (verdict != Verdict::Pass)
                ++faults;
            switch (verdict) {
            case Verdict::Cut:
                return cut(pair);
            case Verdict::Drop:
                continue;
            case Verdict::Later:
                release(pipe);
                pipe.held = frame;
                continue;
            case Verdict::Twice:
                pipe.out += frame;
                [[fallthrough]];
            case Verdict::Pass:
                pipe.out += frame;
                break;
            }
            if (!pipe.held.isEmpty() && ++pipe.heldFor >= heldFrames)
                release(pipe);
        }
        if (!pipe.held.isEmpty() && ++pipe.heldPolls > heldPolls)
            release(pipe);
    }

    void calls(Pair& pair, Direction direction, Pipe& pipe) {
        qsizetype head = 0;
        while (const qsizetype whole = messageSize(pipe.in, &head)) {
            const QByteArray message = pipe.in.first(whole);
            pipe.in.remove(0, whole);
            if (pipe.swallow > 0) {
                --pipe.swallow;
                continue;
            }
            const Verdict verdict = judge(direction, message.mid(head));
            const bool twice = verdict == Verdict::Twice && direction == Direction::Up;
            if (twice || verdict == Verdict::Drop || verdict == Verdict::Cut || verdict == Verdict::Later)
                ++faults;
            if (verdict == Verdict::Drop || verdict == Verdict::Cut)
                return cut(pair);
            if (verdict == Verdict::Later) {
                release(pipe);
                pipe.held = message;
                continue;
            }
            if (twice) {
                pipe.out += message;
                ++pair.down.swallow;
            }
            pipe.out += message;
        }
        if (!pipe.held.isEmpty() && ++pipe.heldPolls > heldPolls)
            release(pipe);
    }

    static void release(Pipe& pipe) {
        pipe.out += std::exchange(pipe.held, {});
        pipe.heldFor = pipe.heldPolls = 0;
    }

    Verdict judge(Direction direction, const QByteArray& text) {
        const std::scoped_lock lock(m_mutex);
        return m_judge ? m_judge(direction, text) : Verdict::Pass;
    }

    const std::uint16_t m_target;
    int m_listener = -1;
    std::vector<Pair> m_pairs;
    std::mutex m_mutex;
    Judge m_judge; ///< guarded by m_mutex
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

FaultProxy::FaultProxy(std::uint16_t target) : m_loop(std::make_unique<Loop>(target)) {}

FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const {
    return m_loop->port;
}

void FaultProxy::setJudge(Judge judge) {
    m_loop->setJudge(std::move(judge));
}

void FaultProxy::cutAll() {
    m_loop->cutAll = true;
}

int FaultProxy::faults() const {
    return m_loop->faults;
}

int FaultProxy::sockets() const {
    return m_loop->sockets;
}

} // namespace parlor::test
