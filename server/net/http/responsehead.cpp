#include "server/net/http/responsehead.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace parlor::server {

namespace {

struct Reason {
    int status;
    const char* text;
};

constexpr Reason reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {460, "Checksum Mismatch"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

const char* reasonFor(int status) {
    for (const Reason& reason : reasons)
        if (reason.status == status)
            return reason.text;
    return "Status";
}

bool isSafe(const QByteArray& text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

bool isOurs(const QByteArray& name) {
    static constexpr std::array<QByteArrayView, 6> ours{
        "content-length", "transfer-encoding", "connection", "keep-alive", "date", "upgrade"};
    return std::ranges::any_of(ours, [&](QByteArrayView one) {
        return one.size() == name.size() && name.compare(one, Qt::CaseInsensitive) == 0;
    });
}

/// 426 names what it asks for, which Connection has to say as well (RFC 9110, 7.8 and 15.5.22).
QByteArray connectionFields(int status, const ResponseFraming& framing) {
    constexpr int upgradeRequired = 426;
    const bool asksForUpgrade = status == upgradeRequired;
    QByteArrayList options;
    if (asksForUpgrade)
        options.append("Upgrade");
    if (!framing.keepAlive)
        options.append("close");
    else if (!framing.isHttp11)
        options.append("keep-alive");
    if (options.isEmpty())
        return {};
    const QByteArray connection = "Connection: " + options.join(", ") + "\r\n";
    return asksForUpgrade ? "Upgrade: websocket\r\n" + connection : connection;
}

} // namespace

bool hasBody(int status) {
    return status >= 200 && status != 204 && status != 304;
}

std::int64_t bodyLength(const HttpResponse& response) {
    struct Visitor {
        std::int64_t operator()(const QByteArray& bytes) const { return bytes.size(); }

        std::int64_t operator()(const FileBody& file) const { return file.length; }

        std::int64_t operator()(const SourceBody& source) const { return source.length; }
    };

    return std::visit(Visitor{}, response.body);
}

QByteArray encodeFields(const HttpResponse& response) {
    QByteArray fields;
    fields.reserve(512);
    fields += "HTTP/1.1 ";
    fields += QByteArray::number(response.status);
    fields += ' ';
    fields += reasonFor(response.status);
    fields += "\r\n";
    for (const auto& [name, value] : response.headers) {
        if (isOurs(name) || name.isEmpty() || !isSafe(name) || !isSafe(value) || name.contains(':')
            || name.contains(' '))
            continue;
        fields += name;
        fields += ": ";
        fields += value;
        fields += "\r\n";
    }
    return fields;
}

QByteArray framedHead(const QByteArray& fields, int status, const ResponseFraming& framing,
                      const QByteArray& date) {
    QByteArray head;
    head.reserve(fields.size() + 128);
    head += fields;
    head += "Date: ";
    head += date;
    head += "\r\n";
    if (hasBody(status)) {
        head += "Content-Length: ";
        head += QByteArray::number(framing.contentLength);
        head += "\r\n";
    }
    head += connectionFields(status, framing);
    head += "\r\n";
    return head;
}

QByteArray encodeHead(const HttpResponse& response, const ResponseFraming& framing, const QByteArray& date) {
    return framedHead(encodeFields(response), response.status, framing, date);
}

HttpResponse problem(ErrorCode code, int status, std::int64_t retryAfterMs) {
    HttpResponse response;
    response.status = status ? status : httpStatus(code) ? httpStatus(code) : 500;
    QJsonObject body{{QStringLiteral("type"), QStringLiteral("urn:parlor:error:") + wireCode(code)},
                     {QStringLiteral("title"), textFor(code)},
                     {QStringLiteral("status"), response.status},
                     {QStringLiteral("code"), QString(wireCode(code))}};
    response.headers = {{"Content-Type", "application/problem+json"},
                        {"Cache-Control", "no-store"},
                        {"X-Content-Type-Options", "nosniff"}};
    if (retryAfterMs > 0) {
        body.insert(QStringLiteral("retry_after_ms"), qint64(retryAfterMs));
        response.headers.emplaceBack("Retry-After", QByteArray::number((retryAfterMs + 999) / 1000));
    }
    response.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return response;
}

HttpResponse problem(const HeadError& error) {
    return problem(error.code, error.status);
}

QByteArray httpDate(std::int64_t msSinceEpoch) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(msSinceEpoch, Qt::UTC);
    return QLocale::c().toString(time, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'").toLatin1();
}

} // namespace parlor::server
