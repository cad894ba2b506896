#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parlor::bench {

/// How a server is talked to: the bare relays take "SUB" and raw text, NetServer takes Parlor's commands,
/// nats-server its own protocol (docs.nats.io, "Client protocol") in binary frames.
enum class Dialect { Plain, Parlor, Nats };

/// By its name on the command line.
Dialect dialectOf(std::string_view name);

std::string handshake();
std::string joinFrame(Dialect dialect);

/// What a publisher says first; empty when nothing.
std::string greetingFrame(Dialect dialect);

/// A message of `size` bytes with its number and send time, as a masked frame.
std::string messageFrame(Dialect dialect, std::int64_t number, std::int64_t sentNs, std::size_t size);

/// ^NNNNNNNNNN@TTTTTTTTTTTTTTTTTTT^ is looked for in the stream, whatever is wrapped around it or joined with
/// it.
constexpr char markerStart = '^';
constexpr std::size_t markerSize = 32;

struct Marker {
    std::int64_t number = 0;
    std::int64_t sentNs = 0;
};

/// Of markerSize bytes; number 0: a header's byte only looked like one.
Marker readMarker(std::string_view text);

std::int64_t monotonicNs();

} // namespace parlor::bench
