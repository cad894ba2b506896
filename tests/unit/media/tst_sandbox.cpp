#include "tests/unit/media/poolfixture.h"

#include <QCoreApplication>
#include <QProcess>

#include <cerrno>
#include <csignal>
#include <cstddef>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace parlor::server {

namespace {

/// The check for leaks at the end needs a second process, which the sandbox does not allow.
QProcessEnvironment workerEnvironment() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"ASAN_OPTIONS"_qs, u"detect_leaks=0"_qs);
    return environment;
}

/// How `--check-sandbox WHAT` ended: its exit code, or minus the signal.
int check(const QString& what, bool ordinaryUser) {
    QProcess worker;
    const QString program = QStringLiteral(PARLOR_MEDIA_WORKER);
    const QStringList arguments{u"--check-sandbox"_qs, what};
    worker.setProcessEnvironment(workerEnvironment());
    if (ordinaryUser)
        worker.start(u"setpriv"_qs, QStringList{u"--reuid=1234"_qs, u"--regid=1234"_qs, u"--clear-groups"_qs,
                                                u"--inh-caps=-all"_qs, program}
                                        + arguments);
    else
        worker.start(program, arguments);
    if (!worker.waitForFinished(60'000))
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

/// A filter around us, as a service manager or a container sets it up, that answers landlock calls with
/// `error`.
void hideLandlock(int error) {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_landlock_create_ruleset, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{std::size(program), program};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

int checkWithoutLandlock(int error) {
    QProcess worker;
    worker.setChildProcessModifier([error] { hideLandlock(error); });
    worker.setProcessEnvironment(workerEnvironment());
    worker.start(QStringLiteral(PARLOR_MEDIA_WORKER), {u"--check-sandbox"_qs, u"open"_qs});
    return worker.waitForFinished(60'000) ? worker.exitCode() : -1000;
}

TEST(SandboxLayers, KernelWithoutLandlockIsFine) {
    EXPECT_EQ(checkWithoutLandlock(ENOSYS), 0);
}

TEST(SandboxLayers, ForbiddenLandlockIsAMissingLayer) {
    EXPECT_EQ(checkWithoutLandlock(EPERM), 3);
}

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
