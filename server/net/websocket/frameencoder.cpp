#include "server/net/websocket/frameencoder.h"

#include <QCryptographicHash>

namespace parlor::server {

QByteArray encodeFrame(Opcode opcode, QByteArrayView payload) {
    const auto size = std::uint64_t(payload.size());
    const int extra = size < 126 ? 0 : size < 65'536 ? 2 : 8;
    QByteArray frame(qsizetype(2 + extra) + payload.size(), Qt::Uninitialized);
    char* out = frame.data();
    *out++ = char(0x80 | std::uint8_t(opcode));
    *out++ = char(extra == 0 ? size : extra == 2 ? 126 : 127);
    for (int i = extra - 1; i >= 0; --i)
        *out++ = char(size >> (8 * i));
    std::copy(payload.begin(), payload.end(), out);
    return frame;
}

QByteArray encodeClose(std::uint16_t code) {
    if (code == 1005)
        return encodeFrame(Opcode::Close, {});
    const char body[2] = {char(code >> 8), char(code & 0xff)};
    return encodeFrame(Opcode::Close, QByteArrayView(body, 2));
}

QByteArray acceptFor(const QByteArray& key) {
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
        .toBase64();
}

} // namespace parlor::server
