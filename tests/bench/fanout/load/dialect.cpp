#include "tests/bench/fanout/load/dialect.h"

#include <cstdio>
#include <ctime>

namespace parlor::bench {

namespace {

constexpr char textFrame = char(0x81), binaryFrame = char(0x82);
constexpr std::string_view natsGreeting =
    "CONNECT {\"verbose\":false,\"pedantic\":false,\"tls_required\":false}\r\n";

/// Masked with zeros, so that the payload stands as it is.
std::string frameOf(std::string_view payload, char type = textFrame) {
    std::string frame(1, type);
    if (payload.size() < 126) {
        frame += char(0x80 | payload.size());
    } else {
        frame += char(0x80 | 126);
        frame += char(payload.size() >> 8);
        frame += char(payload.size());
    }
    frame.append(4, '\0');
    frame += payload;
    return frame;
}

std::int64_t digits(std::string_view text) {
    std::int64_t value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return value;
}

} // namespace

std::string handshake() {
    return "GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

Dialect dialectOf(std::string_view name) {
    return name == "parlor" ? Dialect::Parlor : name == "nats" ? Dialect::Nats : Dialect::Plain;
}

std::string greetingFrame(Dialect dialect) {
    return dialect == Dialect::Nats ? frameOf(natsGreeting, binaryFrame) : std::string();
}

std::string joinFrame(Dialect dialect) {
    if (dialect == Dialect::Nats)
        return frameOf(std::string(natsGreeting) + "SUB room 1\r\n", binaryFrame);
    return frameOf(
        dialect == Dialect::Plain
            ? std::string_view("SUB")
            : std::string_view(R"({"op":"join","client_id":"aaaaaaaaaaaaaaaaaaaaaa","channel":"1"})"));
}

std::string messageFrame(Dialect dialect, std::int64_t number, std::int64_t sentNs, std::size_t size) {
    char marker[markerSize + 1];
    std::snprintf(marker, sizeof marker, "^%010lld@%019lld^", static_cast<long long>(number),
                  static_cast<long long>(sentNs));
    std::string content(marker, markerSize);
    content.resize(size, 'x');
    if (dialect == Dialect::Plain)
        return frameOf(content);
    if (dialect == Dialect::Nats)
        return frameOf("PUB room " + std::to_string(size) + "\r\n" + content + "\r\n", binaryFrame);
    return frameOf(R"({"op":"send","client_id":"aaaaaaaaaaaaaaaaaaaaaa","channel":"1","kind":"text","text":")"
                   + content + "\"}");
}

Marker readMarker(std::string_view text) {
    if (text[11] != '@' || text[31] != markerStart)
        return {};
    return {digits(text.substr(1, 10)), digits(text.substr(12, 19))};
}

std::int64_t monotonicNs() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

} // namespace parlor::bench
