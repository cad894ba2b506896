#include "server/store/sqlitestore.h"
#include "tests/bench/filling/answer.h"
#include "tests/bench/publish/loop.h"
#include "tests/bench/publish/publishers.h"
#include "tests/bench/report/figures.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace parlor;
using namespace parlor::bench;
using namespace parlor::server;

namespace {

constexpr int publishers = 64;
constexpr int channels = 50;
constexpr int runMs = 700;

Run throughStore(const QString& path) {
    const SystemClock clock;
    SqliteStore store(path, clock);
    std::atomic<std::int64_t> events = 0;
    store.setCommittedSink([&](const QList<CommittedItem>& items) { events += items.size(); });
    if (!store.open())
        qFatal("the store does not open");
    QList<PersonId> people;
    for (int i = 0; i < publishers; ++i) {
        NewAccount account;
        account.name = u"p%1"_qs.arg(i);
        people.append(answerOf(store.accounts().create(account)).person.id);
    }
    QList<ChannelId> places;
    for (int i = 0; i < channels; ++i) {
        NewChannel channel;
        channel.name = u"c%1"_qs.arg(i);
        channel.people = people;
        places.append(answerOf(store.channels().create(operationOf(people.first()), channel)).channel);
    }
    Entry entry;
    entry.text = benchText();
    Inline executor;
    std::atomic<int> number = 0;
    return publishFor(publishers, runMs, [&](int publisher, Done done) {
        store.messages()
            .post(operationOf(people.at(publisher)), places.at(number++ % channels), entry, std::nullopt)
            .then(&executor, [done = std::move(done)](const Result<Outcome>& outcome) {
                if (!outcome)
                    qFatal("%s", qPrintable(outcome.error().detail));
                done();
            });
    });
}

Run throughLoop(const QString& path, std::size_t batchLimit) {
    {
        const SystemClock clock;
        SqliteStore store(path, clock);
        if (!store.open())
            qFatal("the store does not open");
    }
    Loop loop(path, channels, batchLimit);
    return publishFor(publishers, runMs,
                      [&](int publisher, Done done) { loop.publish(publisher, std::move(done)); });
}

struct Ratio {
    double median = 0, low = 0, high = 0; ///< low … high: the 90 % interval
};

Ratio ratioOf(std::vector<double> ratios) {
    std::sort(ratios.begin(), ratios.end());
    const auto at = [&](double part) {
        return ratios.at(
            static_cast<std::size_t>(std::lround(part * static_cast<double>(ratios.size() - 1))));
    };
    return {at(0.5), at(0.05), at(0.95)};
}

void add(Figures& figures, const char* work, const std::vector<Run>& runs, const QJsonObject& ratios = {}) {
    std::vector<double> rates, p50, p99;
    for (const Run& run : runs) {
        rates.push_back(run.perSecond);
        p50.push_back(static_cast<double>(run.p50Us) / 1e3);
        p99.push_back(static_cast<double>(run.p99Us) / 1e3);
    }
    const Ratio rate = ratioOf(rates);
    QJsonObject more{{u"p50_ms"_qs, ratioOf(p50).median},
                     {u"p99_ms"_qs, ratioOf(p99).median},
                     {u"spread"_qs, QJsonArray{rate.low, rate.high}}};
    for (auto it = ratios.begin(); it != ratios.end(); ++it)
        more.insert(it.key(), *it);
    figures.add(QString::fromLatin1(work), rate.median, u"messages/s"_qs, 0, more);
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    if (argc != 3) {
        std::fputs("Usage: bench_publish PAIRS FILE.json\n", stderr);
        return 64;
    }
    QLoggingCategory::setFilterRules(u"parlor.*.info=false"_qs);
    std::vector<Run> ours, loop, single;
    std::vector<double> toLoop, toSingle;
    for (int i = 0; i < QString::fromLocal8Bit(argv[1]).toInt(); ++i) {
        const QTemporaryDir folder;
        ours.push_back(throughStore(folder.filePath(u"ours.db"_qs)));
        loop.push_back(throughLoop(folder.filePath(u"loop.db"_qs), 256));
        single.push_back(throughLoop(folder.filePath(u"single.db"_qs), 1));
        toLoop.push_back(ours.back().perSecond / loop.back().perSecond);
        toSingle.push_back(ours.back().perSecond / single.back().perSecond);
    }
    const Ratio loopRatio = ratioOf(toLoop), singleRatio = ratioOf(toSingle);
    Figures figures(u"publish"_qs);
    add(figures, "publish through the store", ours,
        {{u"ratio_to_loop"_qs, loopRatio.median},
         {u"interval_to_loop"_qs, QJsonArray{loopRatio.low, loopRatio.high}},
         {u"wanted_to_loop"_qs, u">= 0.5 (through the socket)"_qs},
         {u"ratio_to_one_commit_a_message"_qs, singleRatio.median},
         {u"interval_to_one_commit_a_message"_qs, QJsonArray{singleRatio.low, singleRatio.high}},
         {u"wanted_to_one_commit_a_message"_qs, u">= 8"_qs}});
    add(figures, "bare group-commit loop", loop);
    add(figures, "one commit a message", single);
    std::printf("ratio to the loop            %.2f (%.2f to %.2f), wanted through the socket: 0.5\n",
                loopRatio.median, loopRatio.low, loopRatio.high);
    std::printf("ratio to one commit each     %.1f (%.1f to %.1f), wanted: 8\n", singleRatio.median,
                singleRatio.low, singleRatio.high);
    return figures.write(QString::fromLocal8Bit(argv[2])) ? 0 : 73;
}
