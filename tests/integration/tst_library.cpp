// A library through the programs that people run: found again, put in order, shown to others, thrown away.
#include "tests/support/processes.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class Library : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        server.addSignedIn(u"bo"_qs);
    }

    QString upload(const QString& person, const QString& name, int width) {
        QFile file(server.file(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(test::jpegPhoto({.width = width, .height = 200}));
        file.close();
        const Finished finished =
            server.cli(person, {u"upload"_qs, file.fileName(), u"--json"_qs, u"--wait"_qs}, {}, 180'000);
        return finished.objects().value(0).value(u"id").toString();
    }

    QList<QJsonObject> run(const QString& person, QStringList arguments) {
        const Finished finished = server.cli(person, arguments << u"--json"_qs);
        EXPECT_EQ(finished.exitCode, 0)
            << arguments.join(u' ').toStdString() << finished.errors.toStdString();
        return finished.objects();
    }

    QStringList ids(const QString& person, const QStringList& arguments) {
        QStringList found;
        for (const QJsonObject& photo : run(person, arguments))
            found.append(photo.value(u"id").toString());
        return found;
    }

    bool downloads(const QString& person, const QString& photo) {
        return server
                   .cli(person,
                        {u"download"_qs, photo, u"--variant"_qs, u"thumb"_qs, u"-o"_qs, server.file(u"t"_qs)})
                   .exitCode
               == 0;
    }

    ServerProcess server;
};

TEST_F(Library, IsSearchedAndSorted) {
    const QString one = upload(u"ada"_qs, u"IMG_20190531_120000.jpg"_qs, 300);
    const QString two = upload(u"ada"_qs, u"beach.jpg"_qs, 310);
    run(u"ada"_qs,
        {u"photos"_qs, u"edit"_qs, one, u"--caption"_qs, u"Opera house"_qs, u"--tags"_qs, u"sydney,night"_qs,
         u"--date"_qs, u"2018-06-01T20:15:00"_qs, u"--offset"_qs, u"600"_qs, u"--place"_qs,
         u"-33.85,151.2"_qs, u"--rotate"_qs, u"90"_qs, u"--crop"_qs, u"25,0,50.5,100"_qs});
    run(u"ada"_qs, {u"photos"_qs, u"favourite"_qs, one, two});
    run(u"ada"_qs, {u"photos"_qs, u"unfavourite"_qs, two});
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs}), (QStringList{two, one}));
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--search"_qs, u"opera has:place before:2019"_qs}),
              (QStringList{one}));
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--favourites"_qs}), (QStringList{one}));
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--tag"_qs, u"Sydney"_qs}), (QStringList{one}));
    run(u"ada"_qs, {u"photos"_qs, u"rate"_qs, u"4"_qs, one, two});
    run(u"ada"_qs, {u"photos"_qs, u"edit"_qs, two, u"--rating"_qs, u"2"_qs});
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--rating"_qs, u"3"_qs}), (QStringList{one}));
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--search"_qs, u"rating:1..3"_qs}), (QStringList{two}));
    EXPECT_TRUE(server.cli(u"ada"_qs, {u"photos"_qs, u"--rating"_qs, u"3"_qs}).output.contains("★★★★"));
    EXPECT_NE(server.cli(u"ada"_qs, {u"photos"_qs, u"rate"_qs, u"6"_qs, one}).exitCode, 0);
    const QJsonObject info = run(u"ada"_qs, {u"photos"_qs, u"info"_qs, one}).value(0);
    EXPECT_EQ(info.value(u"offset_min").toInt(), 600);
    EXPECT_EQ(info.value(u"rotation").toInt(), 90);
    EXPECT_EQ(info.value(u"crop").toObject(),
              (QJsonObject{{u"x"_qs, 2'500}, {u"y"_qs, 0}, {u"width"_qs, 5'050}, {u"height"_qs, 10'000}}));
    run(u"ada"_qs, {u"photos"_qs, u"edit"_qs, one, u"--crop"_qs, QString()});
    EXPECT_FALSE(run(u"ada"_qs, {u"photos"_qs, u"info"_qs, one}).value(0).contains(u"crop"));
    EXPECT_EQ(
        server.cli(u"ada"_qs, {u"photos"_qs, u"edit"_qs, one, u"--crop"_qs, u"90,0,20,100"_qs}).exitCode, 64);
    EXPECT_EQ(run(u"ada"_qs, {u"photos"_qs, u"statistics"_qs}).value(0).value(u"photos").toInt(), 2);
    EXPECT_EQ(run(u"ada"_qs, {u"photos"_qs, u"months"_qs}).size(), 2);
    QHash<QString, QString> towns;
    for (const QJsonObject& town : run(u"ada"_qs, {u"photos"_qs, u"localities"_qs}))
        towns.insert(town.value(u"name").toString(), town.value(u"id").toString());
    ASSERT_EQ(towns.size(), 2) << "that of the file, and the one that was said";
    const QString town = towns.value(u"Sydney"_qs);
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--locality"_qs, town}), (QStringList{one}));
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--search"_qs, u"place:australia"_qs}), (QStringList{one}));
    EXPECT_TRUE(run(u"bo"_qs, {u"photos"_qs, u"localities"_qs}).isEmpty());

    run(u"ada"_qs, {u"photos"_qs, u"trash"_qs, one});
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--shelf"_qs, u"trash"_qs}), (QStringList{one}));
    run(u"ada"_qs, {u"photos"_qs, u"restore"_qs, one});
    run(u"ada"_qs, {u"photos"_qs, u"archive"_qs, two});
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs}), (QStringList{one}));
    run(u"ada"_qs, {u"photos"_qs, u"delete"_qs, two});
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs, u"--shelf"_qs, u"archive"_qs}), QStringList());
    EXPECT_NE(server.cli(u"bo"_qs, {u"photos"_qs, u"trash"_qs, one}).exitCode, 0);
}

TEST_F(Library, AlbumsAreShownToPeopleAndChannels) {
    const QString one = upload(u"ada"_qs, u"one.jpg"_qs, 300);
    const QString two = upload(u"ada"_qs, u"two.jpg"_qs, 310);
    const QString album =
        run(u"ada"_qs, {u"albums"_qs, u"create"_qs, u"Sydney"_qs}).value(0).value(u"id").toString();
    run(u"ada"_qs, {u"albums"_qs, u"add"_qs, album, one});
    run(u"ada"_qs, {u"albums"_qs, u"add"_qs, album, two, u"--before"_qs, one});
    EXPECT_EQ(ids(u"ada"_qs, {u"albums"_qs, u"show"_qs, album}), (QStringList{two, one}));
    EXPECT_FALSE(downloads(u"bo"_qs, one));
    run(u"ada"_qs, {u"albums"_qs, u"share"_qs, album, u"--person"_qs, u"bo"_qs, u"--contribute"_qs});
    EXPECT_TRUE(downloads(u"bo"_qs, one));
    const QJsonObject copy = run(u"bo"_qs, {u"photos"_qs, u"copy"_qs, one}).value(0);
    EXPECT_EQ(copy.value(u"id").toString(), ids(u"bo"_qs, {u"photos"_qs}).value(0));
    EXPECT_NE(copy.value(u"id").toString(), one);
    run(u"bo"_qs, {u"photos"_qs, u"delete"_qs, copy.value(u"id").toString()});
    const QString bos = upload(u"bo"_qs, u"bos.jpg"_qs, 320);
    run(u"bo"_qs, {u"albums"_qs, u"add"_qs, album, bos});
    EXPECT_EQ(ids(u"ada"_qs, {u"albums"_qs, u"show"_qs, album}), (QStringList{two, one, bos}));
    EXPECT_EQ(run(u"bo"_qs, {u"albums"_qs, u"list"_qs, u"--shared"_qs}).size(), 1);
    run(u"ada"_qs, {u"albums"_qs, u"unshare"_qs, album, u"--person"_qs, u"bo"_qs});
    EXPECT_FALSE(downloads(u"bo"_qs, one));

    ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Trip"_qs, u"--private"_qs}).exitCode, 0);
    run(u"ada"_qs, {u"albums"_qs, u"share"_qs, album, u"--channel"_qs, u"Trip"_qs});
    EXPECT_FALSE(downloads(u"bo"_qs, one)) << "not in that channel";
    EXPECT_EQ(run(u"ada"_qs, {u"albums"_qs, u"shares"_qs, album}).size(), 1);
    run(u"ada"_qs, {u"albums"_qs, u"delete"_qs, album});
    EXPECT_EQ(ids(u"ada"_qs, {u"photos"_qs}).size(), 2);
}

TEST_F(Library, CopiesAndSeriesAreGrouped) {
    const auto send = [&](const QString& name, const test::PhotoOptions& options) {
        QFile file(server.file(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(test::jpegPhoto(options));
        file.close();
        const Finished finished =
            server.cli(u"ada"_qs, {u"upload"_qs, file.fileName(), u"--json"_qs, u"--wait"_qs}, {}, 180'000);
        return finished.objects().value(0).value(u"id").toString();
    };
    const auto groups = [&](const QString& kind) {
        QList<QSet<QString>> found;
        for (const QJsonObject& group : run(u"ada"_qs, {u"photos"_qs, u"groups"_qs, kind})) {
            QSet<QString> together;
            for (const QJsonValue& photo : group.value(u"photos").toArray())
                together.insert(photo[u"id"].toString());
            found.append(together);
        }
        return found;
    };
    const auto comeTo = [&](const QString& kind, const QList<QSet<QString>>& expected) {
        return test::waitFor([&] { return groups(kind) == expected; }, 60'000);
    };
    const QString one = send(u"one.jpg"_qs, {});
    const QString other = send(u"other.jpg"_qs, {.orientation = 3, .exif = false}); // upside down
    const QString copy =
        send(u"copy.jpg"_qs,
             {.width = 1280, .height = 960, .taken = "2023:01:01 10:00:00", .quality = 60, .seed = 9});
    EXPECT_TRUE(comeTo(u"similar"_qs, {{one, copy}}));
    EXPECT_EQ(groups(u"burst"_qs), QList<QSet<QString>>());

    QSet<QString> series;
    for (int i = 0; i < 3; ++i)
        series.insert(send(u"series %1.jpg"_qs.arg(i),
                           {.taken = "2020:05:05 12:00:0" + QByteArray::number(i), .seed = 20 + i}));
    send(u"later.jpg"_qs, {.taken = "2020:05:05 12:00:30", .seed = 30});
    EXPECT_TRUE(comeTo(u"burst"_qs, {series}));
}

} // namespace parlor
