#pragma once

#include "server/net/http/bodydrain.h"
#include "server/net/http/bodyread.h"
#include "server/net/http/bodytransfer.h"
#include "server/net/http/framedresponse.h"
#include "server/net/http/requesthead.h"
#include "server/net/http/responsewriter.h"
#include "server/net/http/signinturn.h"
#include "server/net/socketconnection.h"

#include <QByteArray>

#include <memory>

namespace parlor::server {

/// One HTTP/1.1 connection: requests in order, one at a time. While one is handled the socket is not read, so
/// a client that pipelines is held back by its own TCP.
class HttpConnection final : public SocketConnection {
public:
    HttpConnection(IoThread& thread, std::uint64_t number, Transport transport, QByteArray address);

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

    void expectWithin(int ms);
    void readHead();
    void parse();
    void dispatch(RequestHead& head);
    bool recall(const HttpRequest& request);
    void upgrade(const RequestHead& head);
    void refuse(HttpResponse response, const HttpRequest& request);

    bool sendNow(QByteArrayView bytes);

    void pumpBody();
    void finishRead(Result<std::int64_t> result);
    void skipBody();

    [[nodiscard]] ResponseFraming framing() const { return {0, m_isHttp11, m_keepAlive}; }

    void begin(FramedResponse answer);
    void write();
    void writeOn();
    void pieceCame();
    void endResponse();
    void nextRequest();
    void readOn();
    void linger();
    void die();
    void sent(std::size_t bytes);

    /// To be called on this thread at any time: goes on here, unless the request is over by then.
    [[nodiscard]] auto unlessOver(void (HttpConnection::*goOn)());

    /// The same once the task is done.
    template<class T>
    void whenHere(const Task<T>& task, void (HttpConnection::*goOn)());

    const QByteArray m_address;
    State m_state = State::Head;
    bool m_refuseAll = false;
    bool m_keepAlive = true;
    bool m_isHead = false; ///< the request is HEAD
    bool m_isHttp11 = true;
    bool m_owesContinue = false;
    bool m_isRecalling = false; ///< the answer goes out inside the call that read the request
    std::uint32_t m_serial = 0;
    QByteArray m_in; ///< received, not used yet
    HeadScanner m_scanner;
    BodyTransfer m_body;
    BodyDrain m_drain;
    std::unique_ptr<ResponseWriter> m_writer;
    SignInTurn m_turn;
    std::int64_t m_deadline = 0;   ///< ms; of the head, idleness, skipping, lingering
    std::int64_t m_progressAt = 0; ///< ms; of the last byte written
};

} // namespace parlor::server
