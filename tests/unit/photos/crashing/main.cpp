// A picture worker that does what the original says: "crash" ends it by a signal, "sleep" keeps it for ever,
// anything else is answered as a picture of one pixel. It speaks the real protocol and has no sandbox.
#include "server/media/workerprotocol.h"

#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

using namespace parlor::server::media;

namespace {

struct Received {
    QByteArray packet;
    int original = -1;
    int result = -1;
};

bool receive(Received& out) {
    char bytes[maxPacketBytes];
    alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))];
    iovec part{bytes, sizeof bytes};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(workerSocket, &message, 0);
    if (got <= 0)
        return false;
    out.packet = QByteArray(bytes, got);
    if (const cmsghdr* head = CMSG_FIRSTHDR(&message)) {
        int descriptors[2];
        std::memcpy(descriptors, CMSG_DATA(head), sizeof descriptors);
        out.original = descriptors[0];
        out.result = descriptors[1];
    }
    return true;
}

bool send(const QByteArray& packet) {
    return ::send(workerSocket, packet.constData(), static_cast<std::size_t>(packet.size()), MSG_NOSIGNAL)
           > 0;
}

void obey(const Received& received) {
    char word[5] = {};
    if (::pread(received.original, word, sizeof word, 0) < 5)
        return;
    if (std::memcmp(word, "crash", 5) == 0)
        std::abort();
    while (std::memcmp(word, "sleep", 5) == 0)
        ::pause();
}

} // namespace

int main() {
    send(encode(WorkerHello{}));
    Received received;
    while (receive(received)) {
        const auto request = decodeRequest(received.packet);
        if (!request)
            return 1;
        obey(received);
        WorkerReply reply;
        reply.job = request->job;
        reply.verdict = WorkerVerdict::Done;
        reply.facts.width = reply.facts.height = 1;
        reply.facts.mimeType = "image/jpeg";
        ::close(received.original);
        ::close(received.result);
        if (!send(encode(reply)))
            return 1;
    }
    return 0;
}
