#include "tests/support/processes.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>

#include <gtest/gtest.h>

// The client signs in, is killed, and is signed in when it starts again: with a keychain, and without.
namespace parlor::test {

namespace {

constexpr auto mine =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser | QFileDevice::WriteUser;

/// A client process; the lines it says come one by one.
class Peer {
public:
    Peer(const QProcessEnvironment& environment, const QStringList& arguments) {
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        endWithTest(m_process);
        m_process.start(programs() + u"/keychain_peer"_qs, arguments);
    }

    ~Peer() { kill(); }

    QJsonObject line() {
        if (!waitFor([&] { return m_process.canReadLine(); }))
            return {};
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

    void kill() {
        m_process.kill();
        m_process.waitForFinished();
    }

    bool ended() {
        return m_process.waitForFinished(60'000) && m_process.exitStatus() == QProcess::NormalExit
               && m_process.exitCode() == 0;
    }

private:
    QProcess m_process;
};

class Keychain : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addPerson(u"ada"_qs);
        for (const QString& name :
             {u"HOME"_qs, u"XDG_DATA_HOME"_qs, u"XDG_CONFIG_HOME"_qs, u"XDG_RUNTIME_DIR"_qs})
            environment.insert(name, home.path());
        environment.insert(u"QT_QPA_PLATFORM"_qs, u"offscreen"_qs);
        useBus(u"unix:path="_qs + home.filePath(u"nobody-listens"_qs));
    }

    void TearDown() override {
        for (QProcess* process : {&keyring, &bus}) {
            process->kill();
            process->waitForFinished();
        }
    }

    void useBus(const QString& address) {
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_qs, address);
        qputenv("DBUS_SESSION_BUS_ADDRESS", address.toUtf8()); // for the tools that are run below
    }

    /// A session bus on which nothing is started by itself.
    void startBus() {
        QFile config(home.filePath(u"bus.conf"_qs));
        ASSERT_TRUE(config.open(QIODevice::WriteOnly));
        config.write("<busconfig><type>session</type><listen>unix:path=" + home.filePath(u"bus"_qs).toUtf8()
                     + "</listen><policy context=\"default\"><allow send_destination=\"*\" "
                       "eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
                       "<allow own=\"*\"/></policy></busconfig>");
        config.close();
        endWithTest(bus);
        bus.start(u"dbus-daemon"_qs, {u"--nofork"_qs, u"--config-file="_qs + config.fileName()});
        useBus(u"unix:path="_qs + home.filePath(u"bus"_qs));
        ASSERT_TRUE(waitFor([&] { return ask(u"org.freedesktop.DBus"_qs); }));
    }

    void startKeyring() {
        keyring.setProcessEnvironment(environment);
        endWithTest(keyring);
        keyring.start(u"gnome-keyring-daemon"_qs,
                      {u"--foreground"_qs, u"--unlock"_qs, u"--components=secrets"_qs});
        keyring.write("pw");
        keyring.closeWriteChannel();
        ASSERT_TRUE(waitFor([&] { return ask(u"org.freedesktop.secrets"_qs); }));
    }

    /// True when somebody on the bus has the name.
    static bool ask(const QString& name) {
        const Finished finished =
            runProgram(u"dbus-send"_qs, {u"--session"_qs, u"--print-reply"_qs,
                                         u"--dest=org.freedesktop.DBus"_qs, u"/org/freedesktop/DBus"_qs,
                                         u"org.freedesktop.DBus.NameHasOwner"_qs, u"string:"_qs + name});
        return finished.output.contains("boolean true");
    }

    /// Signs in, dies, comes back, signs out. Answers the warning of the second start.
    QString liveThrough() {
        const QString directory = profile();
        {
            Peer first(environment,
                       {directory, u"in"_qs, server.url(), u"ada"_qs, ServerProcess::passwordOf(u"ada"_qs)});
            EXPECT_FALSE(first.line().value(u"signed_in").toBool());
            EXPECT_TRUE(first.line().value(u"signed_in").toBool());
            EXPECT_TRUE(first.line().value(u"online").toBool());
            first.kill();
        }
        EXPECT_TRUE(QFile::exists(directory + u"/account.json"_qs) || QFile::exists(credentials()));
        tokenOnDisk = hasToken();
        EXPECT_TRUE(!QFile::exists(credentials()) || QFile::permissions(credentials()) == mine);
        QString warning;
        {
            Peer second(environment, {directory, u"again"_qs});
            const QJsonObject started = second.line();
            EXPECT_TRUE(started.value(u"signed_in").toBool());
            warning = started.value(u"warning").toString();
            EXPECT_TRUE(second.line().value(u"online").toBool());
            second.kill();
        }
        Peer third(environment, {directory, u"out"_qs});
        EXPECT_TRUE(third.line().value(u"signed_in").toBool());
        EXPECT_TRUE(third.line().value(u"signed_out").toBool());
        EXPECT_TRUE(third.ended());
        Peer fourth(environment, {directory, u"out"_qs});
        EXPECT_FALSE(fourth.line().value(u"signed_in").toBool());
        EXPECT_FALSE(hasToken());
        return warning;
    }

    [[nodiscard]] QString profile() const { return home.filePath(u"profile"_qs); }

    [[nodiscard]] QString credentials() const { return profile() + u"/credentials.json"_qs; }

    /// A token in any file of the profile.
    [[nodiscard]] bool hasToken() const {
        QDirIterator files(profile(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains("parlor_rt_"))
                return true;
        }
        return false;
    }

    QTemporaryDir home;
    ServerProcess server;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QProcess bus, keyring;
    bool tokenOnDisk = false; ///< while somebody was signed in
};

} // namespace

TEST_F(Keychain, KeepsTheTokenWhereThereIsOne) {
    ASSERT_NO_FATAL_FAILURE(startBus());
    ASSERT_NO_FATAL_FAILURE(startKeyring());
    EXPECT_EQ(liveThrough(), QString());
    EXPECT_FALSE(tokenOnDisk);
    EXPECT_FALSE(QFile::exists(credentials()));
}

TEST_F(Keychain, WithoutOneAFileKeepsItAndThePersonIsTold) {
    ASSERT_NO_FATAL_FAILURE(startBus());
    EXPECT_FALSE(liveThrough().isEmpty());
    EXPECT_TRUE(tokenOnDisk);
}

TEST_F(Keychain, WithoutABusTheSame) {
    EXPECT_FALSE(liveThrough().isEmpty());
    EXPECT_TRUE(tokenOnDisk);
}

} // namespace parlor::test
