// Edited photos and their original versions from the command line.
#include "tests/unit/cli/clirun.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace parlor::cli {

using namespace parlor::test;

namespace {

/// A library of two photos of which one has another version behind it.
struct CliVersionsTest : CliTest {
    CliVersionsTest() {
        server.http = [this](const FakeRequest& request) {
            asked.append(QString::fromLatin1(request.method) + u' ' + request.path.section(u'?', 0, 0));
            bodies.append(request.body);
            if (request.path.endsWith(u"/original"))
                return FakeAnswer{200, "bytes of " + request.path.section(u'/', 3, 3).toLatin1(), {}, -1};
            if (request.path.section(u'?', 0, 0) == u"/v1/photos")
                return json({{u"photos"_qs, QJsonArray{photo(u"12"_qs, u"11"_qs), photo(u"13"_qs)}},
                             {u"end"_qs, true}});
            return json(request.path.endsWith(u"/12") ? photo(u"12"_qs, u"11"_qs) : photo(u"13"_qs));
        };
    }

    static QJsonObject photo(const QString& id, const QString& original = {}) {
        QJsonObject object{
            {u"id"_qs, id},    {u"owner"_qs, u"1"_qs}, {u"state"_qs, u"ready"_qs}, {u"name"_qs, u"a.jpg"_qs},
            {u"size"_qs, 5},   {u"taken_at"_qs, 1},    {u"taken_local"_qs, 1},     {u"uploaded_at"_qs, 1'000},
            {u"width"_qs, 40}, {u"height"_qs, 30}};
        if (!original.isEmpty())
            object.insert(u"original_version"_qs, original);
        return object;
    }

    static QList<QJsonObject> lines(const QByteArray& output) {
        QList<QJsonObject> objects;
        for (const QByteArray& line : output.split('\n'))
            if (!line.trimmed().isEmpty())
                objects.append(QJsonDocument::fromJson(line).object());
        return objects;
    }

    QStringList asked;
    QList<QByteArray> bodies;
};

} // namespace

TEST_F(CliVersionsTest, TheListNamesTheOriginalVersion) {
    const Finished finished = run({u"photos"_qs, u"--json"_qs});
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    const QList<QJsonObject> said = lines(finished.output);
    ASSERT_EQ(said.size(), 2) << finished.output.constData();
    EXPECT_EQ(said[0].value(u"original_version"_qs).toString(), u"11"_qs);
    EXPECT_FALSE(said[1].contains(u"original_version"_qs));
    const Finished words = run({u"photos"_qs});
    EXPECT_TRUE(words.output.contains("edited, original 11")) << words.output.constData();
    EXPECT_EQ(words.output.count("original"), 1);
}

TEST_F(CliVersionsTest, TheOriginalVersionIsDownloadedByTheEditedOne) {
    const QString path = file(u"out.jpg"_qs);
    const QStringList download{u"download"_qs, u"12"_qs, u"--variant"_qs, u"original"_qs, u"-o"_qs, path};
    const auto saved = [&] {
        QFile read(path);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    };
    EXPECT_EQ(run(download).exitCode, 0);
    EXPECT_EQ(saved(), "bytes of 12");
    const Finished finished = run(download + QStringList{u"--original-version"_qs, u"--json"_qs});
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    EXPECT_EQ(saved(), "bytes of 11");
    ASSERT_EQ(lines(finished.output).size(), 1);
    EXPECT_EQ(lines(finished.output).first().value(u"id"_qs).toString(), u"11"_qs);

    const Finished none = run({u"download"_qs, u"13"_qs, u"--variant"_qs, u"original"_qs, u"-o"_qs,
                               file(u"none.jpg"_qs), u"--original-version"_qs});
    EXPECT_EQ(none.exitCode, 65) << none.errors.constData();
    EXPECT_FALSE(QFile::exists(file(u"none.jpg"_qs)));
    EXPECT_EQ(
        run({u"download"_qs, u"12"_qs, u"--zip"_qs, file(u"a.zip"_qs), u"--original-version"_qs}).exitCode,
        64)
        << "a zip has both";
}

TEST_F(CliVersionsTest, SeparateSaysThatTheyDoNotBelongTogether) {
    const Finished finished = run({u"photos"_qs, u"separate"_qs, u"12"_qs});
    EXPECT_EQ(finished.exitCode, 0) << finished.errors.constData();
    const qsizetype at = asked.indexOf(u"PATCH /v1/photos/12"_qs);
    ASSERT_GE(at, 0);
    const QJsonObject body = QJsonDocument::fromJson(bodies.at(at)).object();
    EXPECT_EQ(body.size(), 1);
    EXPECT_TRUE(body.value(u"original_version"_qs).isNull());
}

} // namespace parlor::cli
