#pragma once

#include "client/core/net/httpclient.h"
#include "client/core/net/link.h"
#include "client/core/values.h"
#include "shared/core/executor.h"

#include <QJsonObject>
#include <QObject>

namespace parlor::client {

/// The error that an answer tells, if it is not 2xx (or 304): its problem document, or the best code for its
/// status.
std::optional<Error> problemOf(const HttpAnswer& answer);

/// The JSON object in an answer that is no problem.
Result<QJsonObject> objectOf(const Result<HttpAnswer>& answer);

/// A route of a server, e.g. "/v1/photos".
QUrl routeOf(const ServerAddress& server, const QString& path, const QString& query = {});

HttpCall jsonCall(const QByteArray& method, const ServerAddress& server, const QString& path,
                  const QJsonObject& body = {});

/// HTTP with the session's token: adds it, and once, when the server does not take it, fetches a new one.
/// Problems become errors. Interface thread only.
class Api final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    Api(HttpClient& http, TokenSource& tokens, Executor& executor, QObject* parent = nullptr);

    void setServer(const ServerAddress& server) { m_server = server; }

    [[nodiscard]] const ServerAddress& server() const { return m_server; }

    /// A call that can be ended; 0 before it was sent.
    struct Handle {
        HttpClient::CallId call = 0;
        bool cancelled = false;
    };

    /// `call.url` is a path of the server (with its query) or a whole URL on it.
    Task<Result<HttpAnswer>> send(HttpCall call, std::shared_ptr<Handle> handle = nullptr);
    Task<Result<HttpAnswer>> get(const QString& path, const QString& query = {});
    Task<Result<HttpAnswer>> json(const QByteArray& method, const QString& path,
                                  const QJsonObject& body = {});
    void cancel(Handle& handle);

private:
    struct Attempt;
    void attempt(const std::shared_ptr<Attempt>& attempt);

    HttpClient& m_http;
    TokenSource& m_tokens;
    Executor& m_executor;
    ServerAddress m_server;
};

} // namespace parlor::client
