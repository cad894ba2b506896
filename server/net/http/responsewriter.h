#pragma once

#include "server/domain/ports/http.h"
#include "server/net/transport.h"

#include <QByteArray>

#include <optional>

namespace parlor::server {

/// An answer on its way out: the head, then the body from memory, a file or a source. Knows nothing of what
/// comes before or after; never waits. On one I/O thread.
class ResponseWriter {
public:
    /// Where write() stopped, and why.
    enum class Step : std::uint8_t {
        Done,       ///< all has been handed to the transport
        Blocked,    ///< the socket takes no more now
        Pause,      ///< others have their turn; the socket may take more
        NeedsPiece, ///< the source has been asked: go on once piece() is done
        Waits,      ///< it has been before, and is not done
        Broken,     ///< what was promised can't be sent: only a cut tells the peer
    };

    /// `length`: of the body, 0 when none is sent.
    ResponseWriter(QByteArray head, HttpResponse response, std::int64_t length)
        : m_head(std::move(head)), m_response(std::move(response)), m_length(length) {}

    Step write(Transport& transport);

    /// Bytes sent since it was asked before.
    std::size_t takeSent() { return std::exchange(m_sent, 0); }

    /// What the source has been asked for.
    [[nodiscard]] const Task<Result<QByteArray>>& piece() const { return *m_reading; }

    /// The body, when the source has just given all of it in one piece; else null.
    [[nodiscard]] QByteArray wholePiece() const;

    [[nodiscard]] const HttpResponse& response() const { return m_response; }

private:
    /// nullopt: go on.
    using Stop = std::optional<Step>;

    [[nodiscard]] bool isDone() const;
    Stop writeSome(Transport& transport);
    Stop writeHead(Transport& transport);
    Stop writeBytes(Transport& transport);
    Stop writeFile(Transport& transport);
    Stop writeSource(Transport& transport);
    Stop takePiece();
    Stop after(const IoResult& result);

    QByteArray m_head;
    std::size_t m_headSent = 0;
    HttpResponse m_response;
    std::int64_t m_offset = 0; ///< of the body, sent or in the piece
    std::int64_t m_length = 0;
    QByteArray m_bytes; ///< read from the source
    std::size_t m_bytesSent = 0;
    std::optional<Task<Result<QByteArray>>> m_reading;
    std::size_t m_sent = 0;
};

} // namespace parlor::server
