#include "server/edge/http/problem.h"

#include <QJsonDocument>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

HttpResponse made(const Error& error, int status) {
    QJsonObject body{{u"type"_qs, u"urn:parlor:error:"_qs + wireCode(error.code)},
                     {u"title"_qs, textFor(error.code)},
                     {u"status"_qs, status},
                     {u"code"_qs, QString(wireCode(error.code))}};
    HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", "application/problem+json"}, {"cache-control", "no-store"}};
    if (error.retryAfterMs > 0) {
        body.insert(u"retry_after_ms"_qs, qint64(error.retryAfterMs));
        response.headers.append(
            {"retry-after", QByteArray::number(qint64((error.retryAfterMs + 999) / 1000))});
    }
    if (status == 401)
        response.headers.emplace_back("www-authenticate", "Bearer");
    response.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return response;
}

} // namespace

HttpResponse problem(const Error& error) {
    return made(error, httpStatus(error.code));
}

HttpResponse problem(ErrorCode code) {
    return problem(Error{code, {}, 0});
}

HttpResponse problem(ErrorCode code, int status) {
    return made(Error{code, {}, 0}, status);
}

HttpResponse json(const QJsonObject& object, int status) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"content-type", "application/json"}, {"cache-control", "no-store"}};
    response.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return response;
}

HttpResponse noContent() {
    HttpResponse response;
    response.status = 204;
    response.headers = {{"cache-control", "no-store"}};
    return response;
}

} // namespace parlor::server
