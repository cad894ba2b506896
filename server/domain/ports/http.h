#pragma once

#include "server/domain/ports/link.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace parlor::server {

/// A request's head, already within the limits and strict on framing. Header names are lower case.
struct HttpRequest {
    QByteArray method; ///< upper case; after X-HTTP-Method-Override
    QString path;      ///< percent-decoded, starts with '/'
    QUrlQuery query;
    QList<std::pair<QByteArray, QByteArray>> headers;
    PeerInfo peer;
    std::int64_t contentLength = 0; ///< bytes of body announced; -1 when chunked

    /// The first header of that (lower case) name; empty when absent.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

/// Bytes that are made as they are asked for: a sealed file, a zip. Read from one caller at a time.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Bytes [offset, offset + length), fewer only at the end. The answer may come on any thread.
    virtual Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) = 0;
};

/// A part of an open file, sent with sendfile(). The descriptor is closed when the last copy goes.
struct FileBody {
    std::shared_ptr<const int> descriptor; ///< custom deleter closes it
    std::int64_t offset = 0;
    std::int64_t length = 0;
};

/// A part of a byte source.
struct SourceBody {
    std::shared_ptr<ByteSource> source;
    std::int64_t offset = 0;
    std::int64_t length = 0;
};

struct Repeatable;

/// The answer. Content-Length, Date, Connection and, for HEAD, the missing body are net's business.
struct HttpResponse {
    int status = 200;
    QList<std::pair<QByteArray, QByteArray>> headers;
    std::variant<QByteArray, FileBody, SourceBody> body;
    std::shared_ptr<const Repeatable> repeatable{}; ///< what a whole file rests on that may be sent again
};

/// Takes a body as it arrives. One write at a time: net reads on only when the task is done, so memory stays
/// flat.
class BodySink {
public:
    virtual ~BodySink() = default;

    /// A chunk of at most 256 KiB. An error stops the reading; what was written before is kept by the sink.
    virtual Task<Status> write(QByteArray chunk) = 0;
};

/// One request waiting for its answer. Thread-safe; must be answered exactly once. If it is dropped
/// unanswered, net answers 500. If the peer goes away the calls do nothing and body tasks end with
/// NetworkFailed.
class HttpExchange {
public:
    virtual ~HttpExchange() = default;

    [[nodiscard]] virtual const HttpRequest& request() const = 0;

    /// Who asks has shown a session, a ticket, or another secret of ours. Until then the request counts among
    /// its address's connections before sign-in; its connection does not again for the same address.
    virtual void signedIn() = 0;

    /// Answers. An unread body is drained (a little) or the connection is closed after the answer.
    virtual void respond(HttpResponse response) = 0;

    /// Reads the whole body, at most `limit` bytes (TooLarge beyond). Sends 100-continue first if it was
    /// asked for.
    virtual Task<Result<QByteArray>> readBody(std::int64_t limit) = 0;

    /// Streams the body into `sink`, at most `limit` bytes; answers how many bytes the sink has taken. On a
    /// cut connection the sink keeps what it got and the task fails with NetworkFailed.
    virtual Task<Result<std::int64_t>> readInto(std::shared_ptr<BodySink> sink, std::int64_t limit) = 0;
};

/// The domain side of HTTP. Called on the domain thread once for each request; answers through the exchange.
class HttpHandler {
public:
    virtual ~HttpHandler() = default;
    virtual void handle(std::shared_ptr<HttpExchange> exchange) = 0;
};

} // namespace parlor::server
