// Spoiled photographs of every format through the upload API: each ends shown, marked or refused with a
// reason, the server does not notice, and nothing of them stays behind. PARLOR_ROUNDS: so many of each
// format. PARLOR_CORPORA: a folder of pictures that others have found to hurt, which is no part of the
// sources.
#include "tests/faults/faultserver.h"
#include "tests/support/mutations.h"
#include "tests/support/rawhttp.h"
#include "tests/support/samplemovies.h"
#include "tests/support/sampleraws.h"
#include "tests/support/seeding/seeding.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QThread>

#include <gtest/gtest.h>

namespace parlor {

using test::RawAnswer;

namespace {

constexpr int answerMs = 60'000;

/// Small ones: the headers are what is spoiled, and the whole is quick.
QMap<QByteArray, QByteArray> corpus() {
    const test::PhotoOptions small{.width = 96, .height = 72};
    test::PhotoOptions progressive = small;
    progressive.progressive = true;
    test::PhotoOptions interlaced = small;
    interlaced.interlaced = true;
    return {{"baseline.jpg", test::jpegPhoto(small)},
            {"progressive.jpg", test::jpegPhoto(progressive)},
            {"plain.png", test::pngPhoto(small)},
            {"interlaced.png", test::pngPhoto(interlaced)},
            {"a.webp", test::webpPhoto(small)},
            {"a.heic", test::heicPhoto(small)},
            {"a.avif", test::avifPhoto(small)},
            {"tiled.heic", test::tiledHeicPhoto(2, 2, 64)},
            {"a.tif", test::tiffPhoto(small)},
            {"a.gif", test::gifPhoto(small)},
            {"a.dng", test::rawPhoto(test::RawKind::Dng, small)},
            {"a.cr3", test::rawPhoto(test::RawKind::Cr3, small)},
            {"a.raf", test::rawPhoto(test::RawKind::Raf, small)},
            {"a.mov", test::mp4Movie()},
            {"a.webm", test::matroskaMovie()}};
}

/// parlord's children, theirs, and so on.
QList<qint64> descendantsOf(qint64 ancestor) {
    QMultiHash<qint64, qint64> children;
    for (const QString& name : QDir(u"/proc"_qs).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile stat(u"/proc/%1/stat"_qs.arg(name));
        if (!name.at(0).isDigit() || !stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        children.insert(line.mid(line.lastIndexOf(')') + 2).split(' ').value(1).toLongLong(),
                        name.toLongLong());
    }
    QList<qint64> found{ancestor};
    for (qsizetype i = 0; i < found.size(); ++i)
        found += children.values(found.at(i));
    return found.sliced(1);
}

/// Descriptors of files in the temporary area: parts that nobody closed.
int openParts(qint64 pid) {
    int parts = 0;
    for (const QFileInfo& descriptor :
         QDir(u"/proc/%1/fd"_qs.arg(pid)).entryInfoList(QDir::Files | QDir::System))
        parts += descriptor.symLinkTarget().contains(u"/temporary/"_qs) ? 1 : 0;
    return parts;
}

class Mutants : public ::testing::Test {
protected:
    void SetUp() override {
        {
            test::Seeding seeding(server.dataDirectory());
            const test::SeededPerson ada = seeding.person(u"ada"_qs, Role::Owner);
            for (int i = 0; i < 40; ++i) // what one session may ask is limited
                tokens.append(seeding.session(ada.id, 24 * 3'600'000));
        }
        server.start();
    }

    RawAnswer ask(const QByteArray& method, const QByteArray& path,
                  QList<std::pair<QByteArray, QByteArray>> headers = {}, const QByteArray& body = {}) {
        tokens.append(tokens.takeFirst());
        headers.emplaceBack("Authorization", "Bearer " + tokens.last());
        headers.emplaceBack("Tus-Resumable", "1.0.0");
        return test::sendRaw(server.url(), {method, path, headers, body, -1}, answerMs);
    }

    RawAnswer upload(const QByteArray& name, const QByteArray& bytes) {
        return ask("POST", "/v1/uploads",
                   {{"Upload-Length", QByteArray::number(bytes.size())},
                    {"Upload-Metadata", "filename " + name.toBase64()},
                    {"Content-Type", "application/offset+octet-stream"}},
                   bytes);
    }

    /// The photo's row once somebody has looked at it.
    QJsonObject looked(const QByteArray& id) {
        QJsonObject row;
        EXPECT_TRUE(test::waitFor(
            [&] {
                row = QJsonDocument::fromJson(ask("GET", "/v1/photos/" + id).body).object();
                return !row.isEmpty() && row.value(u"state").toString() != u"pending";
            },
            answerMs));
        return row;
    }

    /// Files in the temporary area.
    [[nodiscard]] QStringList parts() const {
        QStringList found;
        QDirIterator files(server.dataDirectory(), {u"*.part"_qs, u"put-*"_qs}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            found.append(files.next());
        return found;
    }

    test::ServerProcess server;
    QList<QByteArray> tokens;
};

} // namespace

TEST_F(Mutants, OfEveryFormatHurtNobody) {
    const QMap<QByteArray, QByteArray> good = corpus();
    const qint64 pid = server.processId();
    for (auto file = good.begin(); file != good.end(); ++file) {
        ASSERT_FALSE(file.value().isEmpty()) << file.key().constData();
        const QJsonObject row = looked(upload(file.key(), file.value()).header("parlor-photo"));
        EXPECT_EQ(row.value(u"state").toString(), u"ready"_qs) << file.key().constData();
    }
    const qsizetype workers = std::max(1, QThread::idealThreadCount()); // started as they are needed
    [[maybe_unused]] const qint64 memory = server.residentKiB();

    // The gate runs the same ones each time; a long run begins somewhere else.
    const bool isLong = qEnvironmentVariableIsSet("PARLOR_ROUNDS");
    const quint32 seed = isLong ? test::seed() : 20'260'101;
    QRandomGenerator random(seed);
    const int each = test::rounds(20);

    struct Sent {
        QByteArray id, what;
    };

    QList<Sent> sent;
    QMap<QString, int> ends;
    const auto lookAtAll = [&] {
        for (const Sent& one : std::as_const(sent)) {
            const QJsonObject row = looked(one.id);
            const QString state = row.value(u"state").toString();
            const QString reason = row.value(u"reason").toString();
            EXPECT_TRUE(state == u"ready" || state == u"damaged" || state == u"failed")
                << one.what.constData();
            EXPECT_EQ(state == u"ready", reason.isEmpty())
                << one.what.constData() << ": " << qPrintable(state);
            if (state != u"failed") {
                EXPECT_TRUE(!row.value(u"renderings").toArray().isEmpty()
                            || row.value(u"kind") == u"video"_qs)
                    << one.what.constData();
            }
            ++ends[state == u"failed" ? reason : state];
        }
        sent.clear();
    };
    const QList<QByteArray> names = good.keys();
    for (int round = 0; round < each; ++round)
        for (const QByteArray& name : names) {
            const QByteArray& other = good[names.at(random.bounded(int(names.size())))];
            const test::Mutant mutant = test::mutate(good[name], other, random);
            const QByteArray what = name + ": " + mutant.how + ", round " + QByteArray::number(round)
                                    + " of seed " + QByteArray::number(seed);
            const RawAnswer answer = upload(name, mutant.bytes);
            ASSERT_EQ(answer.status, 201) << what.constData() << answer.body.constData();
            sent.append({answer.header("parlor-photo"), what});
            ASSERT_FALSE(sent.last().id.isEmpty()) << what.constData();
            if (sent.size() == 60)
                lookAtAll();
        }
    lookAtAll();
    for (auto end = ends.begin(); end != ends.end(); ++end)
        std::printf("  %s: %d\n", qPrintable(end.key()), end.value());
    EXPECT_GT(ends.value(u"ready"_qs) + ends.value(u"damaged"_qs), 0);
    EXPECT_GT(ends.value(u"bad_image"_qs), 0) << "nothing was spoiled";

    EXPECT_EQ(server.processId(), pid);
    EXPECT_TRUE(server.isRunning());
    EXPECT_TRUE(test::waitFor([&] { return descendantsOf(pid).size() <= workers; }, answerMs))
        << "processes left";
    EXPECT_EQ(openParts(pid), 0);
    EXPECT_TRUE(test::waitFor([&] { return parts().isEmpty(); }, answerMs)) << qPrintable(parts().join(u' '));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // these keep what is freed
    EXPECT_LT(server.residentKiB(), memory + 64 * 1'024);
#endif
    const RawAnswer after = upload("after.jpg", test::jpegPhoto({.width = 200, .height = 150, .seed = 99}));
    EXPECT_EQ(looked(after.header("parlor-photo")).value(u"state").toString(), u"ready"_qs);
    EXPECT_EQ(ask("GET", "/readyz").status, 200);
}

TEST_F(Mutants, OfCorporaHurtNobody) {
    constexpr qint64 largest = 64 * 1'024 * 1'024;
    const qint64 pid = server.processId();
    int sent = 0, shown = 0;
    // What the fuzz targets begin with, and what they found.
    for (const QString& folder :
         {QString::fromUtf8(PARLOR_FUZZ_CORPUS), qEnvironmentVariable("PARLOR_CORPORA")}) {
        if (folder.isEmpty())
            continue;
        QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.size() == 0 || file.size() > largest || !file.open(QIODevice::ReadOnly))
                continue;
            SCOPED_TRACE(file.fileName().toStdString());
            const RawAnswer answer = upload(files.fileName().toUtf8(), file.readAll());
            ASSERT_EQ(answer.status, 201) << answer.body.constData();
            const QJsonObject row = looked(answer.header("parlor-photo"));
            const QString state = row.value(u"state").toString();
            EXPECT_TRUE(state == u"ready" || state == u"damaged" || state == u"failed") << qPrintable(state);
            EXPECT_EQ(state == u"ready", row.value(u"reason").toString().isEmpty()) << qPrintable(state);
            ++sent;
            shown += state == u"ready" ? 1 : 0;
        }
    }
    std::printf("  %d sent, %d shown\n", sent, shown);
    EXPECT_GT(shown, 10) << "there are pictures among them";
    EXPECT_GT(sent, shown) << "and what is none";
    EXPECT_EQ(server.processId(), pid);
    EXPECT_TRUE(server.isRunning());
    EXPECT_EQ(ask("GET", "/readyz").status, 200);
}

} // namespace parlor
