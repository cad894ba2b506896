#include "server/net/outbox.h"

namespace parlor::server {

void Outbox::append(const QByteArray& frame, std::size_t alreadySent) {
    if (alreadySent > 0 && isEmpty())
        m_offset = alreadySent;
    m_frames.push_back(frame);
    m_bytes += frame.size() - qsizetype(alreadySent);
}

void Outbox::appendPong(const QByteArray& frame) {
    const bool isStarted = m_pong == m_first && m_offset > 0;
    if (m_pong != SIZE_MAX && m_pong >= m_first && m_pong < m_frames.size() && !isStarted) {
        m_bytes += frame.size() - m_frames[m_pong].size();
        m_frames[m_pong] = frame;
        return;
    }
    append(frame);
    m_pong = m_frames.size() - 1;
}

void Outbox::keepOnlyStarted() {
    if (isEmpty() || m_offset == 0) {
        clear();
        return;
    }
    m_frames.resize(m_first + 1);
    m_bytes = m_frames[m_first].size() - qsizetype(m_offset);
    m_pong = SIZE_MAX;
}

void Outbox::consume(std::size_t bytes) {
    m_bytes -= std::int64_t(bytes);
    while (bytes > 0) {
        const std::size_t left = std::size_t(m_frames[m_first].size()) - m_offset;
        if (bytes < left) {
            m_offset += bytes;
            return;
        }
        bytes -= left;
        m_offset = 0;
        QByteArray().swap(m_frames[m_first]);
        ++m_first;
    }
    if (isEmpty())
        clear();
}

void Outbox::gather(std::vector<iovec>& parts) const {
    parts.clear();
    for (std::size_t i = m_first; i < m_frames.size() && parts.size() < 1'024; ++i)
        parts.push_back({const_cast<char*>(m_frames[i].constData()), std::size_t(m_frames[i].size())});
    if (!parts.empty() && m_offset > 0) {
        parts[0].iov_base = static_cast<char*>(parts[0].iov_base) + m_offset;
        parts[0].iov_len -= m_offset;
    }
}

void Outbox::clear() {
    m_frames.clear();
    m_first = m_offset = 0;
    m_bytes = 0;
    m_pong = SIZE_MAX;
}

} // namespace parlor::server
