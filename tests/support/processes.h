#pragma once

#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace parlor::test {

/// The directory of the programs under test.
QString programs();

/// What a finished program said.
struct Finished {
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;

    /// The output's lines as JSON objects; lines that are none are left out.
    [[nodiscard]] QList<QJsonObject> objects() const;
};

/// Before start(): the process ends with the thread that starts it, also when the test dies.
void endWithTest(QProcess& process);

/// Runs a program to its end; kills it after `timeoutMs` (exit code -2).
Finished runProgram(const QString& program, const QStringList& arguments, const QByteArray& input = {},
                    int timeoutMs = 60'000);

/// 127.0.0.1 with a port that was free a moment ago and that no outgoing connection takes by chance.
QString quietAddress();

/// What a process holds in memory now, KiB; 0 when it is not there.
qint64 residentKiBOf(qint64 process);

/// The CPU time that it has used so far, all threads, ms.
qint64 cpuMsOf(qint64 process);

/// A real parlord on a free loopback port, over a data directory that outlives its processes.
class ServerProcess {
public:
    ServerProcess();
    ~ServerProcess();

    /// For the servers that start() starts from now on.
    void setEnvironment(const QString& name, const QString& value);

    /// Starts and waits for the ready line. On later starts the same port is used.
    void start(const QStringList& moreArguments = {});

    /// Waits for an end that something else brings about.
    bool waitForEnd(int timeoutMs = 60'000);

    /// SIGKILL: nothing is flushed, nothing said.
    void kill();

    /// SIGTERM and an orderly end; the exit code.
    int stop();

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] qint64 processId() const;

    [[nodiscard]] QString url() const { return m_url; }

    [[nodiscard]] std::uint16_t port() const;

    /// What the process holds in memory now, KiB.
    [[nodiscard]] qint64 residentKiB() const { return residentKiBOf(processId()); }

    [[nodiscard]] QString dataDirectory() const { return m_directory.filePath(QStringLiteral("data")); }

    [[nodiscard]] QString file(const QString& name) const { return m_directory.filePath(name); }

    [[nodiscard]] QByteArray log() const;

    /// Adds a person (password: "correct horse <name>") through `parlord user add`.
    void addPerson(const QString& name, const QString& role = QStringLiteral("member"));
    [[nodiscard]] QString passwordFile(const QString& name) const;
    static QString passwordOf(const QString& name);

    /// Runs `parlor-cli --profile <that person's>` with the arguments.
    Finished cli(const QString& person, const QStringList& arguments, const QByteArray& input = {},
                 int timeoutMs = 60'000) const;

    /// addPerson() and `parlor-cli login`.
    void addSignedIn(const QString& name, const QString& role = QStringLiteral("member"));

private:
    QTemporaryDir m_directory;
    QProcess m_process;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QString m_url;
    QString m_listen;
};

} // namespace parlor::test
