#include "server/load/publish.h"

#include "server/load/fleet.h"
#include "server/load/histogram.h"
#include "server/load/wire.h"

namespace parlor::load {

namespace {

constexpr double million = 1e6;
constexpr auto look = std::chrono::milliseconds(5);
constexpr std::int64_t lastAnswerNs = 10'000'000'000;

/// The publishers: an acknowledgement is counted and answered with the next message.
class Publishers final : public Traffic {
public:
    Publishers(int count, std::string channel, int size)
        : m_channel(std::move(channel)), m_size(size), m_sentNs(static_cast<std::size_t>(count)) {}

    void use(Fleet& fleet) { m_fleet = &fleet; }

    void start(std::int64_t untilNs) {
        m_untilNs = untilNs;
        for (std::size_t i = 0; i < m_sentNs.size(); ++i) {
            ++m_open;
            publish(static_cast<int>(i));
        }
    }

    void received(Peer& peer, std::string_view frame, std::int64_t /*nowNs*/) override {
        const bool isAnswer = frame.starts_with(R"({"op":"ok")");
        if (!isAnswer && !frame.starts_with(R"({"op":"err")"))
            return;
        const std::int64_t now = monotonicNs();
        m_latencies.add(now - m_sentNs[static_cast<std::size_t>(peer.index)]);
        ++(isAnswer ? acks : errors);
        lastNs = now;
        if (now < m_untilNs && isAnswer)
            publish(peer.index);
        else
            --m_open;
    }

    [[nodiscard]] int open() const { return m_open; }

    [[nodiscard]] const Histogram& latencies() const { return m_latencies; }

    std::atomic<std::int64_t> acks = 0, errors = 0, lastNs = 0;

private:
    void publish(int index) {
        const std::int64_t number = ++m_number, now = monotonicNs();
        m_sentNs[static_cast<std::size_t>(index)] = now;
        if (!m_fleet->send(index, messageFrame(m_channel, number, number, now, m_size)))
            --m_open;
    }

    const std::string m_channel;
    const int m_size;
    Fleet* m_fleet = nullptr;
    std::vector<std::int64_t> m_sentNs; ///< by publisher, which has one message under way
    std::atomic<std::int64_t> m_number = 0, m_untilNs = 0;
    std::atomic<int> m_open = 0;
    Histogram m_latencies;
};

} // namespace

Result<QJsonObject> runPublish(const PublishPlan& plan) {
    Lease lease;
    TRY(lease.open(plan.data));
    TRY(lease.begin(plan.publishers, false));
    Publishers publishers(plan.publishers, lease.channel(), plan.size);
    Fleet fleet(lease, plan.publishers, publishers);
    publishers.use(fleet);
    TRY(fleet.open());
    TRY_ASSIGN(const Usage before, lease.usage());
    const std::int64_t begun = monotonicNs();
    const std::int64_t until = begun + static_cast<std::int64_t>(plan.seconds * 1e9);
    publishers.start(until);
    while (publishers.open() > 0 && monotonicNs() < until + lastAnswerNs)
        std::this_thread::sleep_for(look);
    TRY_ASSIGN(const Usage after, lease.usage());
    const double seconds =
        static_cast<double>(std::max<std::int64_t>(publishers.lastNs, begun + 1) - begun) / 1e9;
    const int unanswered = publishers.open();
    fleet.close();
    lease.end();

    const auto acks = static_cast<double>(publishers.acks);
    QJsonObject report{{u"publishers"_qs, plan.publishers},
                       {u"seconds"_qs, seconds},
                       {u"acks"_qs, acks},
                       {u"acks_per_s"_qs, acks / seconds},
                       {u"ack_p50_ms"_qs, publishers.latencies().percentileMs(0.5)},
                       {u"ack_p99_ms"_qs, publishers.latencies().percentileMs(0.99)},
                       {u"errors"_qs, qint64(publishers.errors)},
                       {u"unanswered"_qs, unanswered},
                       {u"server_cpu_s_per_million"_qs,
                        acks > 0 ? (after.cpuSeconds - before.cpuSeconds) / acks * million : 0}};
    after.tell(&report);
    return report;
}

} // namespace parlor::load
