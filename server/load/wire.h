#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parlor::load {

/// The bytes that a client of Parlor sends (docs/PROTOCOL.md, sections 2 and 4), and what is read of the
/// answers: just enough to count, so that the generator stays cheaper than what it measures.

std::string handshake();
/// `cursors`: empty or more members, as of Scout::cursors().
std::string helloFrame(const std::string& token, const std::string& cursors);

/// A text message that carries its number and the time it was sent, padded to `size` characters.
std::string messageFrame(const std::string& channel, std::int64_t rid, std::int64_t number,
                         std::int64_t sentNs, int size);
std::string pongFrame(std::string_view payload);

/// What a message says about itself.
struct Marker {
    std::int64_t number = 0; ///< 0: none
    std::int64_t sentNs = 0;
};

/// Finds the next marker from `from` on and moves `from` behind it.
Marker nextMarker(std::string_view text, std::size_t& from);

struct Frame {
    int opcode = 0;
    std::string_view payload;
    std::size_t size = 0; ///< with the header; 0: incomplete
};

/// A server's frame, unmasked and whole, at the beginning of the bytes.
Frame readFrame(std::string_view bytes);

/// True for the last of a welcome's frames.
bool isWelcomeEnd(std::string_view frame);

/// The number behind `"name":`, −1 when it is not there.
std::int64_t numberOf(std::string_view frame, std::string_view name);

/// The text behind `"name":`, empty when it is not there; without escapes.
std::string textOf(std::string_view frame, std::string_view name);

inline constexpr int markerSize = 32; ///< ^0123456789@0123456789012345678^

} // namespace parlor::load
