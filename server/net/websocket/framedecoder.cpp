#include "server/net/websocket/framedecoder.h"

#include <algorithm>
#include <cstring>

namespace parlor::server {

namespace {

/// RFC 6455, 7.4: codes that may stand in a close frame.
bool isAllowedCloseCode(std::uint16_t code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

void unmask(char* bytes, std::size_t size, const char* mask) {
    std::uint32_t word = 0;
    std::memcpy(&word, mask, 4);
    const std::uint64_t wide = (std::uint64_t(word) << 32) | word;
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        std::uint64_t block = 0;
        std::memcpy(&block, bytes + i, 8);
        block ^= wide;
        std::memcpy(bytes + i, &block, 8);
    }
    for (; i < size; ++i)
        bytes[i] = char(bytes[i] ^ mask[i & 3]);
}

} // namespace

FrameDecoder::Partial& FrameDecoder::partial() {
    if (!m_partial)
        m_partial = std::make_unique<Partial>();
    return *m_partial;
}

void FrameDecoder::feed(std::span<char> bytes) {
    if (m_partial && !m_partial->bytes.empty()) {
        m_partial->bytes.append(bytes.data(), bytes.size());
        m_view = m_partial->bytes;
    } else {
        m_view = bytes;
    }
}

void FrameDecoder::park() {
    if (m_ended) { // whoever goes on sending fills nobody's memory
        m_view = {};
        m_partial.reset();
        return;
    }
    if (m_partial && m_partial->delivered) {
        m_partial->message.clear();
        m_partial->delivered = false;
    }
    if (m_view.empty()) {
        if (m_partial) {
            m_partial->bytes.clear();
            if (!isMessageOpen())
                m_partial.reset();
        }
        return;
    }
    std::string& kept = partial().bytes;
    if (!kept.empty() && m_view.data() >= kept.data() && m_view.data() < kept.data() + kept.size())
        kept.erase(0, std::size_t(m_view.data() - kept.data()));
    else
        kept.assign(m_view.data(), m_view.size());
    m_view = {};
}

FrameDecoder::Item FrameDecoder::failed(std::uint16_t code) {
    m_ended = true;
    m_view = {};
    m_partial.reset();
    return {Kind::Failed, {}, code};
}

FrameDecoder::Header FrameDecoder::readHeader() const {
    Header header;
    if (m_view.size() < 2)
        return header;
    const auto byte = [this](std::size_t i) { return std::uint8_t(m_view[i]); };
    const std::uint8_t opcode = byte(0) & 0x0f;
    const std::uint8_t shortLength = byte(1) & 0x7f;
    header.final = byte(0) & 0x80;
    header.opcode = Opcode(opcode);
    const bool isControl = opcode & 0x08;
    const bool isKnown = opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA);
    const bool isMasked = byte(1) & 0x80;
    if ((byte(0) & 0x70) || !isKnown || !isMasked || (isControl && (!header.final || shortLength > 125))) {
        header.error = 1002;
        return header;
    }
    const std::size_t extra = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    if (m_view.size() < 2 + extra)
        return header;
    header.length = extra ? 0 : shortLength;
    for (std::size_t i = 0; i < extra; ++i)
        header.length = header.length << 8 | byte(2 + i);
    const bool isMinimal = extra == 0 || header.length >= (extra == 2 ? 126U : 65'536U);
    if (!isMinimal || header.length >> 63) {
        header.error = 1002;
        return header;
    }
    if (isMessageOpen() && (header.opcode == Opcode::Text || header.opcode == Opcode::Binary))
        header.error = 1002;
    if (!isMessageOpen() && header.opcode == Opcode::Continuation)
        header.error = 1002;
    header.size = 2 + extra + 4;
    return header;
}

FrameDecoder::Item FrameDecoder::next(const Limits& limits) {
    if (m_partial && m_partial->delivered) {
        m_partial->message.clear();
        m_partial->delivered = false;
    }
    while (!m_ended) {
        const Header header = readHeader();
        if (header.error)
            return failed(header.error);
        if (header.size == 0)
            return {};
        const std::size_t before = isMessageOpen() ? m_partial->message.size() : 0;
        if (header.length > std::uint64_t(limits.messageBytes)
                                - std::min<std::uint64_t>(before, std::uint64_t(limits.messageBytes)))
            return failed(1009);
        if (m_view.size() < header.size + header.length)
            return {};
        char* bytes = m_view.data() + header.size;
        unmask(bytes, header.length, bytes - 4);
        const QByteArrayView payload(bytes, qsizetype(header.length));
        m_view = m_view.subspan(header.size + header.length);
        const Item item =
            std::uint8_t(header.opcode) & 0x08 ? control(header, payload) : data(header, payload, limits);
        if (item.kind != Kind::None)
            return item;
    }
    return {};
}

FrameDecoder::Item FrameDecoder::control(const Header& header, QByteArrayView payload) {
    if (header.opcode == Opcode::Ping)
        return {Kind::Ping, payload, 0};
    if (header.opcode == Opcode::Pong)
        return {Kind::Pong, payload, 0};
    if (payload.size() == 1)
        return failed(1002);
    std::uint16_t code = 1005;
    if (!payload.isEmpty()) {
        code = std::uint16_t(std::uint8_t(payload[0]) << 8 | std::uint8_t(payload[1]));
        if (!isAllowedCloseCode(code))
            return failed(1002);
        if (!payload.sliced(2).isValidUtf8())
            return failed(1007);
    }
    m_ended = true;
    return {Kind::Close, payload, code};
}

FrameDecoder::Item FrameDecoder::data(const Header& header, QByteArrayView payload, const Limits& limits) {
    if (header.final && !isMessageOpen()) {
        if (header.opcode == Opcode::Binary)
            return {Kind::Binary, payload, 0};
        if (!payload.isValidUtf8())
            return failed(1007);
        return {Kind::Text, payload, 0};
    }
    Partial& part = partial();
    if (!isMessageOpen()) {
        part.opcode = header.opcode;
        part.utf8 = {};
        part.fragments = 0;
    }
    if (++part.fragments > limits.fragments)
        return failed(4013);
    if (part.opcode == Opcode::Text && !part.utf8.add(payload))
        return failed(1007);
    part.message.append(payload.data(), std::size_t(payload.size()));
    if (!header.final)
        return {};
    if (part.opcode == Opcode::Text && !part.utf8.isComplete())
        return failed(1007);
    const Kind kind = part.opcode == Opcode::Text ? Kind::Text : Kind::Binary;
    part.opcode = Opcode::Continuation;
    part.delivered = true;
    return {kind, QByteArrayView(part.message.data(), qsizetype(part.message.size())), 0};
}

} // namespace parlor::server
