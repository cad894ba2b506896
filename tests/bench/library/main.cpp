// How long the lists of a library take with a million photos (or as many as are said): median and 99th of a
// hundred, from the question to the bytes of the answer, beside the figure that it has to keep.
#include "server/domain/photos/photoquery.h"
#include "server/store/albumstoresqlite.h"
#include "server/store/photolibrarysqlite.h"
#include "server/store/photostoresqlite.h"
#include "server/store/placementstoresqlite.h"
#include "server/store/sqlitestore.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/photoindex.h"
#include "tests/bench/filling/answer.h"
#include "tests/bench/filling/photos.h"
#include "tests/bench/report/figures.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>
#include <functional>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::bench;

namespace {

constexpr int rounds = 100;

qsizetype bytesOf(const QList<StoredPhoto>& photos) {
    qsizetype size = 0;
    for (const StoredPhoto& photo : photos)
        size += codec::toBytes(photo.photo).size();
    return size;
}

/// The median of some times, from the question to the bytes of the answer; `wanted`: ms.
void measure(Figures& figures, const char* what, double wanted, const std::function<qsizetype()>& ask) {
    std::vector<double> times;
    qsizetype bytes = 0;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        bytes = ask();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    figures.add(QString::fromLatin1(what), percentile(times, 0.5), QStringLiteral("ms"), wanted,
                {{QStringLiteral("p99"), percentile(times, 0.99)}, {QStringLiteral("bytes"), qint64(bytes)}});
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
    fillPhotos(path, owner, photos);
    std::printf("%lld photos written in %.1f s, %.0f MB\n", static_cast<long long>(photos),
                static_cast<double>(timer.elapsed()) / 1e3, static_cast<double>(QFile(path).size()) / 1e6);

    SqliteStore store(path, clock);
    if (!store.open())
        qFatal("the store can not be opened");
    SqlitePhotoStore rows(store.writer(), store.readers());
    SqliteLibraryStore lists(store.writer(), store.readers());
    SqliteAlbumStore albums(store.writer(), store.readers());
    SqlitePlacementStore places(store.writer(), store.readers());
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
    Figures figures(QStringLiteral("library"));
    measure(figures, "page of 10, newest", 2, [&] { return page([](LibraryQuery&) {}); });
    measure(figures, "page of 10, from the middle", 2,
            [&] { return page([&](LibraryQuery& q) { q.before = LibraryPlace{middle, PhotoId(1)}; }); });
    measure(figures, "page of 10 of the trash", 2,
            [&] { return page([](LibraryQuery& q) { q.shelf = Shelf::Trash; }); });
    measure(figures, "page of 10 favourites, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) {
            q.favourites = true;
            q.before = LibraryPlace{middle, PhotoId(1)};
        });
    });
    measure(figures, "page of 10 with four stars or more, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) {
            q.leastRating = 4;
            q.before = LibraryPlace{middle, PhotoId(1)};
        });
    });
    measure(figures, "page of 10 of a tag, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) {
            q.tag = QStringLiteral("trip");
            q.before = LibraryPlace{middle, PhotoId(1)};
        });
    });
    measure(figures, "page of 10 of a town, from the middle", 2, [&] {
        return page([&](LibraryQuery& q) {
            q.locality = LocalityId(700);
            q.before = LibraryPlace{middle, PhotoId(1)};
        });
    });
    for (const LocalityOrder order : {LocalityOrder::Count, LocalityOrder::Name})
        measure(figures,
                order == LocalityOrder::Name ? "100 of 1 500 towns, by name" : "100 of 1 500 towns, by count",
                5, [&] {
                    return static_cast<qsizetype>(
                        answerOf(lists.localities({owner, order, {}, 100})).localities.size());
                });
    measure(figures, "page of 10 of an album of a tenth of all", 2,
            [&] { return bytesOf(answerOf(albums.photos({owner, AlbumId(77), middleOfAlbum, 10})).photos); });
    measure(figures, "month counts", 5,
            [&] { return static_cast<qsizetype>(answerOf(rows.months(owner)).size()) * 30; });
    const LocalSpan month{middle, middle + 30LL * 86'400'000};
    measure(figures, "a month of the light index", 10, [&] {
        PhotoIndexPage index;
        index.epoch = QStringLiteral("0123456789abcdef");
        index.photos = answerOf(lists.index(owner, month, {}, 100'000));
        return encodePhotoIndex(index).size();
    });
    measure(figures, "delta of the index, nothing new", 2,
            [&] { return encodePhotoIndex(answerOf(rows.changedSince(owner, photos, 12'500))).size(); });
    measure(figures, "12 500 rows of the whole index", 0, [&] {
        PhotoIndexPage index = answerOf(rows.changedSince(owner, photos / 2, 12'500));
        index.epoch = QStringLiteral("0123456789abcdef");
        return encodePhotoIndex(index).size();
    });
    measure(figures, "search: a word that all have", 0, [&] { return search("canon"); });
    measure(figures, "search: a word that a few have", 0, [&] { return search("\"holiday 500\""); });
    measure(figures, "search: one photo", 0, [&] { return search("img 000777"); });
    measure(figures, "search: videos only", 0, [&] { return search("is:video"); });
    measure(figures, "search: pictures only", 0, [&] { return search("canon is:photo"); });
    measure(figures, "2 000 originals looked at for the cold directory", 0, [&] {
        return static_cast<qsizetype>(
            answerOf(places.unopened(PhotoId(1'000'000 + photos / 2), middle)).originals.size());
    });
    measure(figures, "20 groups", 0, [&] {
        return static_cast<qsizetype>(
            answerOf(lists.groups(owner, GroupKind::Similar, {}, 20)).groups.size());
    });
    measure(figures, "memories: a day in 22 years", 0, [&] {
        QList<LocalSpan> spans;
        for (int year = 0; year < 22; ++year)
            spans.append({middle - year * 31'557'600'000LL, middle - year * 31'557'600'000LL + 86'400'000});
        qsizetype bytes = 0;
        for (const LibraryPage& found : answerOf(lists.spans(owner, spans, 20)))
            bytes += bytesOf(found.photos);
        return bytes;
    });
    measure(figures, "an edit, durable", 0, [&] {
        static bool favourite = false;
        PhotoEdit edit;
        edit.favourite = favourite = !favourite;
        return codec::toBytes(answerOf(rows.edit(owner, PhotoId(1'000'000 + photos / 2 + 1), edit)).photo)
            .size();
    });
    return argc <= 2 || figures.write(QFile::decodeName(argv[2])) ? 0 : 73;
}
