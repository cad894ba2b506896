#include "server/net/http/responsewriter.h"

#include <algorithm>

namespace parlor::server {

bool ResponseWriter::isDone() const {
    return m_headSent == std::size_t(m_head.size()) && m_offset == m_length
           && m_bytesSent == std::size_t(m_bytes.size());
}

ResponseWriter::Step ResponseWriter::write(Transport& transport) {
    while (!isDone())
        if (const Stop stop = writeSome(transport))
            return *stop;
    return Step::Done;
}

ResponseWriter::Stop ResponseWriter::after(const IoResult& result) {
    if (!result.isOk())
        return result.isBlocked() ? Step::Blocked : Step::Broken;
    m_sent += result.bytes;
    return std::nullopt;
}

ResponseWriter::Stop ResponseWriter::writeSome(Transport& transport) {
    if (m_length > 0 && std::holds_alternative<QByteArray>(m_response.body))
        return writeBytes(transport);
    if (m_headSent < std::size_t(m_head.size()))
        return writeHead(transport);
    if (std::holds_alternative<FileBody>(m_response.body))
        return writeFile(transport);
    return writeSource(transport);
}

ResponseWriter::Stop ResponseWriter::writeHead(Transport& transport) {
    const iovec part{const_cast<char*>(m_head.constData()) + m_headSent,
                     std::size_t(m_head.size()) - m_headSent};
    const bool more = m_length > 0 && std::holds_alternative<FileBody>(m_response.body);
    const IoResult result = transport.send(std::span(&part, 1), more);
    m_headSent += result.bytes;
    return after(result);
}

ResponseWriter::Stop ResponseWriter::writeBytes(Transport& transport) {
    const QByteArray& body = std::get<QByteArray>(m_response.body);
    iovec parts[2];
    std::size_t count = 0;
    const std::size_t headLeft = std::size_t(m_head.size()) - m_headSent;
    if (headLeft > 0)
        parts[count++] = {const_cast<char*>(m_head.constData()) + m_headSent, headLeft};
    parts[count++] = {const_cast<char*>(body.constData()) + m_offset, std::size_t(m_length - m_offset)};
    const IoResult result = transport.send(std::span(parts, count));
    const std::size_t ofHead = std::min(headLeft, result.bytes);
    m_headSent += ofHead;
    m_offset += std::int64_t(result.bytes - ofHead);
    return after(result);
}

ResponseWriter::Stop ResponseWriter::writeFile(Transport& transport) {
    constexpr std::int64_t burst = 4 * 1024 * 1024;
    const auto& file = std::get<FileBody>(m_response.body);
    std::int64_t inBurst = 0;
    while (m_offset < m_length) {
        if (inBurst >= burst) // one fast reader must not hold the thread
            return Step::Pause;
        const std::int64_t size = std::min(m_length - m_offset, burst - inBurst);
        const IoResult result =
            transport.sendFile(*file.descriptor, file.offset + m_offset, std::size_t(size));
        if (result.state == IoResult::State::Ended) // the file is shorter than was promised
            return Step::Broken;
        m_offset += std::int64_t(result.bytes);
        inBurst += std::int64_t(result.bytes);
        if (const Stop stop = after(result))
            return stop;
    }
    return std::nullopt;
}

ResponseWriter::Stop ResponseWriter::writeSource(Transport& transport) {
    constexpr std::int64_t pieceSize = 256 * 1024;
    if (m_bytesSent < std::size_t(m_bytes.size())) {
        const iovec part{const_cast<char*>(m_bytes.constData()) + m_bytesSent,
                         std::size_t(m_bytes.size()) - m_bytesSent};
        const IoResult result = transport.send(std::span(&part, 1));
        m_bytesSent += result.bytes;
        return after(result);
    }
    if (m_reading)
        return takePiece();
    const auto& body = std::get<SourceBody>(m_response.body);
    m_reading = body.source->read(body.offset + m_offset, std::min(pieceSize, m_length - m_offset));
    return Step::NeedsPiece;
}

QByteArray ResponseWriter::wholePiece() const {
    if (!m_reading || m_offset != 0 || !m_reading->isDone())
        return {};
    const Result<QByteArray> piece = m_reading->value();
    return piece && piece->size() == m_length ? *piece : QByteArray();
}

ResponseWriter::Stop ResponseWriter::takePiece() {
    if (!m_reading->isDone())
        return Step::Waits;
    const Result<QByteArray> piece = m_reading->value();
    m_reading.reset();
    if (!piece || piece->isEmpty() || piece->size() > m_length - m_offset)
        return Step::Broken;
    m_bytes = *piece;
    m_bytesSent = 0;
    m_offset += piece->size();
    return std::nullopt;
}

} // namespace parlor::server
