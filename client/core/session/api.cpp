#include "client/core/session/api.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QPointer>

namespace parlor::client {

namespace {

ErrorCode codeForStatus(int status) {
    switch (status) {
    case 400:
        return ErrorCode::BadRequest;
    case 401:
        return ErrorCode::NotSignedIn;
    case 403:
        return ErrorCode::Forbidden;
    case 404:
        return ErrorCode::NotFound;
    case 408:
        return ErrorCode::Timeout;
    case 409:
        return ErrorCode::Conflict;
    case 410:
        return ErrorCode::Gone;
    case 413:
        return ErrorCode::TooLarge;
    case 429:
        return ErrorCode::RateLimited;
    case 502:
    case 503:
    case 504:
        return ErrorCode::Busy;
    default:
        return status >= 500 ? ErrorCode::Internal : ErrorCode::BadRequest;
    }
}

bool isAboutTheToken(ErrorCode code) {
    return code == ErrorCode::TokenExpired || code == ErrorCode::TokenInvalid;
}

} // namespace

std::optional<Error> problemOf(const HttpAnswer& answer) {
    if ((answer.status >= 200 && answer.status < 300) || answer.status == 304)
        return std::nullopt;
    Error error{codeForStatus(answer.status), u"HTTP %1"_qs.arg(answer.status), 0};
    if (const auto document = codec::parseObject(answer.body, limits::jsonBody)) {
        if (const auto code = errorCodeFromWire(document->value(u"code"_qs).toString()))
            error.code = *code;
        error.retryAfterMs = document->value(u"retry_after_ms"_qs).toInteger();
    }
    if (error.retryAfterMs <= 0)
        error.retryAfterMs = answer.header("retry-after").toLongLong() * 1000;
    error.retryAfterMs = std::clamp<std::int64_t>(error.retryAfterMs, 0, 3'600'000);
    return error;
}

Result<QJsonObject> objectOf(const Result<HttpAnswer>& answer) {
    if (!answer)
        return std::unexpected(answer.error());
    if (const auto problem = problemOf(*answer))
        return std::unexpected(*problem);
    return codec::parseObject(answer->body, 16LL * 1024 * 1024);
}

QUrl routeOf(const ServerAddress& server, const QString& path, const QString& query) {
    QUrl url = server.url;
    url.setPath(url.path() + path);
    if (!query.isEmpty())
        url.setQuery(query);
    return url;
}

HttpCall jsonCall(const QByteArray& method, const ServerAddress& server, const QString& path,
                  const QJsonObject& body) {
    HttpCall call;
    call.method = method;
    call.url = routeOf(server, path);
    call.pin = server.pin;
    if (method != "GET" && method != "DELETE") {
        call.headers.emplace_back("Content-Type", "application/json");
        call.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    }
    return call;
}

struct Api::Attempt {
    HttpCall call;
    Promise<Result<HttpAnswer>> promise;
    std::shared_ptr<Handle> handle;
    bool second = false;
};

Api::Api(HttpClient& http, TokenSource& tokens, Executor& executor, QObject* parent)
    : QObject(parent), m_http(http), m_tokens(tokens), m_executor(executor) {}

Task<Result<HttpAnswer>> Api::send(HttpCall call, std::shared_ptr<Handle> handle) {
    const auto made = std::make_shared<Attempt>();
    if (call.url.isRelative())
        call.url = routeOf(m_server, call.url.path(), call.url.query(QUrl::FullyEncoded));
    call.pin = m_server.pin;
    made->call = std::move(call);
    made->handle = handle ? std::move(handle) : std::make_shared<Handle>();
    attempt(made);
    return made->promise.task();
}

Task<Result<HttpAnswer>> Api::get(const QString& path, const QString& query) {
    HttpCall call = jsonCall("GET", m_server, path);
    call.url = routeOf(m_server, path, query);
    return send(std::move(call));
}

Task<Result<HttpAnswer>> Api::json(const QByteArray& method, const QString& path, const QJsonObject& body) {
    return send(jsonCall(method, m_server, path, body));
}

void Api::cancel(Handle& handle) {
    handle.cancelled = true;
    if (handle.call != 0)
        m_http.cancel(handle.call);
}

void Api::attempt(const std::shared_ptr<Attempt>& made) {
    m_tokens.accessToken([self = QPointer(this), made](const Result<QString>& token) {
        if (!self)
            return;
        if (made->handle->cancelled)
            return made->promise.finish(fail(ErrorCode::Cancelled));
        if (!token)
            return made->promise.finish(std::unexpected(token.error()));
        HttpCall call = made->call;
        call.headers.emplace_back("Authorization", "Bearer " + token->toLatin1());
        const auto started = self->m_http.start(std::move(call));
        made->handle->call = started.id;
        whenDone(started.answer, &self->m_executor, self.data(),
                 [self, made, token = *token](const Result<HttpAnswer>& answer) {
                     if (!answer)
                         return made->promise.finish(answer);
                     const auto problem = problemOf(*answer);
                     if (!problem)
                         return made->promise.finish(answer);
                     if (made->second || !isAboutTheToken(problem->code))
                         return made->promise.finish(std::unexpected(*problem));
                     made->second = true;
                     self->m_tokens.distrust(token);
                     self->attempt(made);
                 });
    });
}

} // namespace parlor::client
