// Parts of a download in a folder, one of them cut off, through the real programs.
#include "tests/support/processes.h"
#include "tests/support/samplephotos.h"
#include "tests/support/samplezips.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class PartedImport : public ::testing::Test {
protected:
    void write(const QString& path, const QByteArray& bytes) {
        const QString whole = server.file(path);
        QDir().mkpath(whole.section(u'/', 0, -2));
        QFile file(whole);
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        ASSERT_EQ(file.write(bytes), bytes.size());
    }

    /// What the report says of the part that is cut off, and how many files came.
    std::pair<QString, int> reported() {
        QFile file(report());
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        std::pair<QString, int> said;
        for (const QByteArray& line : file.readAll().split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object.value(u"path").toString() == server.file(u"in/takeout-002.zip"_qs)
                && !object.value(u"reason").toString().isEmpty())
                said.first = object.value(u"result").toString();
            if (object.contains(u"summary"))
                said.second = object.value(u"summary").toObject().value(u"uploaded").toInt();
        }
        return said;
    }

    [[nodiscard]] QString report() const { return server.file(u"report"_qs); }

    ServerProcess server;
};

TEST_F(PartedImport, OneThatIsCutOffIsRefusedAndTheOthersCome) {
    server.start();
    server.addSignedIn(u"ada"_qs, u"owner"_qs);
    server.addSignedIn(u"bo"_qs);
    const auto part = [](const QByteArray& name, int seed) {
        return test::zipOf({{"Takeout/Google Photos/Trip/" + name,
                             test::jpegPhoto({.width = 160, .height = 120, .seed = seed})}});
    };
    write(u"in/takeout-001.zip"_qs, part("a.jpg", 1));
    const QByteArray second = part("b.jpg", 2);
    write(u"in/takeout-002.zip"_qs, second.left(second.size() / 2));
    const QStringList importing{u"import"_qs, server.file(u"in"_qs), u"--takeout"_qs, u"--report"_qs,
                                report()};
    const std::pair<QString, int> expected{u"refused"_qs, 1};
    const Finished own = server.cli(u"ada"_qs, importing, {}, 120'000);
    EXPECT_EQ(own.exitCode, 65) << own.errors.constData();
    EXPECT_EQ(reported(), expected) << own.output.constData();
    ASSERT_TRUE(QFile::remove(report()));
    const Finished theirs = test::runProgram(
        test::programs() + u"/parlord"_qs,
        importing + QStringList{u"--person"_qs, u"bo"_qs, u"--data"_qs, server.dataDirectory()}, {}, 120'000);
    EXPECT_EQ(theirs.exitCode, 65) << theirs.errors.constData();
    EXPECT_EQ(reported(), expected) << theirs.output.constData();
}

} // namespace parlor
