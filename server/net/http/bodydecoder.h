#pragma once

#include <cstdint>
#include <span>

namespace parlor::server {

/// Takes a request's body out of its framing (RFC 9112, 6 and 7): a length, or chunks. Strict: CRLF only, at
/// most 16 hex digits, 256 bytes a size line with its extensions, 8 KiB of trailers, which are dropped.
class BodyDecoder {
public:
    BodyDecoder() = default; ///< no body
    static BodyDecoder fixed(std::int64_t length);
    static BodyDecoder chunked();

    struct Step {
        std::size_t consumed = 0;
        std::size_t produced = 0;
        bool failed = false;
    };

    /// Moves what fits from `in` to `out`. Stops at the end of the body: what follows is the next request.
    Step decode(std::span<const char> in, std::span<char> out);

    /// Bytes were put to their place without decode(); only for a fixed length.
    void skip(std::size_t bytes) { m_remaining -= std::int64_t(bytes); }

    [[nodiscard]] bool isDone() const {
        return m_state == State::Done || (m_state == State::Fixed && m_remaining == 0);
    }

    [[nodiscard]] bool isFixed() const { return m_state == State::Fixed; }

    /// Bytes to come; -1 when that is not known.
    [[nodiscard]] std::int64_t remaining() const { return isDone() ? 0 : isFixed() ? m_remaining : -1; }

private:
    enum class State : std::uint8_t {
        Done,
        Fixed,
        Size,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        Trailer,
        TrailerLf
    };

    bool framing(char c);

    State m_state = State::Done;
    bool m_lineEmpty = true;
    int m_digits = 0;
    int m_lineBytes = 0;
    int m_trailerBytes = 0;
    std::int64_t m_remaining = 0;
};

} // namespace parlor::server
