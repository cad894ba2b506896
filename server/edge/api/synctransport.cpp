#include "server/edge/api/synctransport.h"

#include "shared/protocol/limits.h"

namespace parlor::server {

namespace {
constexpr std::int64_t batchBytes = 192 * 1024;
} // namespace

SyncTransport::SyncTransport(ConnectionId connection, SessionId session, QString name)
    : m_connection(connection), m_session(session), m_name(std::move(name)) {}

bool SyncTransport::push(const QByteArray& frame) {
    if (m_frames.size() >= limits::outboxFrames || m_bytes + frame.size() > limits::outboxBytes)
        return false;
    m_frames.append(frame);
    m_bytes += frame.size();
    return true;
}

bool SyncTransport::acknowledge(std::int64_t number) {
    if (number < m_acknowledged || number > m_acknowledged + m_frames.size())
        return false;
    for (; m_acknowledged < number; ++m_acknowledged)
        m_bytes -= m_frames.takeFirst().size();
    return true;
}

SyncTransport::Batch SyncTransport::batch() const {
    Batch batch;
    std::int64_t bytes = 0;
    for (const QByteArray& frame : m_frames) {
        if (!batch.frames.isEmpty() && bytes + frame.size() > batchBytes)
            break;
        bytes += frame.size();
        batch.frames.append(frame);
    }
    batch.last = m_acknowledged + batch.frames.size();
    batch.more = batch.frames.size() < m_frames.size();
    return batch;
}

} // namespace parlor::server
