// A whole library as plain files with sidecars, for any other program.
#include "server/domain/upkeep/libraryexport.h"
#include "tests/support/memoryalbums.h"
#include "tests/unit/upkeep/storedlibrary.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace parlor::server {
namespace {

using test::await;

class LibraryExports : public SealableLibrary {};

PARLOR_PLAIN_AND_SEALED(LibraryExports);

TEST_P(LibraryExports, AnExportIsPlainFilesWithSidecarsAndGoesOn) {
    const std::int64_t taken = 1'700'000'000'000; // 2023-11-14
    const StoredPhoto first = add(u"Beach.jpg"_qs, "one", taken);
    add(u"beach.JPG"_qs, "two", taken);
    const QString out = directory.filePath(u"out"_qs);
    test::MemoryAlbumStore albums(photos);
    const AlbumId trips = await(albums.create({ada, u"Trips"_qs, {}, {}}))->id;
    const AlbumId sydney = await(albums.create({ada, u"Sydney"_qs, u"sun"_qs, trips}))->id;
    ASSERT_TRUE(await(albums.put(ada, sydney, {first.photo.id}, {})));
    LibraryExport library(photos, albums, *keeper, executor);
    auto report = await(library.run(ada, out));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->photos, 2);
    EXPECT_EQ(report->written, 2);
    QFile one(out + u"/2023/11/Beach.jpg"_qs);
    ASSERT_TRUE(one.open(QIODevice::ReadOnly));
    EXPECT_EQ(one.readAll(), "one");
    EXPECT_EQ(QFileInfo(one).lastModified().toMSecsSinceEpoch() / 1'000, taken / 1'000);
    EXPECT_TRUE(QFile::exists(out + u"/2023/11/beach (2).JPG"_qs));
    QFile sidecar(out + u"/2023/11/Beach.jpg.json"_qs);
    ASSERT_TRUE(sidecar.open(QIODevice::ReadOnly));
    const QJsonObject said = QJsonDocument::fromJson(sidecar.readAll()).object();
    EXPECT_EQ(said.value(u"id").toString(), first.photo.id.toString());
    EXPECT_EQ(said.value(u"shelf").toString(), u"library"_qs);
    QFile list(out + u"/albums.json"_qs);
    ASSERT_TRUE(list.open(QIODevice::ReadOnly));
    const QJsonObject all = QJsonDocument::fromJson(list.readAll()).object();
    EXPECT_EQ(all.value(u"parlor").toString(), u"albums"_qs);
    EXPECT_EQ(all.value(u"albums").toArray(),
              (QJsonArray{QJsonObject{{u"path"_qs, QJsonArray{u"Trips"_qs}},
                                      {u"note"_qs, QString()},
                                      {u"photos"_qs, QJsonArray()}},
                          QJsonObject{{u"path"_qs, QJsonArray{u"Trips"_qs, u"Sydney"_qs}},
                                      {u"note"_qs, u"sun"_qs},
                                      {u"photos"_qs, QJsonArray{u"2023/11/Beach.jpg"_qs}}}}));
    QFile::remove(out + u"/2023/11/beach (2).JPG"_qs);
    report = await(library.run(ada, out));
    EXPECT_EQ(report->photos, 2);
    EXPECT_EQ(report->written, 1) << "only what was missing";
    one.close();
    ASSERT_TRUE(one.open(QIODevice::WriteOnly | QIODevice::Truncate));
    one.write("two"); // as long as what was there
    one.close();
    report = await(library.run(ada, out));
    EXPECT_EQ(report->written, 1) << "what is not what was written is written again";
    ASSERT_TRUE(one.open(QIODevice::ReadOnly));
    EXPECT_EQ(one.readAll(), "one");
    EXPECT_EQ(await(library.run(ada, out))->written, 0);
    EXPECT_EQ(await(library.run(PersonId{8}, out))->photos, 0) << "nobody else's";
}

} // namespace
} // namespace parlor::server
