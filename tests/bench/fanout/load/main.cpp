#include "tests/bench/fanout/load/subscribers.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>
#include <sstream>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace parlor::bench;

namespace {

struct Options {
    std::vector<std::uint16_t> ports;
    std::vector<int> pids;
    Dialect dialect = Dialect::Plain;
    int subscribers = 1'000;
    int idle = 0;
    int window = 1;  ///< messages in flight, closed loop
    double rate = 0; ///< messages/s, open loop; 0: closed
    double seconds = 5;
    std::size_t size = 200;
};

template<class T>
std::vector<T> listOf(const char* text) {
    std::vector<T> values;
    std::stringstream in(text);
    for (std::string part; std::getline(in, part, ',');)
        values.push_back(T(std::stoi(part)));
    return values;
}

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const char* value = argv[i + 1];
        if (name == "--ports")
            options.ports = listOf<std::uint16_t>(value);
        else if (name == "--pids")
            options.pids = listOf<int>(value);
        else if (name == "--dialect")
            options.dialect = dialectOf(value);
        else if (name == "--subscribers")
            options.subscribers = std::atoi(value);
        else if (name == "--idle")
            options.idle = std::atoi(value);
        else if (name == "--window")
            options.window = std::atoi(value);
        else if (name == "--rate")
            options.rate = std::atof(value);
        else if (name == "--seconds")
            options.seconds = std::atof(value);
        else if (name == "--size")
            options.size = std::size_t(std::atoi(value));
    }
    if (options.ports.empty()) {
        std::fprintf(stderr,
                     "bench_fanout_load --ports P[,P..] --pids PID[,PID..] [--dialect plain|parlor|nats] "
                     "[--subscribers N]\n"
                     "  [--idle N] [--window W | --rate R] [--seconds S] [--size BYTES]\n");
        std::exit(2);
    }
    return options;
}

/// utime + stime of the servers, seconds.
double cpuSeconds(const std::vector<int>& pids) {
    double ticks = 0;
    for (const int pid : pids) {
        std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
        std::string line;
        std::getline(in, line);
        std::istringstream fields(line.substr(line.rfind(')') + 2));
        std::string field;
        for (int i = 3; i <= 15 && fields >> field; ++i)
            ticks += i >= 14 ? std::stod(field) : 0;
    }
    return ticks / double(::sysconf(_SC_CLK_TCK));
}

double residentKb(const std::vector<int>& pids) {
    double kb = 0;
    for (const int pid : pids) {
        std::ifstream in("/proc/" + std::to_string(pid) + "/status");
        for (std::string line; std::getline(in, line);)
            if (line.starts_with("VmRSS:"))
                kb += std::stod(line.substr(6));
    }
    return kb;
}

/// Forks processes of at most 15,000 connections each; false in none of them returns.
void spread(const Options& options, int count, int first, bool joins, Ledger& ledger, int completed) {
    constexpr int perProcess = 15'000;
    const int processes = std::max(joins ? 2 : 1, (count + perProcess - 1) / perProcess);
    for (int i = 0; i < processes && count > 0; ++i) {
        const int from = int(std::int64_t(count) * i / processes),
                  to = int(std::int64_t(count) * (i + 1) / processes);
        if (::fork() == 0) {
            Subscribers({options.ports, options.dialect, first + from, to - from, options.subscribers, joins},
                        ledger, completed)
                .run();
            ::_exit(0);
        }
    }
}

class Publisher {
public:
    Publisher(const Options& options, Ledger& ledger, int completed)
        : m_options(options), m_ledger(ledger), m_completed(completed) {
        const std::string greeting = greetingFrame(options.dialect);
        for (const std::uint16_t port : options.ports) {
            m_sockets.push_back(connectTo(port, 0));
            send(m_sockets.back(), greeting);
        }
    }

    /// Publishes for so long and waits for what is in flight; returns how many messages were sent.
    std::int64_t run(double seconds) {
        const std::int64_t start = monotonicNs(), end = start + std::int64_t(seconds * 1e9);
        const std::int64_t first = m_number;
        for (std::int64_t now = start; now < end; now = monotonicNs()) {
            if (m_options.rate > 0) {
                const auto due = start + std::int64_t(double(m_number - first) / m_options.rate * 1e9);
                if (now < due) {
                    ::usleep(useconds_t((due - now) / 1'000 + 1));
                    continue;
                }
                publish(due);
            } else if (inFlight() < m_options.window) {
                publish(now);
            } else {
                await(1'000);
            }
        }
        for (int i = 0; i < 100 && inFlight() > 0; ++i)
            await(100);
        return m_number - first;
    }

    [[nodiscard]] std::int64_t inFlight() const { return m_number - m_ledger.completed; }

private:
    void publish(std::int64_t sentNs) {
        const std::string frame = messageFrame(m_options.dialect, ++m_number, sentNs, m_options.size);
        for (const int socket : m_sockets)
            send(socket, frame);
    }

    static void send(int socket, const std::string& frame) {
        if (::send(socket, frame.data(), frame.size(), MSG_NOSIGNAL) != ssize_t(frame.size()))
            std::abort();
    }

    void await(int ms) const {
        pollfd wait{m_completed, POLLIN, 0};
        std::uint64_t count = 0;
        if (::poll(&wait, 1, ms) > 0 && ::read(m_completed, &count, sizeof count) < 0)
            std::abort();
    }

    const Options& m_options;
    Ledger& m_ledger;
    const int m_completed;
    std::vector<int> m_sockets;
    std::int64_t m_number = 0;
};

} // namespace

int main(int argc, char** argv) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    const Options options = parse(argc, argv);
    void* memory = ::mmap(nullptr, sizeof(Ledger), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto& ledger = *static_cast<Ledger*>(memory);
    const int completed = ::eventfd(0, EFD_NONBLOCK);

    const double residentBefore = residentKb(options.pids), cpuBefore = cpuSeconds(options.pids);
    const std::int64_t start = monotonicNs();
    spread(options, options.idle, options.subscribers, false, ledger, completed);
    spread(options, options.subscribers, 0, true, ledger, completed);
    while (ledger.ready < options.subscribers + options.idle)
        ::usleep(1'000);
    const double acceptSeconds = double(monotonicNs() - start) / 1e9;
    ::usleep(300'000); // the last joins take effect
    const double residentAfter = residentKb(options.pids), acceptCpu = cpuSeconds(options.pids) - cpuBefore;

    Publisher publisher(options, ledger, completed);
    publisher.run(0.5); // warm
    const std::int64_t deliveredBefore = ledger.delivered;
    for (auto& bucket : ledger.latencies)
        bucket = 0;
    const double cpuStart = cpuSeconds(options.pids);
    const std::int64_t begun = monotonicNs();
    const std::int64_t messages = publisher.run(options.seconds);
    const double elapsed = double(monotonicNs() - begun) / 1e9;
    const double cpu = cpuSeconds(options.pids) - cpuStart;
    const auto deliveries = double(ledger.delivered - deliveredBefore);
    ledger.ending = true;
    while (::wait(nullptr) > 0) {
    }
    std::printf("{\"messages\":%lld,\"deliveries\":%.0f,\"cpu_s\":%.3f,\"cpu_s_per_million\":%.4f,\"cpu_us_"
                "per_message\":%.1f,"
                "\"deliveries_per_s\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"faults\":%lld,\"failed\":%lld,"
                "\"unfinished\":%lld,"
                "\"accept_s\":%.3f,\"accept_cpu_s\":%.3f,\"rss_kb_per_connection\":%.3f}\n",
                static_cast<long long>(messages), deliveries, cpu, cpu / deliveries * 1e6,
                cpu / double(messages) * 1e6, deliveries / elapsed, ledger.percentileMs(0.5),
                ledger.percentileMs(0.99), static_cast<long long>(ledger.faults),
                static_cast<long long>(ledger.failed), static_cast<long long>(publisher.inFlight()),
                acceptSeconds, acceptCpu,
                (residentAfter - residentBefore) / double(options.subscribers + options.idle));
    return 0;
}
