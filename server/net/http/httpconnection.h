#pragma once

#include "server/net/http/bodydecoder.h"
#include "server/net/http/bodyread.h"
#include "server/net/http/requesthead.h"
#include "server/net/socketconnection.h"

#include <QByteArray>

#include <memory>

namespace parlor::server {

/// One HTTP/1.1 connection: requests in order, one at a time. While one is handled the socket is not read, so
/// a client that pipelines is held back by its own TCP.
class HttpConnection final : public SocketConnection {
public:
    HttpConnection(IoThread& thread, std::uint64_t number, Transport transport, QByteArray address);
    ~HttpConnection() override;

    /// `refuse`: too many connections; the first request is told so.
    void start(bool refuse);

    void readable() override;
    void writable() override;
    void tick() override;
    void drain() override;

    // From the exchange of request `serial`; ignored when it is over.
    void signedIn(std::uint32_t serial);
    void respond(std::uint32_t serial, HttpResponse response);
    void readBody(std::uint32_t serial, std::shared_ptr<BodyRead> read);

private:
    enum class State : std::uint8_t {
        Head,     ///< reading one, or idle
        Handling, ///< the domain has it; a body may be unread
        Body,     ///< being read into a sink
        Writing,  ///< the response
        Skipping, ///< a small unread body, then the next request
        Linger,   ///< we have said all; waiting for the peer to hang up
        Dead,
    };

    struct Writing {
        QByteArray head;
        std::size_t headSent = 0;
        HttpResponse response;
        std::int64_t offset = 0; ///< of the body, sent or in `piece`
        std::int64_t length = 0; ///< of the body, 0 if none is sent
        QByteArray piece;        ///< read from the source
        std::size_t pieceSent = 0;
        bool sourceBusy = false;
    };

    void readHead();
    void parse();
    void dispatch(RequestHead& head);
    void upgrade(const RequestHead& head);
    void refuse(const HeadError& error);
    void refuse(HttpResponse response);

    bool enterGate();
    void leaveGate();

    void pumpBody();
    bool fillChunk();
    void writeChunk();
    void chunkWritten(const Status& status, std::int64_t size);
    void finishRead(Result<std::int64_t> result);
    void skipBody();

    void write();
    bool writeHead();
    bool writeBytes();
    bool writeFile();
    bool writeSource();
    bool afterSend(const IoResult& result); ///< true: go on
    void endResponse();
    void nextRequest();
    void linger();
    void die();
    void sent(std::size_t bytes);

    const QByteArray m_address;
    State m_state = State::Head;
    bool m_refuseAll = false;
    bool m_keepAlive = true;
    bool m_isHead = false; ///< the request is HEAD
    bool m_isHttp11 = true;
    bool m_owesContinue = false;
    bool m_isCut = false; ///< the peer has gone in the middle of a body
    bool m_sinkBusy = false;
    bool m_isCounted = false;         ///< the request is in the sign-in gate
    QString m_block;                  ///< of the request
    QString m_signedBlock;            ///< whose sign-in this connection has seen
    bool m_hasToken = false;          ///< the request brings one
    std::uint32_t m_signedSerial = 0; ///< the request that has shown who sends it; the first is 1
    std::uint32_t m_serial = 0;
    QByteArray m_in; ///< received, not used yet
    HeadScanner m_scanner;
    BodyDecoder m_decoder;
    std::shared_ptr<BodyRead> m_read;
    QByteArray m_chunk;
    qsizetype m_chunkUsed = 0;
    std::unique_ptr<Writing> m_writing;
    std::int64_t m_deadline = 0;                ///< ms; of the head, idleness, skipping, lingering
    std::int64_t m_bodyStart = 0;               ///< ms
    std::int64_t m_sinkStart = 0, m_sinkMs = 0; ///< time that the sink took does not count against the client
    std::int64_t m_progressAt = 0;              ///< ms; of the last byte written
    std::int64_t m_dropped = 0;                 ///< bytes while skipping or lingering
};

} // namespace parlor::server
