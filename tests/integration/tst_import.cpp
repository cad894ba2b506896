// Imports and zips through the real programs, which are ended in the middle: nothing is lost, nothing comes
// twice.
#include "tests/support/processes.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class Import : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
    }

    void write(const QString& path, const QByteArray& bytes) {
        const QString whole = server.file(path);
        QDir().mkpath(whole.section(u'/', 0, -2));
        QFile file(whole);
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    static QByteArray picture(int seed, const QByteArray& taken = "2024:07:15 18:30:05") {
        return test::jpegPhoto({.width = 160, .height = 120, .taken = taken, .seed = seed});
    }

    static QByteArray sidecar(const QByteArray& name, qint64 seconds, const QByteArray& caption) {
        return R"({"title":")" + name + R"(","description":")" + caption
               + R"(","photoTakenTime":{"timestamp":")" + QByteArray::number(seconds)
               + R"("},"geoData":{"latitude":0.0,"longitude":0.0}})";
    }

    /// Two parts; 24 photos, of which four stand in an album too.
    void makeTakeout() {
        const QString year = u"Takeout/Google Photos/Photos from 2024/"_qs;
        for (int i = 0; i < 24; ++i) {
            const QString part = i % 2 == 0 ? u"one/"_qs : u"two/"_qs;
            const QString other = i % 3 == 0 ? u"one/"_qs : u"two/"_qs;
            const QByteArray name = "IMG_" + QByteArray::number(i) + ".jpg";
            const QString file = QString::fromLatin1(name);
            write(part + year + file, picture(i));
            write(other + year + file + u".supplemental-metadata.json"_qs,
                  sidecar(name, 1'721'061'005, "number " + QByteArray::number(i))); // 16:30:05 UTC that day
            if (i < 4)
                write(other + u"Takeout/Google Photos/Trip/"_qs + file, picture(i));
        }
        write(u"two/Takeout/Google Photos/Trip/metadata.json"_qs,
              R"({"title":"The trip","description":"sun"})");
        const Finished zipped = test::runProgram(
            u"python3"_qs,
            {u"-c"_qs,
             u"import os, sys, zipfile\nos.chdir(sys.argv[1])\nfor part in ('one', 'two'):\n"
             "    with zipfile.ZipFile(part + '.zip', 'w') as z:\n"
             "        for at, _, names in os.walk(part):\n"
             "            for n in names:\n"
             "                p = os.path.join(at, n); z.write(p, os.path.relpath(p, part))\n"_qs,
             server.file({})});
        ASSERT_EQ(zipped.exitCode, 0) << zipped.errors.constData();
    }

    QList<QJsonObject> cli(const QString& person, QStringList arguments) {
        const Finished finished = server.cli(person, arguments << u"--json"_qs, {}, 120'000);
        EXPECT_EQ(finished.exitCode, 0) << arguments.join(u' ').toStdString() << finished.errors.constData();
        return finished.objects();
    }

    /// Runs the program and kills it when the report has that many lines.
    void killAfter(const QString& program, const QStringList& arguments, const QString& report, int lines) {
        QProcess process;
        test::endWithTest(process);
        process.start(test::programs() + u'/' + program, arguments);
        ASSERT_TRUE(process.waitForStarted(60'000));
        EXPECT_TRUE(test::waitFor(
            [&] {
                QFile file(report);
                return process.state() == QProcess::NotRunning
                       || (file.open(QIODevice::ReadOnly) && file.readAll().count("\"uploaded\"") >= lines);
            },
            60'000));
        process.kill();
        process.waitForFinished(60'000);
    }

    QMap<QString, QJsonObject> library(const QString& person) {
        QMap<QString, QJsonObject> photos;
        for (const QJsonObject& photo : cli(person, {u"photos"_qs, u"--limit"_qs, u"200"_qs}))
            photos.insert(photo.value(u"name").toString(), photo);
        return photos;
    }

    QStringList inAlbum(const QString& person, const QString& title) {
        QStringList names;
        for (const QJsonObject& album : cli(person, {u"albums"_qs, u"list"_qs}))
            if (album.value(u"title").toString() == title)
                for (const QJsonObject& photo :
                     cli(person, {u"albums"_qs, u"show"_qs, album.value(u"id").toString()}))
                    names.append(photo.value(u"name").toString());
        names.sort();
        return names;
    }

    static qint64 counted(const QList<QJsonObject>& lines, const QString& what) {
        return lines.isEmpty() ? -1 : lines.last().value(u"summary").toObject().value(what).toInteger(-1);
    }

    ServerProcess server;
};

TEST_F(Import, ATakeoutIsEndedInTheMiddleAndDoneAgain) {
    makeTakeout();
    const QString report = server.file(u"report"_qs);
    const QStringList parts{server.file(u"one.zip"_qs), server.file(u"two.zip"_qs)};
    for (const int lines : {3, 7})
        killAfter(u"parlor-cli"_qs,
                  QStringList{u"--profile"_qs, server.file(u"ada"_qs), u"import"_qs, u"--report"_qs, report}
                      + parts,
                  report, lines);
    const auto rest = cli(u"ada"_qs, QStringList{u"import"_qs} + parts);
    EXPECT_EQ(counted(rest, u"uploaded"_qs) + counted(rest, u"had"_qs), 28);
    EXPECT_GT(counted(rest, u"had"_qs), 4) << "what came before the end is not sent again";
    EXPECT_EQ(counted(rest, u"refused"_qs), 0);

    const auto photos = library(u"ada"_qs);
    ASSERT_EQ(photos.size(), 24);
    for (int i = 0; i < 24; ++i) {
        const auto found = cli(u"ada"_qs, {u"photos"_qs, u"--search"_qs, u"\"number %1\""_qs.arg(i)});
        EXPECT_EQ(found.value(0).value(u"name").toString(), u"IMG_%1.jpg"_qs.arg(i));
    }
    EXPECT_EQ(inAlbum(u"ada"_qs, u"The trip"_qs),
              (QStringList{u"IMG_0.jpg"_qs, u"IMG_1.jpg"_qs, u"IMG_2.jpg"_qs, u"IMG_3.jpg"_qs}));
    EXPECT_TRUE(QDir(server.file(u"ada"_qs)).entryList({u"unpacked-*"_qs}, QDir::Dirs).isEmpty());

    const auto again = cli(u"ada"_qs, QStringList{u"import"_qs} + parts);
    EXPECT_EQ(counted(again, u"uploaded"_qs), 0);
    EXPECT_EQ(counted(again, u"had"_qs), 28);
    EXPECT_EQ(cli(u"ada"_qs, {u"albums"_qs, u"list"_qs}).size(), 1);
    EXPECT_EQ(server.cli(u"ada"_qs, {u"import"_qs, server.file(u"nowhere"_qs)}).exitCode, 66);
}

TEST_F(Import, AServerThatDiesInTheMiddleGoesOn) {
    makeTakeout();
    const QString report = server.file(u"server.report"_qs);
    const QStringList arguments{u"import"_qs,
                                server.file(u"one"_qs),
                                server.file(u"two.zip"_qs),
                                u"--person"_qs,
                                u"ada"_qs,
                                u"--data"_qs,
                                server.dataDirectory(),
                                u"--json"_qs,
                                u"--report"_qs,
                                report};
    QProcess process;
    test::endWithTest(process);
    process.start(test::programs() + u"/parlord"_qs, arguments);
    EXPECT_TRUE(test::waitFor(
        [&] {
            QFile file(report);
            return process.state() == QProcess::NotRunning
                   || (file.open(QIODevice::ReadOnly) && file.readAll().count("\"uploaded\"") >= 4);
        },
        60'000));
    server.kill();
    process.waitForFinished(60'000);
    server.start();
    const Finished rest = test::runProgram(test::programs() + u"/parlord"_qs, arguments, {}, 120'000);
    ASSERT_EQ(rest.exitCode, 0) << rest.errors.constData();
    const QJsonObject sum = rest.objects().value(0);
    EXPECT_EQ(sum.value(u"uploaded").toInt() + sum.value(u"had").toInt(), 28);
    EXPECT_GE(sum.value(u"had").toInt(), 4);
    EXPECT_EQ(library(u"ada"_qs).size(), 24);
    EXPECT_EQ(cli(u"ada"_qs, {u"photos"_qs, u"--search"_qs, u"number"_qs, u"--limit"_qs, u"200"_qs}).size(),
              24)
        << "each with what its sidecar says";
    EXPECT_EQ(inAlbum(u"ada"_qs, u"The trip"_qs).size(), 4);
}

TEST_F(Import, AnExportGivesTheLibraryBack) {
    write(u"in/Trips/Sydney/a.jpg"_qs, picture(1));
    write(u"in/Trips/b.jpg"_qs, picture(2, ""));
    write(u"in/c.jpg"_qs, picture(3));
    ASSERT_EQ(counted(cli(u"ada"_qs, {u"import"_qs, server.file(u"in"_qs)}), u"uploaded"_qs), 3);
    auto before = library(u"ada"_qs);
    const auto id = [&](const QString& name) { return before.value(name).value(u"id").toString(); };
    cli(u"ada"_qs, {u"photos"_qs, u"edit"_qs, id(u"b.jpg"_qs), u"--caption"_qs, u"The opera"_qs, u"--date"_qs,
                    u"2019-05-31T12:00:00"_qs, u"--offset"_qs, u"600"_qs, u"--crop"_qs, u"10,0,80,62.5"_qs});
    cli(u"ada"_qs, {u"photos"_qs, u"favourite"_qs, id(u"c.jpg"_qs)});
    cli(u"ada"_qs, {u"photos"_qs, u"rate"_qs, u"4"_qs, id(u"a.jpg"_qs)});
    before = library(u"ada"_qs);
    const QString out = server.file(u"out"_qs);
    const QStringList data{u"--data"_qs, server.dataDirectory(), u"--json"_qs};
    ASSERT_EQ(test::runProgram(test::programs() + u"/parlord"_qs,
                               QStringList{u"export"_qs, u"ada"_qs, u"--to"_qs, out} + data)
                  .exitCode,
              0);

    server.addSignedIn(u"bo"_qs);
    const QStringList importing = QStringList{u"import"_qs, out, u"--person"_qs, u"bo"_qs} + data;
    const QString report = server.file(u"server.report"_qs);
    const Finished first = test::runProgram(test::programs() + u"/parlord"_qs,
                                            importing + QStringList{u"--report"_qs, report}, {}, 120'000);
    ASSERT_EQ(first.exitCode, 0) << first.errors.constData();
    EXPECT_EQ(first.objects().value(0).value(u"uploaded").toInt(), 3);
    QFile said(report);
    ASSERT_TRUE(said.open(QIODevice::ReadOnly));
    EXPECT_EQ(said.readAll().count("\"result\":\"uploaded\""), 3);
    const auto after = library(u"bo"_qs);
    ASSERT_EQ(after.keys(), before.keys());
    for (const QString& name : before.keys())
        for (const QString& field : {u"sha256"_qs, u"taken_at"_qs, u"offset_min"_qs})
            EXPECT_EQ(after.value(name).value(field), before.value(name).value(field))
                << name.toStdString() << ' ' << field.toStdString();
    EXPECT_EQ(cli(u"bo"_qs, {u"photos"_qs, u"--search"_qs, u"opera"_qs}).value(0).value(u"name").toString(),
              u"b.jpg"_qs);
    EXPECT_EQ(cli(u"bo"_qs, {u"photos"_qs, u"--favourites"_qs}).value(0).value(u"name").toString(),
              u"c.jpg"_qs);
    EXPECT_EQ(after.value(u"a.jpg"_qs).value(u"rating").toInt(), 4);
    EXPECT_EQ(after.value(u"b.jpg"_qs).value(u"crop").toObject().value(u"height").toInt(), 6'250);
    EXPECT_EQ(after.value(u"b.jpg"_qs).value(u"crop"), before.value(u"b.jpg"_qs).value(u"crop"));
    EXPECT_EQ(inAlbum(u"bo"_qs, u"Sydney"_qs), QStringList{u"a.jpg"_qs});
    EXPECT_EQ(inAlbum(u"bo"_qs, u"Trips"_qs), QStringList{u"b.jpg"_qs});
    EXPECT_EQ(test::runProgram(test::programs() + u"/parlord"_qs, importing, {}, 120'000)
                  .objects()
                  .value(0)
                  .value(u"uploaded")
                  .toInt(-1),
              0);

    // Without a running server the command is the one writer itself.
    write(u"more/d.jpg"_qs, picture(9));
    server.stop();
    const Finished offline = test::runProgram(
        test::programs() + u"/parlord"_qs,
        QStringList{u"import"_qs, server.file(u"more"_qs), u"--person"_qs, u"bo"_qs} + data, {}, 120'000);
    ASSERT_EQ(offline.exitCode, 0) << offline.errors.constData();
    server.start();
    EXPECT_TRUE(library(u"bo"_qs).contains(u"d.jpg"_qs));
}

TEST_F(Import, WhatIsNoPictureIsRefusedAndSaid) {
    server.addSignedIn(u"bo"_qs);
    write(u"in/good.jpg"_qs, picture(1));
    write(u"in/bad.jpg"_qs, "this is no picture at all");
    const QString report = server.file(u"report"_qs);
    const QStringList importing{u"import"_qs, server.file(u"in"_qs), u"--person"_qs,
                                u"bo"_qs,     u"--data"_qs,          server.dataDirectory(),
                                u"--json"_qs, u"--report"_qs,        report};
    const auto refusedInReport = [&] {
        QFile file(report);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        for (const QByteArray& line : file.readAll().split('\n'))
            if (const QJsonObject object = QJsonDocument::fromJson(line).object();
                object.value(u"result").toString() == u"refused")
                return object.value(u"path").toString() + u' ' + object.value(u"reason").toString();
        return QString();
    };
    const QString expected = server.file(u"in/bad.jpg"_qs) + u" unsupported_type"_qs;
    const Finished mine = server.cli(
        u"ada"_qs, {u"import"_qs, u"--no-albums"_qs, u"--report"_qs, report, server.file(u"in"_qs)}, {},
        120'000);
    EXPECT_EQ(mine.exitCode, 65) << mine.errors.constData();
    EXPECT_EQ(refusedInReport().toStdString(), expected.toStdString());
    EXPECT_EQ(cli(u"ada"_qs, {u"albums"_qs, u"list"_qs}).size(), 0) << "it was asked for without";
    const Finished theirs = test::runProgram(test::programs() + u"/parlord"_qs, importing, {}, 120'000);
    EXPECT_EQ(theirs.exitCode, 65) << theirs.errors.constData();
    EXPECT_EQ(refusedInReport().toStdString(), expected.toStdString());
    EXPECT_EQ(theirs.objects().value(0).value(u"refused").toInt(), 1);
    EXPECT_EQ(theirs.objects().value(0).value(u"uploaded").toInt(), 1);
    // Without a running server somebody looks at it, too.
    write(u"in/worse.jpg"_qs, "nor is this one");
    server.stop();
    const Finished offline = test::runProgram(test::programs() + u"/parlord"_qs, importing, {}, 120'000);
    EXPECT_EQ(offline.exitCode, 65) << offline.errors.constData();
    EXPECT_EQ(offline.objects().value(0).value(u"refused").toInt(), 2) << "the first is not there now";
    EXPECT_EQ(offline.objects().value(0).value(u"had").toInt(), 1);
    // What waits to be gone on with names their files: it goes with them.
    const auto journals = [&] {
        return QDir(server.dataDirectory() + u"/imports"_qs).entryList(QDir::Files).size();
    };
    server.start();
    EXPECT_EQ(journals(), 1);
    EXPECT_EQ(server.cli(u"ada"_qs, {u"erase"_qs, u"bo"_qs}).exitCode, 0);
    EXPECT_EQ(journals(), 0);
}

TEST_F(Import, AnEditedPairIsOneEntryAndBothAreThere) {
    const QString year = u"Takeout/Google Photos/Photos from 2024/"_qs;
    const QByteArray first = picture(1);
    write(u"one/"_qs + year + u"IMG_1.jpg"_qs, first);
    write(u"one/"_qs + year + u"IMG_1-edited.jpg"_qs, picture(2));
    write(u"one/"_qs + year + u"IMG_1.jpg.supplemental-metadata.json"_qs,
          sidecar("IMG_1.jpg", 1'721'061'005, "of both"));
    write(u"one/"_qs + year + u"IMG_2.jpg"_qs, picture(3));
    write(u"phone/IMG_1234.JPG"_qs, picture(4));
    write(u"phone/IMG_E1234.JPG"_qs, picture(5));
    write(u"phone/IMG_1234.AAE"_qs, "<plist/>");
    const auto takeout = cli(u"ada"_qs, {u"import"_qs, server.file(u"one"_qs)});
    EXPECT_EQ(counted(takeout, u"uploaded"_qs), 3);
    const auto phone = cli(u"ada"_qs, {u"import"_qs, u"--albums"_qs, server.file(u"phone"_qs)});
    EXPECT_EQ(counted(phone, u"uploaded"_qs), 2);
    EXPECT_EQ(counted(phone, u"refused"_qs), 0);

    const QStringList entries{u"IMG_1-edited.jpg"_qs, u"IMG_2.jpg"_qs, u"IMG_E1234.JPG"_qs};
    EXPECT_TRUE(test::waitFor([&] { return library(u"ada"_qs).keys() == entries; }, 60'000))
        << library(u"ada"_qs).keys().join(u' ').toStdString();
    const auto found = cli(u"ada"_qs, {u"photos"_qs, u"--search"_qs, u"\"of both\""_qs});
    ASSERT_EQ(found.size(), 1) << "the words of their sidecar stand at the edited one";
    EXPECT_EQ(found.first().value(u"name").toString(), entries.first());
    // The original is had, and its bytes are the same.
    const QJsonObject again =
        cli(u"ada"_qs, {u"upload"_qs, server.file(u"one/"_qs + year + u"IMG_1.jpg"_qs)}).value(0);
    EXPECT_EQ(again.value(u"result").toString(), u"had"_qs);
    const QString out = server.file(u"original"_qs);
    cli(u"ada"_qs,
        {u"download"_qs, again.value(u"id").toString(), u"--variant"_qs, u"original"_qs, u"-o"_qs, out});
    QFile file(out);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll(), first);
    EXPECT_EQ(library(u"ada"_qs).keys(), entries);
}

TEST_F(Import, AZipGoesOnWhereItBrokeOff) {
    for (int i = 0; i < 6; ++i)
        write(u"in/Album/%1.jpg"_qs.arg(i), picture(i));
    ASSERT_EQ(counted(cli(u"ada"_qs, {u"import"_qs, server.file(u"in"_qs)}), u"uploaded"_qs), 6);
    // Dates come with the pictures, and stand in the zip.
    EXPECT_TRUE(test::waitFor(
        [&] {
            const auto photos = library(u"ada"_qs);
            return std::ranges::all_of(photos, [](const QJsonObject& photo) {
                return photo.value(u"state").toString() == u"ready";
            });
        },
        60'000));
    const QString path = server.file(u"album.zip"_qs);
    const QStringList wish{u"download"_qs, u"--album"_qs, u"Album"_qs, u"--zip"_qs, path};
    const QJsonObject made = cli(u"ada"_qs, wish).value(0);
    EXPECT_EQ(made.value(u"files").toInt(), 6);
    const Finished tested = test::runProgram(u"python3"_qs, {u"-m"_qs, u"zipfile"_qs, u"-t"_qs, path});
    EXPECT_EQ(tested.exitCode, 0) << tested.output.constData();
    QFile file(path);
    const auto bytes = [&file] {
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        const QByteArray all = file.readAll();
        file.close();
        return all;
    };
    const QByteArray whole = bytes();
    file.remove();

    // In another life of the server it is the same zip. A byte of the part that is not the server's shows
    // that the part is not fetched again.
    server.kill();
    server.start();
    QByteArray half = whole.left(whole.size() / 2);
    half[100] = half.at(100) == 'x' ? 'y' : 'x';
    write(u"album.zip.part"_qs, half);
    write(u"album.zip.part.etag"_qs, made.value(u"etag").toString().toLatin1());
    cli(u"ada"_qs, wish);
    EXPECT_EQ(bytes(), half + whole.mid(half.size()));
    write(u"album.zip.part"_qs, half);
    write(u"album.zip.part.etag"_qs, "\"another\"");
    cli(u"ada"_qs, wish);
    EXPECT_EQ(bytes(), whole) << "a part of another zip is no part of this one";

    // Ended at any time, by death.
    killAfter(u"parlor-cli"_qs, QStringList{u"--profile"_qs, server.file(u"ada"_qs)} + wish, path, 0);
    cli(u"ada"_qs, wish);
    EXPECT_EQ(bytes(), whole);
    EXPECT_FALSE(QFile::exists(path + u".part"_qs));
    EXPECT_EQ(server.cli(u"ada"_qs, {u"download"_qs, u"1"_qs, u"--zip"_qs, path}).exitCode, 65);
    EXPECT_EQ(server.cli(u"ada"_qs, {u"download"_qs, u"1"_qs}).exitCode, 64);
}

} // namespace parlor
