// How long the lists of a library take with a million photos (or as many as are said): median and 99th of a
// hundred, from the question to the bytes of the answer, beside the figure that it has to keep.
#include "server/domain/photos/photoquery.h"
#include "server/store/albumstoresqlite.h"
#include "server/store/photolibrarysqlite.h"
#include "server/store/photostoresqlite.h"
#include "server/store/placementstoresqlite.h"
#include "server/store/sqlfile.h"
#include "server/store/sqlitestore.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/photoindex.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <future>

using namespace parlor;
using namespace parlor::server;

namespace {

constexpr int rounds = 100;

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

qsizetype bytesOf(const QList<StoredPhoto>& photos) {
    qsizetype size = 0;
    for (const StoredPhoto& photo : photos)
        size += codec::toBytes(photo.photo).size();
    return size;
}

QJsonArray report;

bool measure(const char* what, double limitMs, const std::function<qsizetype()>& ask) {
    std::vector<double> times;
    qsizetype bytes = 0;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        bytes = ask();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(times);
    const double median = times.at(rounds / 2);
    const bool good = limitMs <= 0 || median <= limitMs;
    std::printf("%-44s %8.2f ms  %8.2f ms  %9lld B  %s\n", what, median, times.at(rounds - 2),
                static_cast<long long>(bytes),
                limitMs > 0 ? qPrintable(QStringLiteral("%1 (%2)").arg(limitMs).arg(good ? u"ok" : u"MISSED"))
                            : "");
    std::fflush(stdout);
    report.append(QJsonObject{{QStringLiteral("work"), QString::fromLatin1(what)},
                              {QStringLiteral("value"), median},
                              {QStringLiteral("p99"), times.at(rounds - 2)},
                              {QStringLiteral("limit"), limitMs},
                              {QStringLiteral("unit"), QStringLiteral("ms")}});
    return good;
}

void fill(const QString& path, PersonId owner, qint64 photos) {
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("fill"));
    database.setDatabaseName(path);
    if (!database.open())
        qFatal("%s", qPrintable(database.lastError().text()));
    QFile file(QStringLiteral(PARLOR_SOURCE_DIR "/tests/bench/library/fill.sql"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("fill.sql can not be read");
    QSqlQuery query(database);
    query.exec(QStringLiteral("PRAGMA synchronous=OFF"));
    query.exec(QStringLiteral("BEGIN"));
    for (QString statement : splitScript(QString::fromUtf8(file.readAll()))) {
        statement.replace(QStringLiteral(":photos"), QString::number(photos));
        statement.replace(QStringLiteral(":owner"), owner.toString());
        if (!query.exec(statement))
            qFatal("%s: %s", qPrintable(statement), qPrintable(query.lastError().text()));
    }
    query.exec(QStringLiteral("COMMIT"));
}

} // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const qint64 photos = argc > 1 ? QByteArray(argv[1]).toLongLong() : 1'000'000;
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("parlor.db"));
    const SystemClock clock;
    PersonId owner;
    {
        SqliteStore store(path, clock);
        if (!store.open())
            qFatal("the store can not be opened");
        NewAccount account;
        account.name = QStringLiteral("anna");
        owner = answerOf(store.accounts().create(account)).person.id;
    }
    QElapsedTimer timer;
    timer.start();
    fill(path, owner, photos);
    std::printf("%lld photos written in %.1f s, %.0f MB\n", static_cast<long long>(photos),
                static_cast<double>(timer.elapsed()) / 1e3, static_cast<double>(QFile(path).size()) / 1e6);

    SqliteStore store(path, clock);
    if (!store.open())
        qFatal("the store can not be opened");
    SqlitePhotoStore rows(store.writer(), store.readers());
    SqliteLibraryStore lists(store.writer(), store.readers());
    SqliteAlbumStore albums(store.writer(), store.readers());
    SqlitePlacementStore places(store.writer(), store.readers());
    std::printf("%-44s %11s  %11s  %11s  %s\n", "", "median", "99th", "answer", "figure (ms)");
    const std::int64_t middle = 1'355'000'000'000;
    const auto page = [&](auto change) {
        LibraryQuery query;
        query.owner = owner;
        change(query);
        return bytesOf(answerOf(rows.page(query)).photos);
    };
    const auto search = [&](const char* text) {
        PhotoSearch wanted = parsePhotoQuery(QString::fromUtf8(text));
        wanted.owner = owner;
        return bytesOf(answerOf(lists.search(wanted)).photos);
    };
    const PhotoId middleOfAlbum(1'000'003 + photos / 20 * 10); // every tenth is in it
    bool good = true;
    good &= measure("page of 10, newest", 2, [&] { return page([](LibraryQuery&) {}); });
    good &= measure("page of 10, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) { q.before = LibraryPlace{middle, PhotoId(1)}; });
    });
    good &= measure("page of 10 of the trash", 2,
                    [&] { return page([](LibraryQuery& q) { q.shelf = Shelf::Trash; }); });
    good &= measure("page of 10 favourites, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) {
            q.favourites = true;
            q.before = LibraryPlace{middle, PhotoId(1)};
        });
    });
    good &= measure("page of 10 of a tag, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) {
            q.tag = QStringLiteral("trip");
            q.before = LibraryPlace{middle, PhotoId(1)};
        });
    });
    good &= measure("page of 10 of an album of a tenth of all", 2, [&] {
        return bytesOf(answerOf(albums.photos({owner, AlbumId(77), middleOfAlbum, 10})).photos);
    });
    good &= measure("month counts", 5,
                    [&] { return static_cast<qsizetype>(answerOf(rows.months(owner)).size()) * 30; });
    const LocalSpan month{middle, middle + 30LL * 86'400'000};
    good &= measure("a month of the light index", 10, [&] {
        PhotoIndexPage index;
        index.epoch = QStringLiteral("0123456789abcdef");
        index.photos = answerOf(lists.index(owner, month, 100'000));
        return encodePhotoIndex(index).size();
    });
    good &= measure("delta of the index, nothing new", 2, [&] {
        return encodePhotoIndex(answerOf(rows.changedSince(owner, photos, 12'500))).size();
    });
    measure("12 500 rows of the whole index", 0, [&] {
        PhotoIndexPage index = answerOf(rows.changedSince(owner, photos / 2, 12'500));
        index.epoch = QStringLiteral("0123456789abcdef");
        return encodePhotoIndex(index).size();
    });
    measure("search: a word that all have", 0, [&] { return search("canon"); });
    measure("search: a word that a few have", 0, [&] { return search("\"holiday 500\""); });
    measure("search: one photo", 0, [&] { return search("img 000777"); });
    measure("search: videos only", 0, [&] { return search("is:video"); });
    measure("search: pictures only", 0, [&] { return search("canon is:photo"); });
    measure("2 000 originals looked at for the cold directory", 0, [&] {
        return static_cast<qsizetype>(
            answerOf(places.unopened(PhotoId(1'000'000 + photos / 2), middle)).originals.size());
    });
    measure("20 groups", 0, [&] {
        return static_cast<qsizetype>(
            answerOf(lists.groups(owner, GroupKind::Similar, {}, 20)).groups.size());
    });
    measure("memories: a day in 22 years", 0, [&] {
        QList<LocalSpan> spans;
        for (int year = 0; year < 22; ++year)
            spans.append({middle - year * 31'557'600'000LL, middle - year * 31'557'600'000LL + 86'400'000});
        qsizetype bytes = 0;
        for (const LibraryPage& found : answerOf(lists.spans(owner, spans, 20)))
            bytes += bytesOf(found.photos);
        return bytes;
    });
    measure("an edit, durable", 0, [&] {
        static bool favourite = false;
        PhotoEdit edit;
        edit.favourite = favourite = !favourite;
        return codec::toBytes(answerOf(rows.edit(owner, PhotoId(1'000'000 + photos / 2 + 1), edit)).photo)
            .size();
    });
    if (argc > 2) {
        QFile file(QFile::decodeName(argv[2]));
        if (file.open(QIODevice::WriteOnly))
            file.write(QJsonDocument(report).toJson());
    }
    return good ? 0 : 1;
}
