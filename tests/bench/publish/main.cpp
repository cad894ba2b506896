#include "server/store/sqlitestore.h"
#include "tests/bench/publish/loop.h"
#include "tests/bench/publish/publishers.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <future>

using namespace parlor;
using namespace parlor::bench;
using namespace parlor::server;

namespace {

constexpr int publishers = 64;
constexpr int channels = 50;
constexpr int runMs = 700;

class Inline final : public Executor {
public:
    void post(Job job) override { job(); }
};

template<class T>
T answerOf(const Task<Result<T>>& task) {
    Inline executor;
    std::promise<Result<T>> answer;
    task.then(&executor, [&](const Result<T>& result) { answer.set_value(result); });
    const Result<T> result = answer.get_future().get();
    if (!result)
        qFatal("%s", qPrintable(result.error().detail));
    return *result;
}

Operation operationOf(PersonId person) {
    Operation operation;
    operation.person = person;
    operation.clientId = makeClientId();
    operation.requestHash =
        QCryptographicHash::hash(operation.clientId.toLatin1(), QCryptographicHash::Sha256).left(16);
    return operation;
}

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
        return ratios.at(static_cast<std::size_t>(part * static_cast<double>(ratios.size() - 1) + 0.5));
    };
    return {at(0.5), at(0.05), at(0.95)};
}

QJsonObject row(const char* work, const std::vector<Run>& runs) {
    std::vector<double> rates, p50, p99;
    for (const Run& run : runs) {
        rates.push_back(run.perSecond);
        p50.push_back(static_cast<double>(run.p50Us));
        p99.push_back(static_cast<double>(run.p99Us));
    }
    std::printf("%-28s %9.0f/s   p50 %6.2f ms   p99 %6.2f ms\n", work, ratioOf(rates).median,
                ratioOf(p50).median / 1e3, ratioOf(p99).median / 1e3);
    return {{u"work"_qs, QString::fromLatin1(work)},
            {u"value"_qs, ratioOf(rates).median},
            {u"unit"_qs, u"messages/s"_qs},
            {u"p50_ms"_qs, ratioOf(p50).median / 1e3},
            {u"p99_ms"_qs, ratioOf(p99).median / 1e3},
            {u"spread"_qs, QJsonArray{ratioOf(rates).low, ratioOf(rates).high}}};
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
    QJsonObject publish = row("publish through the store", ours);
    const QJsonArray rows{publish, row("bare group-commit loop", loop), row("one commit a message", single)};
    const Ratio loopRatio = ratioOf(toLoop);
    const Ratio singleRatio = ratioOf(toSingle);
    std::printf("ratio to the loop            %.2f (%.2f to %.2f), wanted through the socket: 0.5\n",
                loopRatio.median, loopRatio.low, loopRatio.high);
    std::printf("ratio to one commit each     %.1f (%.1f to %.1f), wanted: 8\n", singleRatio.median,
                singleRatio.low, singleRatio.high);
    publish.insert(u"ratio_to_loop"_qs, loopRatio.median);
    publish.insert(u"ratio_to_loop_interval"_qs, QJsonArray{loopRatio.low, loopRatio.high});
    publish.insert(u"ratio_to_single"_qs, singleRatio.median);
    QFile file(QString::fromLocal8Bit(argv[2]));
    if (!file.open(QIODevice::WriteOnly))
        return 73;
    file.write(QJsonDocument(QJsonArray{publish, rows.at(1), rows.at(2)}).toJson());
    return 0;
}
