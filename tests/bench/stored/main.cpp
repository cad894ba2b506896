#include "tests/bench/filling/answer.h"
#include "tests/bench/filling/messages.h"
#include "tests/bench/report/figures.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <cstdio>
#include <functional>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::bench;

namespace {

constexpr double pageMs = 1;      ///< wanted of a page of history, median
constexpr double searchMs = 20;   ///< wanted of a search, 95th percentile
constexpr double openingMs = 150; ///< wanted of a whole start

class Stored {
public:
    Stored(Figures& figures, int messages) : m_figures(figures), m_messages(messages) {}

    void measure() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"parlor.db"_qs);
        const SystemClock clock;
        {
            SqliteStore store(path, clock);
            open(store);
            m_place = fillMessages(store, m_messages);
        }
        m_figures.add(named("open"),
                      percentile(timed(9,
                                       [&](int) {
                                           SqliteStore store(path, clock);
                                           open(store);
                                       }),
                                 0.5),
                      u"ms"_qs, openingMs);
        SqliteStore store(path, clock);
        open(store);
        history(store);
        search(store);
        lists(store);
    }

private:
    static void open(SqliteStore& store) {
        if (!store.open())
            qFatal("the store does not open");
    }

    [[nodiscard]] ChannelId channelOf(int i) const {
        return m_place.channels.at((i * 7) % m_place.channels.size());
    }

    [[nodiscard]] int each() const { return m_messages / static_cast<int>(m_place.channels.size()); }

    [[nodiscard]] QString named(const char* work) const {
        return u"%1; %2 messages"_qs.arg(QString::fromLatin1(work)).arg(m_messages);
    }

    static std::vector<double> timed(int times, const std::function<void(int)>& ask) {
        std::vector<double> ms;
        QElapsedTimer timer;
        for (int i = 0; i < times; ++i) {
            timer.start();
            ask(i);
            ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        return ms;
    }

    void median(const char* work, double wanted, int times, const std::function<void(int)>& ask) {
        const std::vector<double> ms = timed(times, ask);
        m_figures.add(named(work), percentile(ms, 0.5), u"ms"_qs, wanted,
                      {{u"p95"_qs, percentile(ms, 0.95)}});
    }

    void slowest(const char* work, double wanted, int times, const std::function<void(int)>& ask) {
        const std::vector<double> ms = timed(times, ask);
        m_figures.add(named(work), percentile(ms, 0.95), u"ms, 95th"_qs, wanted,
                      {{u"median"_qs, percentile(ms, 0.5)}});
    }

    void history(SqliteStore& store) {
        median("history, newest 50", pageMs, 500, [&](int i) {
            answerOf(store.messages().history({.channel = channelOf(i), .before = {}, .after = {}}));
        });
        median("history, 50 somewhere", pageMs, 500, [&](int i) {
            const Serial before(50 + (i * 7'919LL) % each());
            answerOf(store.messages().history({.channel = channelOf(i), .before = before, .after = {}}));
        });
    }

    void search(SqliteStore& store) {
        const auto ask = [&](PersonId reader, QList<ChannelId> inside, QList<SearchTerm> terms) {
            MessageSearch search;
            search.reader = reader;
            search.inside = std::move(inside);
            search.terms = std::move(terms);
            answerOf(store.messages().search(search));
        };
        const auto word = [](int number) { return u"word%1"_qs.arg(number); };
        slowest("search, a rare word", searchMs, 200,
                [&](int i) { ask(m_place.reader, {}, {{word(10'000 + i), false, false}}); });
        slowest("search, a common word", searchMs, 200,
                [&](int i) { ask(m_place.reader, {}, {{word(1 + i % 5), false, false}}); });
        slowest("search, a common word, by one who sees none of them", searchMs, 200,
                [&](int i) { ask(m_place.stranger, {}, {{word(1 + i % 5), false, false}}); });
        slowest("search, three words in a channel", searchMs, 200, [&](int i) {
            ask(m_place.reader, {channelOf(i)},
                {{word(1), false, false}, {word(2), false, false}, {word(100 + i), true, false}});
        });
    }

    void lists(SqliteStore& store) {
        const auto list = [&](int) { answerOf(store.channels().list(m_place.reader, false)); };
        median("50 channels, all unread", 0, 50, list);
        for (const ChannelId channel : std::as_const(m_place.channels))
            answerOf(store.channels().markRead(m_place.reader, channel, Serial(each() - 47)));
        median("50 channels, 50 unread each", 0, 200, list);
    }

    Figures& m_figures;
    const int m_messages;
    Filled m_place;
};

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    if (argc < 3) {
        std::fputs("Usage: bench_stored FILE.json MESSAGES...\n", stderr);
        return 64;
    }
    QLoggingCategory::setFilterRules(u"parlor.*.info=false"_qs);
    Figures figures(u"stored"_qs);
    for (int i = 2; i < argc; ++i)
        Stored(figures, QString::fromLocal8Bit(argv[i]).toInt()).measure();
    return figures.write(QString::fromLocal8Bit(argv[1])) ? 0 : 73;
}
