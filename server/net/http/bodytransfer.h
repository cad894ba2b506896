#pragma once

#include "server/net/http/bodydecoder.h"
#include "server/net/http/bodyread.h"
#include "server/net/transport.h"

#include <QByteArray>

#include <memory>
#include <optional>

namespace parlor::server {

class IoThread;

/// A request's body on its way from the socket into a sink, in chunks of at most 256 KiB; one is read ahead
/// while the sink has the one before. On one I/O thread.
class BodyTransfer {
public:
    /// Where pump() stopped.
    enum class Pump : std::uint8_t {
        AwaitsSocket,
        Gave,       ///< a chunk to the sink: go on now, and once taking() is done
        AwaitsSink, ///< has been given one before, and the next is full
        Ended,      ///< the read is finished
    };

    /// It lives longer.
    explicit BodyTransfer(IoThread& thread) : m_thread(thread) {}

    /// The body of the next request.
    void expect(const BodyDecoder& decoder) { m_decoder = decoder; }

    [[nodiscard]] BodyDecoder& decoder() { return m_decoder; }

    void begin(std::shared_ptr<BodyRead> read);
    /// `early`: what was read with the head; what follows the body stays in it.
    Pump pump(Transport& transport, QByteArray& early);
    /// Finishes the read, if there is one.
    void end(Result<std::int64_t> result);

    [[nodiscard]] const Task<Status>& taking() const { return *m_taking; }

    /// The peer has gone in the middle of it.
    [[nodiscard]] bool isCut() const { return m_isCut; }

    /// Nothing can follow it on this connection.
    [[nodiscard]] bool isBroken() const { return m_isCut || m_isMalformed; }

    /// Its sender has had the grace time and is below the least rate. The sink's time does not count.
    [[nodiscard]] bool isSlow() const;
    /// ms until isSlow() is worth asking again.
    [[nodiscard]] std::int64_t nextLook() const;

private:
    bool fill(Transport& transport, QByteArray& early);
    void decode(QByteArray& early, std::span<char> space);
    bool receive(Transport& transport, QByteArray& early, std::span<char> space);
    void give();
    void taken(const Status& status);
    [[nodiscard]] std::int64_t elapsed() const;

    IoThread& m_thread;
    BodyDecoder m_decoder;
    std::shared_ptr<BodyRead> m_read;
    QByteArray m_chunk;
    qsizetype m_chunkUsed = 0;
    bool m_isCut = false;
    bool m_isMalformed = false;
    std::optional<Task<Status>> m_taking; ///< what the sink says of the chunk that it has
    std::int64_t m_takingBytes = 0;
    std::int64_t m_start = 0;                   ///< ms
    std::int64_t m_sinkStart = 0, m_sinkMs = 0; ///< time that the sink took
};

} // namespace parlor::server
