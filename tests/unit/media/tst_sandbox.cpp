#include "tests/unit/media/poolfixture.h"

#include <QCoreApplication>
#include <QProcess>

#include <csignal>

#include <unistd.h>

namespace parlor::server {

namespace {

/// How `--check-sandbox WHAT` ended: its exit code, or minus the signal.
int check(const QString& what, bool ordinaryUser) {
    QProcess worker;
    const QString program = QStringLiteral(PARLOR_MEDIA_WORKER);
    const QStringList arguments{u"--check-sandbox"_qs, what};
    if (ordinaryUser)
        worker.start(u"setpriv"_qs, QStringList{u"--reuid=1234"_qs, u"--regid=1234"_qs, u"--clear-groups"_qs,
                                                u"--inh-caps=-all"_qs, program}
                                        + arguments);
    else
        worker.start(program, arguments);
    if (!worker.waitForFinished(20'000))
        return -1000;
    return worker.exitStatus() == QProcess::CrashExit ? -worker.exitCode() : worker.exitCode();
}

class SandboxTest : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam() && ::geteuid() != 0)
            GTEST_SKIP() << "runs as an ordinary user already";
    }
};

TEST_P(SandboxTest, RefusesFilesSocketsAndMore) {
    for (const char* what : {"open", "create", "socket", "limit", "map"})
        EXPECT_EQ(check(QString::fromLatin1(what), GetParam()), 0) << what;
}

TEST_P(SandboxTest, ForkAndExecEndTheWorker) {
    EXPECT_EQ(check(u"fork"_qs, GetParam()), -SIGSYS);
    EXPECT_EQ(check(u"exec"_qs, GetParam()), -SIGSYS);
}

TEST_P(SandboxTest, UnknownChecksSaySo) {
    EXPECT_EQ(check(u"nothing"_qs, GetParam()), 2);
}

INSTANTIATE_TEST_SUITE_P(Users, SandboxTest, testing::Values(false, true),
                         [](const auto& user) { return user.param ? "Ordinary" : "Own"; });

/// The pool and its decoders work for an ordinary user too: the whole program runs again as one.
TEST(SandboxUsers, PoolWorksForAnOrdinaryUser) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "runs as an ordinary user already";
    QProcess again;
    again.setProcessChannelMode(QProcess::MergedChannels);
    again.start(
        u"setpriv"_qs,
        {u"--reuid=1234"_qs, u"--regid=1234"_qs, u"--clear-groups"_qs, u"--inh-caps=-all"_qs,
         QCoreApplication::applicationFilePath(),
         u"--gtest_filter=RenderingsTest.EveryFormatIsUprightAndBare:WorkerPoolTest.SaysHowItStands"_qs});
    ASSERT_TRUE(again.waitForFinished(60'000));
    EXPECT_EQ(again.exitCode(), 0) << again.readAll().toStdString();
}

} // namespace

} // namespace parlor::server
