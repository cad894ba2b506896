// Originals on their way between two directories while the process dies at each write that was to be durable:
// wherever they are then, all are whole, and the next run ends what was begun.
#include "tests/faults/faultserver.h"
#include "tests/support/samplephotos.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <gtest/gtest.h>

namespace parlor {

namespace {

constexpr int photos = 3;
constexpr int mostSyncs = 200;
constexpr int commandMs = 60'000;

class ColdMoves : public ::testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        server.setEnvironment(u"PARLOR_STORAGE_COLD_DIR"_qs, coldDirectory());
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        QStringList upload{u"upload"_qs, u"--wait"_qs};
        for (int i = 0; i < photos; ++i) {
            upload.append(server.file(u"p%1.jpg"_qs.arg(i)));
            QFile file(upload.last());
            ASSERT_TRUE(file.open(QIODevice::WriteOnly));
            file.write(test::jpegPhoto({.width = 160, .height = 120, .seed = i + 1}));
        }
        const test::Finished sent = server.cli(u"ada"_qs, upload);
        ASSERT_EQ(sent.exitCode, 0) << sent.errors.constData();
        ASSERT_EQ(server.stop(), 0);
    }

    QString coldDirectory() { return server.file(u"cold"_qs); }

    struct Ended {
        bool killed = false;
        int code = -1;
        QByteArray output;
    };

    /// A command on the data directory; `killAt`: SIGKILL at this sync, 0 for none.
    Ended run(const QStringList& arguments, int killAt) {
        server.control().killAfter = GetParam() ? 1 : 0;
        server.control().killAtSync = killAt > 0 ? server.control().syncs + killAt : 0;
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PARLOR_STORAGE_COLD_DIR"_qs, coldDirectory());
        environment.insert(u"LD_PRELOAD"_qs, QStringLiteral(PARLOR_FAULT_SHIM));
        environment.insert(QString::fromLatin1(test::faultControlVariable), server.file(u"fault-control"_qs));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        test::endWithTest(process);
        process.start(test::programs() + u"/parlord"_qs,
                      arguments + QStringList{u"--data"_qs, server.dataDirectory()});
        EXPECT_TRUE(process.waitForFinished(commandMs));
        return {process.exitStatus() == QProcess::CrashExit, process.exitCode(), process.readAll()};
    }

    static int filesBelow(const QString& folder) {
        int files = 0;
        for (QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories); it.hasNext(); it.next())
            ++files;
        return files;
    }

    /// Kills it at the first sync, the second, and so on, until there are no more.
    int killAtEach(const QStringList& command) {
        for (int n = 1; n < mostSyncs; ++n) {
            const Ended ended = run(command, n);
            const Ended verified = run({u"verify"_qs}, 0);
            EXPECT_EQ(verified.code, 0) << "sync " << n << ": " << verified.output.constData();
            if (!ended.killed) {
                EXPECT_EQ(ended.code, 0) << ended.output.constData();
                return n - 1;
            }
            if (HasFailure())
                break;
        }
        return 0;
    }

    test::FaultServer server;
};

} // namespace

TEST_P(ColdMoves, AKillAtAnySyncLosesNothing) {
    const QString warm = server.dataDirectory() + u"/originals"_qs;
    const QString cold = coldDirectory() + u"/originals"_qs;
    const int leaving = killAtEach({u"cold"_qs, u"move"_qs, u"--days"_qs, u"0"_qs});
    EXPECT_GE(leaving, 2 * photos);
    EXPECT_EQ(filesBelow(warm), 0);
    EXPECT_EQ(filesBelow(cold), photos);
    const int returning = killAtEach({u"cold"_qs, u"recall"_qs});
    EXPECT_GE(returning, 2 * photos);
    EXPECT_EQ(filesBelow(warm), photos);
    EXPECT_EQ(filesBelow(cold), 0);
    std::printf("%d kills while leaving, %d while returning\n", leaving, returning);
}

INSTANTIATE_TEST_SUITE_P(Kills, ColdMoves, ::testing::Bool(),
                         [](const auto& after) { return after.param ? "AfterIt" : "InsteadOfIt"; });

} // namespace parlor
