#include "tests/faults/faultserver.h"

#include <QFile>
#include <QRandomGenerator>

#include <algorithm>
#include <cstdio>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::test {

FaultServer::FaultServer() {
    const QString path = file(QStringLiteral("fault-control"));
    const int shared = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (shared < 0 || ::ftruncate(shared, sizeof(FaultControl)) != 0)
        qFatal("no fault control");
    void* mapped = ::mmap(nullptr, sizeof(FaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    ::close(shared);
    if (mapped == MAP_FAILED)
        qFatal("no fault control");
    m_control = static_cast<FaultControl*>(mapped);
    setEnvironment(QString::fromLatin1(faultControlVariable), path);
    setEnvironment(QStringLiteral("LD_PRELOAD"), QStringLiteral(PARLOR_FAULT_SHIM));
}

FaultServer::~FaultServer() {
    if (isRunning())
        kill();
    ::munmap(m_control, sizeof(FaultControl));
}

bool FaultServer::isReady() const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return false;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{2, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char answer[13] = {};
    static constexpr char request[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const bool ready = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0
                       && ::send(socket, request, sizeof request - 1, MSG_NOSIGNAL) > 0
                       && ::recv(socket, answer, sizeof answer - 1, MSG_WAITALL) > 0
                       && QByteArray(answer) == "HTTP/1.1 200";
    ::close(socket);
    return ready;
}

int rounds(int least) {
    return std::max(least, qEnvironmentVariableIntValue("PARLOR_ROUNDS"));
}

quint32 seed() {
    static const quint32 once = [] {
        bool ok = false;
        const quint32 given = qEnvironmentVariable("PARLOR_SEED").toUInt(&ok);
        const quint32 chosen = ok ? given : QRandomGenerator::system()->generate();
        std::printf("PARLOR_SEED=%u\n", chosen);
        std::fflush(stdout);
        return chosen;
    }();
    return once;
}

} // namespace parlor::test
