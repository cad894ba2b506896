#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace parlor::server::media {

/// Somebody else's bytes; the file stays mapped while a job runs.
using Bytes = std::span<const std::uint8_t>;

inline bool startsWith(Bytes bytes, std::string_view text) {
    return bytes.size() >= text.size()
           && std::string_view(reinterpret_cast<const char*>(bytes.data()), text.size()) == text;
}

inline std::string_view asText(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Numbers at an offset, which the caller has checked to lie inside.
inline std::uint32_t big16(Bytes b, std::size_t at) {
    return static_cast<std::uint32_t>(b[at] << 8 | b[at + 1]);
}

inline std::uint32_t big32(Bytes b, std::size_t at) {
    return big16(b, at) << 16 | big16(b, at + 2);
}

inline std::uint32_t little16(Bytes b, std::size_t at) {
    return static_cast<std::uint32_t>(b[at] | b[at + 1] << 8);
}

inline std::uint32_t little32(Bytes b, std::size_t at) {
    return little16(b, at) | little16(b, at + 2) << 16;
}

} // namespace parlor::server::media
