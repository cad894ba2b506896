#include "server/load/resume.h"

#include "server/load/deliveries.h"
#include "server/load/fleet.h"
#include "server/load/scout.h"
#include "server/load/wire.h"

namespace parlor::load {

namespace {

constexpr int silenceMs = 10'000;
constexpr int underWay = 16;

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
    const double seconds = deliveries.secondsSince(begun);
    TRY_ASSIGN(const Usage after, lease.usage());
    const int cut = fleet.lost();
    fleet.close();
    lease.end();

    const double people = plan.connections;
    QJsonObject report{
        {u"connections"_qs, plan.connections},
        {u"missed"_qs, plan.missed},
        {u"live_s"_qs, fleet.openSeconds()},
        {u"whole_s"_qs, std::max(seconds, fleet.openSeconds())},
        {u"server_cpu_s"_qs, after.cpuSeconds - before.cpuSeconds},
        {u"server_cpu_us_per_client"_qs, (after.cpuSeconds - before.cpuSeconds) / people * 1e6},
        {u"event_log_reads"_qs, after.eventLogReads - before.eventLogReads},
        {u"other_reads_per_client"_qs, (after.otherReads - before.otherReads) / people},
        {u"connections_lost"_qs, cut}};
    deliveries.tellFaults(plan.missed, &report);
    after.tell(&report);
    return report;
}

} // namespace parlor::load
