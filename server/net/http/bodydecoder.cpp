#include "server/net/http/bodydecoder.h"

#include <algorithm>
#include <cstring>

namespace parlor::server {

namespace {

int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

constexpr int maxSizeLine = 256;
constexpr int maxTrailers = 8 * 1024;

} // namespace

BodyDecoder BodyDecoder::fixed(std::int64_t length) {
    BodyDecoder decoder;
    decoder.m_state = State::Fixed;
    decoder.m_remaining = length;
    return decoder;
}

BodyDecoder BodyDecoder::chunked() {
    BodyDecoder decoder;
    decoder.m_state = State::Size;
    return decoder;
}

BodyDecoder::Step BodyDecoder::decode(std::span<const char> in, std::span<char> out) {
    Step step;
    while (!isDone() && step.consumed < in.size()) {
        if (m_state != State::Fixed && m_state != State::Data) {
            if (!framing(in[step.consumed])) {
                step.failed = true;
                return step;
            }
            ++step.consumed;
            continue;
        }
        const std::size_t count =
            std::min({in.size() - step.consumed, out.size() - step.produced, std::size_t(m_remaining)});
        if (count == 0)
            break;
        std::memcpy(out.data() + step.produced, in.data() + step.consumed, count);
        step.consumed += count;
        step.produced += count;
        m_remaining -= std::int64_t(count);
        if (m_state == State::Data && m_remaining == 0)
            m_state = State::DataCr;
    }
    return step;
}

/// One byte of a size line, a chunk's end or the trailers; false when it may not stand there.
bool BodyDecoder::framing(char c) {
    switch (m_state) {
    case State::Size:
        if (const int value = hexValue(c); value >= 0) {
            if (++m_digits > 16 || (m_remaining >> 57) != 0)
                return false;
            m_remaining = m_remaining * 16 + value;
            return true;
        }
        if (m_digits == 0 || (c != '\r' && c != ';'))
            return false;
        m_state = c == '\r' ? State::SizeLf : State::Extension;
        m_lineBytes = m_digits;
        return true;
    case State::Extension:
        if (c == '\r')
            m_state = State::SizeLf;
        return ++m_lineBytes <= maxSizeLine && c != '\n' && c != '\0';
    case State::SizeLf:
        m_state = m_remaining == 0 ? State::Trailer : State::Data;
        m_digits = 0;
        m_lineEmpty = true;
        return c == '\n';
    case State::DataCr:
        m_state = State::DataLf;
        return c == '\r';
    case State::DataLf:
        m_state = State::Size;
        return c == '\n';
    case State::Trailer:
        if (c == '\r')
            m_state = State::TrailerLf;
        else
            m_lineEmpty = false;
        return ++m_trailerBytes <= maxTrailers && c != '\n' && c != '\0';
    case State::TrailerLf:
        m_state = m_lineEmpty ? State::Done : State::Trailer;
        m_lineEmpty = true;
        return c == '\n';
    default:
        return false;
    }
}

} // namespace parlor::server
