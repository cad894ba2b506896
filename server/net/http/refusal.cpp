#include "server/net/http/refusal.h"

namespace parlor::server {

namespace {

constexpr QByteArrayView lineEnd = "\r\n";

/// "POST /v1/uploads?x HTTP/1.1"
void readFirstLine(QByteArrayView line, HttpRequest* request) {
    const qsizetype target = line.indexOf(' ') + 1;
    const qsizetype end = line.indexOf(' ', target);
    if (target == 0 || end < 0 || line.at(target) != '/')
        return;
    const QByteArrayView whole = line.sliced(target, end - target);
    const qsizetype question = whole.indexOf('?');
    const QByteArray path = whole.first(question < 0 ? whole.size() : question).toByteArray();
    request->method = line.first(target - 1).toByteArray();
    request->path = QString::fromUtf8(QByteArray::fromPercentEncoding(path));
}

} // namespace

HttpRequest requestIn(QByteArrayView head) {
    HttpRequest request;
    qsizetype end = head.indexOf(lineEnd);
    if (end < 0)
        return request;
    readFirstLine(head.first(end), &request);
    while (true) {
        const qsizetype start = end + lineEnd.size();
        end = head.indexOf(lineEnd, start);
        if (end <= start) // the last line, or one that has not come whole
            return request;
        const QByteArrayView line = head.sliced(start, end - start);
        if (const qsizetype colon = line.indexOf(':'); colon > 0)
            request.headers.emplaceBack(line.first(colon).toByteArray().toLower(),
                                        line.sliced(colon + 1).trimmed().toByteArray());
    }
}

HttpResponse refusal(HttpResponse response, const HttpRequest& request, const NetConfig& config) {
    if (config.headersFor && !request.path.isEmpty())
        response.headers += config.headersFor(request);
    return response;
}

} // namespace parlor::server
