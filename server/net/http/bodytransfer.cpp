#include "server/net/http/bodytransfer.h"

#include "server/net/iothread.h"

#include <algorithm>
#include <utility>

namespace parlor::server {

void BodyTransfer::begin(std::shared_ptr<BodyRead> read) {
    m_read = std::move(read);
    m_start = m_thread.now();
    m_sinkMs = 0;
}

BodyTransfer::Pump BodyTransfer::pump(Transport& transport, QByteArray& early) {
    while (m_read) {
        if (m_taking && m_taking->isDone()) {
            m_sinkMs += m_thread.now() - m_sinkStart;
            taken(std::exchange(m_taking, std::nullopt)->value());
            continue;
        }
        if (!fill(transport, early))
            return Pump::AwaitsSocket;
        if (m_taking)
            return Pump::AwaitsSink;
        if (m_isMalformed)
            end(fail(ErrorCode::BadRequest, QStringLiteral("body framing")));
        else if (m_read->received > m_read->limit)
            end(fail(ErrorCode::TooLarge));
        else if (m_chunkUsed > 0)
            give();
        else if (m_isCut)
            end(fail(ErrorCode::NetworkFailed));
        else
            end(m_read->taken);
        if (m_taking)
            return Pump::Gave;
    }
    return Pump::Ended;
}

/// True when there is something to pass on: a full chunk, or the end. False when the socket has to be waited
/// for.
bool BodyTransfer::fill(Transport& transport, QByteArray& early) {
    constexpr std::int64_t largest = 256 * 1024;
    while (!m_decoder.isDone() && !isBroken()) {
        if (m_chunk.isNull()) {
            const std::int64_t remaining = m_decoder.remaining();
            m_chunk = QByteArray(qsizetype(remaining < 0 ? std::min(largest, m_read->limit + 1)
                                                         : std::min(remaining, largest)),
                                 Qt::Uninitialized);
            m_chunkUsed = 0;
        }
        if (m_chunkUsed == m_chunk.size() || m_read->received > m_read->limit)
            return true;
        const std::span<char> space(m_chunk.data() + m_chunkUsed, std::size_t(m_chunk.size() - m_chunkUsed));
        if (!early.isEmpty())
            decode(early, space);
        else if (!receive(transport, early, space))
            return false;
    }
    return true;
}

void BodyTransfer::decode(QByteArray& early, std::span<char> space) {
    const BodyDecoder::Step step = m_decoder.decode({early.constData(), std::size_t(early.size())}, space);
    early.remove(0, qsizetype(step.consumed));
    m_chunkUsed += qsizetype(step.produced);
    m_read->received += std::int64_t(step.produced);
    m_isMalformed = step.failed;
}

/// A body of known length goes straight to its place; chunks are unpacked from the thread's buffer.
bool BodyTransfer::receive(Transport& transport, QByteArray& early, std::span<char> space) {
    const bool isStraight = m_decoder.isFixed();
    const auto target = isStraight ? space.first(std::min(space.size(), std::size_t(m_decoder.remaining())))
                                   : m_thread.readBuffer().first(64 * 1024);
    const IoResult result = transport.read(target);
    if (result.isBlocked())
        return false;
    if (!result.isOk()) {
        m_isCut = true;
        return true;
    }
    m_thread.counters().add(Counters::BytesIn, std::int64_t(result.bytes));
    if (isStraight) {
        m_decoder.skip(result.bytes);
        m_chunkUsed += qsizetype(result.bytes);
        m_read->received += std::int64_t(result.bytes);
    } else {
        early = QByteArray(target.data(), qsizetype(result.bytes));
    }
    return true;
}

void BodyTransfer::give() {
    m_chunk.truncate(m_chunkUsed);
    m_takingBytes = std::exchange(m_chunkUsed, 0);
    const Task<Status> task = m_read->sink->write(std::exchange(m_chunk, {}));
    if (task.isDone())
        return taken(task.value());
    m_taking = task;
    m_sinkStart = m_thread.now();
}

void BodyTransfer::taken(const Status& status) {
    if (!status)
        return end(std::unexpected(status.error()));
    m_read->taken += m_takingBytes;
    // What was read ahead before a cut is kept too.
    if (m_isCut && m_chunkUsed == 0)
        end(fail(ErrorCode::NetworkFailed));
}

void BodyTransfer::end(Result<std::int64_t> result) {
    m_chunk = QByteArray();
    m_chunkUsed = 0;
    m_taking.reset();
    if (const auto read = std::exchange(m_read, nullptr))
        read->finish(std::move(result));
}

std::int64_t BodyTransfer::elapsed() const {
    return m_thread.now() - m_start - m_sinkMs;
}

bool BodyTransfer::isSlow() const {
    const NetLimits& limits = m_thread.limits();
    const std::int64_t ms = elapsed();
    return m_read && !m_taking && ms >= limits.bodyGraceMs
           && m_read->received * 1000 < ms * limits.bodyBytesPerSecond;
}

std::int64_t BodyTransfer::nextLook() const {
    const std::int64_t grace = m_thread.limits().bodyGraceMs - elapsed();
    return grace > 0 ? grace : 1'000;
}

} // namespace parlor::server
