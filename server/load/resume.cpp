#include "server/load/resume.h"

#include "server/load/deliveries.h"
#include "server/load/fleet.h"
#include "server/load/scout.h"
#include "server/load/wire.h"

namespace parlor::load {

namespace {

constexpr int silenceMs = 10'000;
constexpr int underWay = 16;
constexpr double nsPerSecond = 1e9;

/// Publishes what the others will have missed; answers the cursor of somebody who has seen nothing of it.
Result<std::string> publishMissed(const ResumePlan& plan, const Lease& lease) {
    Scout scout;
    Fleet writer(lease, 1, scout);
    TRY(writer.open());
    // One more than what is counted shows where the channel stands.
    writer.send(0, messageFrame(lease.channel(), 1, plan.missed + 1, monotonicNs(), plan.size));
    if (!scout.waitFor(1, silenceMs))
        return fail(ErrorCode::Timeout, u"no event came"_qs);
    const std::int64_t base = scout.serial();
    for (int number = 1; number <= plan.missed; ++number) {
        writer.send(0, messageFrame(lease.channel(), number + 1, number, monotonicNs(), plan.size));
        if (!scout.waitFor(base + number - underWay, silenceMs))
            return fail(ErrorCode::Timeout, u"the events stopped"_qs);
    }
    if (!scout.waitFor(base + plan.missed, silenceMs))
        return fail(ErrorCode::Timeout, u"the last event did not come"_qs);
    return scout.cursors(lease.channel(), base);
}

} // namespace

Result<QJsonObject> runResume(const ResumePlan& plan) {
    Lease lease;
    TRY(lease.open(plan.data));
    TRY(lease.begin(plan.connections, true));
    TRY_ASSIGN(const std::string cursors, publishMissed(plan, lease));
    Deliveries deliveries(plan.connections, plan.missed);
    Fleet fleet(lease, plan.connections, deliveries, cursors);
    TRY_ASSIGN(const Usage before, lease.usage());
    const std::int64_t begun = monotonicNs();
    TRY(fleet.open());
    deliveries.waitBeyond(plan.missed - 1, silenceMs);
    const double seconds =
        static_cast<double>(std::max(deliveries.lastNs(), begun + 1) - begun) / nsPerSecond;
    TRY_ASSIGN(const Usage after, lease.usage());
    const int cut = fleet.lost();
    fleet.close();
    lease.end();

    const auto delivered = static_cast<double>(deliveries.delivered());
    const double people = plan.connections;
    return QJsonObject{
        {u"connections"_qs, plan.connections},
        {u"missed"_qs, plan.missed},
        {u"live_s"_qs, fleet.openSeconds()},
        {u"whole_s"_qs, std::max(seconds, fleet.openSeconds())},
        {u"lost"_qs, people * plan.missed - delivered},
        {u"doubled"_qs, qint64(deliveries.doubled())},
        {u"out_of_order"_qs, qint64(deliveries.outOfOrder())},
        {u"server_cpu_s"_qs, after.cpuSeconds - before.cpuSeconds},
        {u"server_cpu_us_per_client"_qs, (after.cpuSeconds - before.cpuSeconds) / people * 1e6},
        {u"event_log_reads"_qs, after.eventLogReads - before.eventLogReads},
        {u"other_reads_per_client"_qs, (after.otherReads - before.otherReads) / people},
        {u"server_pid"_qs, after.pid},
        {u"server_rss_bytes"_qs, after.residentBytes},
        {u"connections_lost"_qs, cut}};
}

} // namespace parlor::load
