#include "server/load/fleet.h"

#include "server/load/histogram.h"

#include <algorithm>
#include <chrono>

namespace parlor::load {

namespace {

constexpr int threadsMost = 2;
constexpr int perThread = 500; ///< fewer are not worth a second thread
constexpr std::int64_t stuckNs = 30'000'000'000;
constexpr auto look = std::chrono::milliseconds(1);

} // namespace

Fleet::Fleet(const Lease& lease, int connections, Traffic& traffic, const std::string& cursors)
    : m_connections(connections) {
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    const int threads = std::clamp(connections / perThread, 1, std::min(cores, threadsMost));
    for (int i = 0; i < threads; ++i) {
        const int first = connections * i / threads, end = connections * (i + 1) / threads;
        m_swarms.push_back(std::make_unique<Swarm>(
            Swarm::Plan{lease.port(), first, end - first, &lease.tokens(), cursors}, traffic));
    }
}

Status Fleet::open() {
    const std::int64_t begun = monotonicNs();
    for (const auto& swarm : m_swarms)
        swarm->start();
    int seen = -1;
    std::int64_t progressAt = begun;
    for (;;) {
        int settled = 0;
        bool ready = true;
        for (const auto& swarm : m_swarms) {
            settled += swarm->live() + swarm->failed();
            ready = ready && swarm->isReady();
        }
        if (ready)
            break;
        const std::int64_t now = monotonicNs();
        if (settled != seen) {
            seen = settled;
            progressAt = now;
        } else if (now - progressAt > stuckNs) {
            return fail(
                ErrorCode::Timeout,
                u"%1 of %2 connections are open, and no more come"_qs.arg(settled).arg(m_connections));
        }
        std::this_thread::sleep_for(look);
    }
    m_openSeconds = static_cast<double>(monotonicNs() - begun) / 1e9;
    for (const auto& swarm : m_swarms)
        if (swarm->failed() > 0)
            return fail(ErrorCode::NetworkFailed,
                        u"a connection failed: %1"_qs.arg(QString::fromStdString(swarm->firstFault())));
    return {};
}

bool Fleet::send(int index, const std::string& frame) {
    const auto threads = static_cast<int>(m_swarms.size());
    for (int i = 0; i < threads; ++i)
        if (index < m_connections * (i + 1) / threads)
            return m_swarms[static_cast<std::size_t>(i)]->send(index, frame);
    return false;
}

int Fleet::lost() const {
    int lost = 0;
    for (const auto& swarm : m_swarms)
        lost += swarm->failed();
    return lost;
}

} // namespace parlor::load
