#include "server/store/channeltable.h"
#include "server/store/messagework.h"
#include "server/store/sqlitestore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <future>

using namespace parlor;
using namespace parlor::server;

namespace {

constexpr int channels = 50;

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
    operation.requestHash = QByteArray(16, 'h');
    return operation;
}

/// Words as often as in a language: few of them make most of the text.
QString sentence(QRandomGenerator& random) {
    QString text;
    for (int i = 0; i < 12; ++i)
        text += u"word%1 "_qs.arg(static_cast<int>(std::pow(20'000.0, random.generateDouble())));
    return text;
}

struct Place {
    PersonId reader, writer;
    PersonId stranger; ///< in one small channel
    QList<ChannelId> channels;
};

Place fill(SqliteStore& store, int messages) {
    Place place;
    NewAccount account;
    account.name = u"writer"_qs;
    place.writer = answerOf(store.accounts().create(account)).person.id;
    account.name = u"reader"_qs;
    place.reader = answerOf(store.accounts().create(account)).person.id;
    for (int i = 0; i < channels; ++i) {
        NewChannel channel;
        channel.name = u"c%1"_qs.arg(i);
        channel.people = {place.reader};
        place.channels.append(answerOf(store.channels().create(operationOf(place.writer), channel)).channel);
    }
    account.name = u"stranger"_qs;
    place.stranger = answerOf(store.accounts().create(account)).person.id;
    NewChannel small;
    small.name = u"small"_qs;
    answerOf(store.channels().create(operationOf(place.stranger), small));
    QRandomGenerator random(7);
    QList<Task<Result<Outcome>>> posts;
    for (int i = 0; i < messages; ++i) {
        Entry entry;
        entry.text = sentence(random);
        posts.append(
            store.messages().post(operationOf(place.writer), place.channels.at(i % channels), entry, {}));
        if (posts.size() == 4'096 || i == messages - 1) {
            for (const auto& post : posts)
                answerOf(post);
            posts.clear();
        }
    }
    return place;
}

class Report {
public:
    void add(const char* work, int messages, const char* wanted, std::vector<double> ms) {
        std::sort(ms.begin(), ms.end());
        const double median = ms.at(ms.size() / 2);
        const double p95 = ms.at(ms.size() * 95 / 100);
        std::printf("%-34s %8d stored   median %7.2f ms   p95 %7.2f ms   %s\n", work, messages, median, p95,
                    wanted);
        std::fflush(stdout);
        m_rows.append(QJsonObject{{u"work"_qs, QString::fromLatin1(work)},
                                  {u"messages"_qs, messages},
                                  {u"value"_qs, median},
                                  {u"p95"_qs, p95},
                                  {u"unit"_qs, u"ms"_qs}});
    }

    [[nodiscard]] QByteArray toJson() const { return QJsonDocument(m_rows).toJson(); }

private:
    QJsonArray m_rows;
};

template<class Fn>
std::vector<double> timed(int times, Fn fn) {
    std::vector<double> ms;
    QElapsedTimer timer;
    for (int i = 0; i < times; ++i) {
        timer.start();
        fn(i);
        ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return ms;
}

void measure(int messages, Report& report) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"parlor.db"_qs);
    const SystemClock clock;
    Place place;
    {
        SqliteStore store(path, clock);
        if (!store.open())
            qFatal("the store does not open");
        place = fill(store, messages);
    }
    report.add("open", messages, "wanted: 150 ms with everything else", timed(9, [&](int) {
                   SqliteStore store(path, clock);
                   if (!store.open())
                       qFatal("the store does not open");
               }));
    SqliteStore store(path, clock);
    if (!store.open())
        qFatal("the store does not open");
    const auto channelOf = [&](int i) { return place.channels.at((i * 7) % channels); };
    const int each = messages / channels;
    report.add("history, newest 50", messages, "wanted: 1 ms", timed(500, [&](int i) {
                   answerOf(store.messages().history({.channel = channelOf(i), .before = {}, .after = {}}));
               }));
    report.add("history, 50 somewhere", messages, "wanted: 1 ms", timed(500, [&](int i) {
                   const Serial before(50 + (i * 7'919LL) % each);
                   answerOf(
                       store.messages().history({.channel = channelOf(i), .before = before, .after = {}}));
               }));
    report.add("search, a rare word", messages, "wanted: p95 20 ms", timed(200, [&](int i) {
                   MessageSearch search;
                   search.reader = place.reader;
                   search.terms = {{u"word%1"_qs.arg(10'000 + i), false, false}};
                   answerOf(store.messages().search(search));
               }));
    report.add("search, a common word", messages, "wanted: p95 20 ms", timed(200, [&](int i) {
                   MessageSearch search;
                   search.reader = place.reader;
                   search.terms = {{u"word%1"_qs.arg(1 + i % 5), false, false}};
                   answerOf(store.messages().search(search));
               }));
    report.add("search, common elsewhere", messages, "wanted: p95 20 ms", timed(50, [&](int i) {
                   MessageSearch search;
                   search.reader = place.stranger;
                   search.terms = {{u"word%1"_qs.arg(1 + i % 5), false, false}};
                   answerOf(store.messages().search(search));
               }));
    report.add("search, three words in a channel", messages, "wanted: p95 20 ms", timed(200, [&](int i) {
                   MessageSearch search;
                   search.reader = place.reader;
                   search.inside = {channelOf(i)};
                   search.terms = {{u"word1"_qs, false, false},
                                   {u"word2"_qs, false, false},
                                   {u"word%1"_qs.arg(100 + i), true, false}};
                   answerOf(store.messages().search(search));
               }));
    report.add("50 channels, all unread", messages, "",
               timed(50, [&](int) { answerOf(store.channels().list(place.reader, false)); }));
    for (int i = 0; i < channels; ++i)
        answerOf(store.channels().markRead(place.reader, place.channels.at(i), Serial(each - 47)));
    report.add("50 channels, 50 unread each", messages, "",
               timed(200, [&](int) { answerOf(store.channels().list(place.reader, false)); }));
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    if (argc < 3) {
        std::fputs("Usage: bench_stored FILE.json MESSAGES...\n", stderr);
        return 64;
    }
    QLoggingCategory::setFilterRules(u"parlor.*.info=false"_qs);
    Report report;
    for (int i = 2; i < argc; ++i)
        measure(QString::fromLocal8Bit(argv[i]).toInt(), report);
    QFile file(QString::fromLocal8Bit(argv[1]));
    if (!file.open(QIODevice::WriteOnly))
        return 73;
    file.write(report.toJson());
    return 0;
}
