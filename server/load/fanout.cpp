#include "server/load/fanout.h"

#include "server/load/deliveries.h"
#include "server/load/fleet.h"
#include "server/load/wire.h"

namespace parlor::load {

namespace {

constexpr int silenceMs = 10'000;
constexpr int publisher = 0;
constexpr double million = 1e6;

/// Sends all of it; answers how many messages went out.
int publish(const FanoutPlan& plan, const std::string& channel, Fleet& fleet, Deliveries& deliveries) {
    int sent = 0;
    while (sent < plan.messages) {
        if (sent - deliveries.completed() >= plan.inFlight) {
            if (!deliveries.waitBeyond(sent - plan.inFlight, silenceMs))
                return sent;
            continue;
        }
        ++sent;
        if (!fleet.send(publisher, messageFrame(channel, sent, sent, monotonicNs(), plan.size)))
            return sent;
    }
    deliveries.waitBeyond(sent - 1, silenceMs);
    return sent;
}

} // namespace

Result<QJsonObject> runFanout(const FanoutPlan& plan) {
    Lease lease;
    TRY(lease.open(plan.data));
    TRY(lease.begin(plan.connections, true));
    Deliveries deliveries(plan.connections, plan.messages);
    Fleet fleet(lease, plan.connections, deliveries);
    TRY_ASSIGN(const Usage empty, lease.usage());
    TRY(fleet.open());
    TRY_ASSIGN(const Usage before, lease.usage());
    const std::int64_t begun = monotonicNs();
    const int sent = publish(plan, lease.channel(), fleet, deliveries);
    const double seconds = deliveries.secondsSince(begun);
    TRY_ASSIGN(const Usage after, lease.usage());
    const int cut = fleet.lost();
    fleet.close();
    lease.end();

    const auto delivered = static_cast<double>(deliveries.delivered());
    const double people = plan.connections;
    QJsonObject report{
        {u"connections"_qs, plan.connections},
        {u"messages"_qs, sent},
        {u"in_flight"_qs, plan.inFlight},
        {u"deliveries"_qs, delivered},
        {u"deliveries_per_s"_qs, delivered / seconds},
        {u"p50_ms"_qs, deliveries.latencies().percentileMs(0.5)},
        {u"p99_ms"_qs, deliveries.latencies().percentileMs(0.99)},
        {u"server_cpu_s_per_million"_qs,
         delivered > 0 ? (after.cpuSeconds - before.cpuSeconds) / delivered * million : 0},
        {u"server_bytes_per_connection"_qs, (before.residentBytes - empty.residentBytes) / people},
        {u"connect_s"_qs, fleet.openSeconds()},
        {u"connect_cpu_s"_qs, before.cpuSeconds - empty.cpuSeconds},
        {u"connections_lost"_qs, cut}};
    deliveries.tellFaults(sent, &report);
    after.tell(&report);
    return report;
}

} // namespace parlor::load
