#include "client/core/net/backoff.h"

#include <QRandomGenerator>

#include <algorithm>

namespace parlor::client {

namespace {
constexpr std::int64_t firstMs = 500;
constexpr std::int64_t mostMs = 20'000;
constexpr int doublings = 6;
} // namespace

std::int64_t Backoff::ceiling() const {
    if (m_attempts == 0)
        return 0;
    return std::min(mostMs, firstMs << std::min(m_attempts - 1, doublings));
}

std::int64_t Backoff::next() {
    const std::int64_t most = ceiling();
    ++m_attempts;
    return most == 0 ? 0 : QRandomGenerator::global()->bounded(static_cast<int>(most)) + 1;
}

} // namespace parlor::client
