#pragma once

#include <QList>

#include <cstdint>
#include <functional>

namespace parlor::bench {

/// What some publishers got done in one run.
struct Run {
    double perSecond = 0;
    std::int64_t p50Us = 0;
    std::int64_t p99Us = 0;
};

/// Told when a message is durable, from any thread.
using Done = std::function<void()>;

/// `count` threads with one message in flight each, for `ms`. `publish(publisher, done)` is called by each of
/// them.
Run publishFor(int count, int ms, const std::function<void(int publisher, Done done)>& publish);

} // namespace parlor::bench
