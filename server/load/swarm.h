#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace parlor::load {

/// One connection of the generator.
struct Peer {
    enum class State : std::uint8_t { Idle, Connecting, Upgrading, Greeting, Live, Dead };

    int socket = -1;
    int index = 0; ///< among all connections
    State state = State::Idle;
    std::string in; ///< an unfinished frame
};

/// What is done with the connections of all swarms. Called on the swarms' threads.
class Traffic {
public:
    virtual ~Traffic() = default;
    /// A text frame for a connection that is live.
    virtual void received(Peer& peer, std::string_view frame, std::int64_t nowNs) = 0;
};

/// The connections of one thread: opens them from many loopback addresses, signs them in, reads what comes.
class Swarm {
public:
    struct Plan {
        std::uint16_t port = 0;
        int first = 0, count = 0;
        const std::vector<std::string>* tokens = nullptr; ///< by index among all; outlives the swarm
        std::string cursors = {};                         ///< of each hello
    };

    Swarm(Plan plan, Traffic& traffic);
    ~Swarm(); ///< closes everything, with RST
    Swarm(const Swarm&) = delete;
    Swarm& operator=(const Swarm&) = delete;

    void start();
    void stop();

    // Thread-safe.
    /// Every connection is live or has failed.
    [[nodiscard]] bool isReady() const { return m_live + m_failed >= m_plan.count; }

    [[nodiscard]] int live() const { return m_live; }

    [[nodiscard]] int failed() const { return m_failed; }

    /// Why the first one failed; empty while none has.
    [[nodiscard]] std::string firstFault() const;

    /// False when the connection has gone. `index` is among all connections.
    bool send(int index, const std::string& frame);

private:
    void run();
    void openSome();
    bool open(Peer& peer);
    void handle(Peer& peer, std::uint32_t events);
    void connected(Peer& peer);
    void read(Peer& peer);
    std::size_t take(Peer& peer, std::string_view bytes);
    std::size_t takeUpgrade(Peer& peer, std::string_view bytes);
    void takeFrame(Peer& peer, int opcode, std::string_view payload);
    void lose(Peer& peer, const std::string& why);
    bool write(const Peer& peer, const std::string& bytes);

    const Plan m_plan;
    Traffic& m_traffic;
    int m_poll = -1;
    std::vector<Peer> m_peers;
    std::vector<char> m_buffer;
    std::int64_t m_now = 0;
    int m_next = 0;    ///< to open
    int m_opening = 0; ///< under way
    std::atomic<int> m_live = 0, m_failed = 0;
    std::atomic<bool> m_stopping = false;
    mutable std::mutex m_mutex; ///< of the fault and of writes
    std::string m_fault;
    std::thread m_thread;
};

} // namespace parlor::load
