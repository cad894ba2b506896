#include "server/media/worker/channel.h"

#include "server/media/workerprotocol.h"

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::server::media {

namespace {
constexpr int idleMs = 500;
} // namespace

std::optional<Received> receiveRequest(int socket, void (*onIdle)()) {
    pollfd watched{socket, POLLIN, 0};
    if (::poll(&watched, 1, idleMs) == 0)
        onIdle();

    Received received;
    received.packet = QByteArray(maxPacketBytes, Qt::Uninitialized);
    int descriptors[2] = {-1, -1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptors)] = {};
    iovec part{received.packet.data(), maxPacketBytes};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t size = -1;
    do
        size = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    const cmsghdr* head = size > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (!head || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 || head->cmsg_type != SCM_RIGHTS
        || head->cmsg_len != CMSG_LEN(sizeof descriptors))
        return std::nullopt;
    std::memcpy(descriptors, CMSG_DATA(head), sizeof descriptors);
    received.packet.truncate(size);
    received.original = descriptors[0];
    received.result = descriptors[1];
    return received;
}

bool sendPacket(int socket, const QByteArray& packet) {
    ssize_t sent = -1;
    do
        sent = ::send(socket, packet.constData(), static_cast<std::size_t>(packet.size()), MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == packet.size();
}

} // namespace parlor::server::media
