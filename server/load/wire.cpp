#include "server/load/wire.h"

#include "shared/core/ids.h"

#include <cstdio>

namespace parlor::load {

namespace {

constexpr char markerEdge = '^';
constexpr std::size_t numberDigits = 10, timeDigits = 19;
constexpr int textFrame = 0x81, pongOpcode = 0x8A;
constexpr std::size_t shortMost = 125;

/// Masked with zeros, so that the payload stands as it is.
std::string frameOf(int first, std::string_view payload) {
    std::string frame(1, static_cast<char>(first));
    if (payload.size() <= shortMost) {
        frame += static_cast<char>(0x80 | payload.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size());
    }
    frame.append(4, '\0');
    frame += payload;
    return frame;
}

std::int64_t digits(std::string_view text) {
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

} // namespace

std::string handshake() {
    return "GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string helloFrame(const std::string& token, const std::string& cursors) {
    return frameOf(textFrame, R"({"op":"hello","rid":1,"protocol":1,"token":")" + token
                                  + R"(","device":"parlor-load")" + (cursors.empty() ? "" : "," + cursors)
                                  + "}");
}

std::string messageFrame(const std::string& channel, std::int64_t rid, std::int64_t number,
                         std::int64_t sentNs, int size) {
    char marker[markerSize + 1];
    std::snprintf(marker, sizeof marker, "^%010lld@%019lld^", static_cast<long long>(number),
                  static_cast<long long>(sentNs));
    std::string text(marker, markerSize);
    if (text.size() < static_cast<std::size_t>(size))
        text.resize(static_cast<std::size_t>(size), 'x');
    return frameOf(textFrame, R"({"op":"send","rid":)" + std::to_string(rid) + R"(,"client_id":")"
                                  + makeClientId().toStdString() + R"(","channel":")" + channel
                                  + R"(","kind":"text","text":")" + text + "\"}");
}

std::string pongFrame(std::string_view payload) {
    return frameOf(pongOpcode, payload);
}

Marker nextMarker(std::string_view text, std::size_t& from) {
    for (from = text.find(markerEdge, from); from != std::string_view::npos;
         from = text.find(markerEdge, from + 1)) {
        if (from + markerSize > text.size())
            break;
        const std::string_view candidate = text.substr(from, markerSize);
        if (candidate[numberDigits + 1] != '@' || candidate.back() != markerEdge)
            continue;
        const Marker marker{digits(candidate.substr(1, numberDigits)),
                            digits(candidate.substr(numberDigits + 2, timeDigits))};
        if (marker.number < 1 || marker.sentNs < 0)
            continue;
        from += markerSize;
        return marker;
    }
    return {};
}

Frame readFrame(std::string_view bytes) {
    constexpr std::size_t smallest = 2;
    if (bytes.size() < smallest)
        return {};
    const auto byte = [bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    std::size_t length = byte(1) & 0x7FU, header = smallest;
    if (length > shortMost) {
        const std::size_t extra = length == shortMost + 1 ? 2 : 8;
        header += extra;
        if (bytes.size() < header)
            return {};
        length = 0;
        for (std::size_t i = 0; i < extra; ++i)
            length = length << 8U | byte(smallest + i);
    }
    if (bytes.size() < header + length)
        return {};
    return {byte(0) & 0x0F, bytes.substr(header, length), header + length};
}

bool isWelcomeEnd(std::string_view frame) {
    return frame.find(R"("op":"welcome")") != std::string_view::npos
           && frame.find(R"("more":true)") == std::string_view::npos;
}

std::int64_t numberOf(std::string_view frame, std::string_view name) {
    const std::string key = '"' + std::string(name) + "\":";
    const std::size_t at = frame.find(key);
    if (at == std::string_view::npos)
        return -1;
    std::size_t end = at + key.size();
    while (end < frame.size() && frame[end] >= '0' && frame[end] <= '9')
        ++end;
    return digits(frame.substr(at + key.size(), end - at - key.size()));
}

std::string textOf(std::string_view frame, std::string_view name) {
    const std::string key = '"' + std::string(name) + "\":\"";
    const std::size_t at = frame.find(key);
    if (at == std::string_view::npos)
        return {};
    const std::size_t from = at + key.size();
    return std::string(frame.substr(from, frame.find('"', from) - from));
}

} // namespace parlor::load
