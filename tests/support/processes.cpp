#include "tests/support/processes.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTcpServer>

#include <algorithm>
#include <csignal>
#include <cstddef>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace parlor::test {

QString programs() {
    return qEnvironmentVariable("PARLOR_PROGRAMS", QCoreApplication::applicationDirPath());
}

QList<QJsonObject> Finished::objects() const {
    QList<QJsonObject> found;
    for (const QByteArray& line : output.split('\n')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (document.isObject())
            found.append(document.object());
    }
    return found;
}

void endWithTest(QProcess& process) {
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

Finished runProgram(const QString& program, const QStringList& arguments, const QByteArray& input,
                    int timeoutMs) {
    QProcess process;
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    Finished finished;
    if (!process.waitForFinished(timeoutMs)) {
        process.kill();
        process.waitForFinished();
        finished.exitCode = -2;
    } else {
        finished.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    finished.output = process.readAllStandardOutput();
    finished.errors = process.readAllStandardError();
    return finished;
}

namespace {

/// Other test programs that run now leave the port alone, also while its server is down: a name in the
/// abstract namespace (unix(7)) is one's own until one ends.
bool claim(quint16 port) {
    const QByteArray name = "parlor-test-port-" + QByteArray::number(port);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path + 1);
    const int held = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + std::size_t(name.size()));
    if (::bind(held, reinterpret_cast<const sockaddr*>(&address), size) == 0)
        return true;
    ::close(held);
    return false;
}

} // namespace

// Below the ports that the kernel hands out to those who connect: while a server is down, none of them may
// take the port that it comes back to.
QString quietAddress() {
    for (;;) {
        const auto port = static_cast<quint16>(QRandomGenerator::global()->bounded(12'000, 32'000));
        QTcpServer probe;
        if (claim(port) && probe.listen(QHostAddress::LocalHost, port))
            return QStringLiteral("127.0.0.1:%1").arg(port);
    }
}

qint64 residentKiBOf(qint64 process) {
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    static const QRegularExpression resident(QStringLiteral("VmRSS:\\s+([0-9]+) kB"));
    return resident.match(QString::fromUtf8(status.readAll())).captured(1).toLongLong();
}

// proc(5): utime and stime are the 12th and 13th field behind the name, which may hold anything.
qint64 cpuMsOf(qint64 process) {
    QFile stat(QStringLiteral("/proc/%1/stat").arg(process));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    return (fields.value(11).toLongLong() + fields.value(12).toLongLong()) * 1'000 / ::sysconf(_SC_CLK_TCK);
}

ServerProcess::ServerProcess() : m_listen(quietAddress()) {}

ServerProcess::~ServerProcess() {
    if (m_process.state() != QProcess::NotRunning)
        kill();
}

void ServerProcess::setEnvironment(const QString& name, const QString& value) {
    m_environment.insert(name, value);
}

void ServerProcess::start(const QStringList& moreArguments) {
    m_process.setStandardErrorFile(file(QStringLiteral("parlord.log")), QIODevice::Append);
    m_process.setProcessEnvironment(m_environment);
    endWithTest(m_process);
    m_process.start(programs() + QStringLiteral("/parlord"),
                    QStringList{QStringLiteral("serve"), QStringLiteral("--data"), dataDirectory(),
                                QStringLiteral("--listen"), m_listen}
                        + moreArguments);
    QByteArray said;
    static const QRegularExpression address(QStringLiteral("https?://([0-9.]+:[0-9]+)"));
    const QDeadlineTimer deadline(60'000);
    while (!deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
        m_process.waitForReadyRead(200);
        said += m_process.readAllStandardOutput();
        const auto match = address.match(QString::fromUtf8(said));
        if (match.hasMatch() && said.contains('\n')) {
            m_url = match.captured(0);
            m_listen = match.captured(1);
            return;
        }
    }
    qFatal("parlord did not start: %s\n%s", said.constData(), log().constData());
}

void ServerProcess::kill() {
    ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
    m_process.waitForFinished(60'000);
}

int ServerProcess::stop() {
    m_process.terminate();
    if (!m_process.waitForFinished(60'000)) {
        kill();
        return -2;
    }
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

bool ServerProcess::waitForEnd(int timeoutMs) {
    return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(timeoutMs);
}

std::uint16_t ServerProcess::port() const {
    return m_listen.mid(m_listen.lastIndexOf(u':') + 1).toUShort();
}

bool ServerProcess::isRunning() const {
    return m_process.state() == QProcess::Running;
}

qint64 ServerProcess::processId() const {
    return m_process.processId();
}

QByteArray ServerProcess::log() const {
    QFile log(file(QStringLiteral("parlord.log")));
    return log.open(QIODevice::ReadOnly) ? log.readAll() : QByteArray();
}

QString ServerProcess::passwordOf(const QString& name) {
    return QStringLiteral("correct horse ") + name;
}

QString ServerProcess::passwordFile(const QString& name) const {
    const QString path = file(name + QStringLiteral(".password"));
    QFile out(path);
    if (!out.open(QIODevice::WriteOnly))
        qFatal("no password file");
    out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    out.write(passwordOf(name).toUtf8() + '\n');
    return path;
}

void ServerProcess::addPerson(const QString& name, const QString& role) {
    const Finished added = runProgram(programs() + QStringLiteral("/parlord"),
                                      {QStringLiteral("user"), QStringLiteral("add"), name,
                                       QStringLiteral("--data"), dataDirectory(), QStringLiteral("--role"),
                                       role, QStringLiteral("--password-file"), passwordFile(name)});
    if (added.exitCode != 0)
        qFatal("user add failed: %s", added.errors.constData());
}

Finished ServerProcess::cli(const QString& person, const QStringList& arguments, const QByteArray& input,
                            int timeoutMs) const {
    return runProgram(programs() + QStringLiteral("/parlor-cli"),
                      QStringList{QStringLiteral("--profile"), file(person)} + arguments, input, timeoutMs);
}

void ServerProcess::addSignedIn(const QString& name, const QString& role) {
    addPerson(name, role);
    const Finished login = cli(name, {QStringLiteral("login"), url(), QStringLiteral("--user"), name,
                                      QStringLiteral("--password-file"), passwordFile(name)});
    if (login.exitCode != 0)
        qFatal("login failed: %s", login.errors.constData());
}

} // namespace parlor::test
