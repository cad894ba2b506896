#include "server/net/http/requesthead.h"

#include <QUrl>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <array>

namespace parlor::server {

namespace {

namespace http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastText = boost::beast::string_view;

QByteArray toBytes(BeastText text) {
    return {text.data(), qsizetype(text.size())};
}

/// Collects the start line and the fields; the body is framed elsewhere.
class Collector final : public http::basic_parser<true> {
public:
    QByteArray method, target;
    int version = 11;
    QList<std::pair<QByteArray, QByteArray>> fields;

private:
    void on_request_impl(http::verb, BeastText verb, BeastText uri, int number, BeastError&) override {
        method = toBytes(verb);
        target = toBytes(uri);
        version = number;
    }

    void on_field_impl(http::field, BeastText name, BeastText value, BeastError&) override {
        fields.emplaceBack(toBytes(name).toLower(), toBytes(value));
    }

    void on_response_impl(int, BeastText, int, BeastError&) override {}

    void on_header_impl(BeastError&) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}

    std::size_t on_body_impl(BeastText, BeastError&) override { return 0; }

    void on_chunk_header_impl(std::uint64_t, BeastText, BeastError&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, BeastText, BeastError&) override { return 0; }

    void on_finish_impl(BeastError&) override {}
};

std::unexpected<HeadError> refuse(int status, ErrorCode code) {
    return std::unexpected(HeadError{status, code, {}});
}

std::unexpected<HeadError> badRequest() {
    return refuse(400, ErrorCode::BadRequest);
}

bool isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c));
}

/// Beast trims values before we see them; length and coding fields must be exact as they stand on the wire.
bool areLinesStrict(QByteArrayView head) {
    qsizetype start = head.indexOf("\r\n") + 2;
    while (start < head.size() - 2) {
        const qsizetype end = head.indexOf("\r\n", start);
        const QByteArrayView line = head.sliced(start, end - start);
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || !std::all_of(line.begin(), line.begin() + colon, isTokenCharacter))
            return false;
        const QByteArrayView name = line.first(colon);
        if ((line.endsWith(' ') || line.endsWith('\t'))
            && (name.compare("content-length", Qt::CaseInsensitive) == 0
                || name.compare("transfer-encoding", Qt::CaseInsensitive) == 0))
            return false;
        start = end + 2;
    }
    return true;
}

bool isHostValid(QByteArrayView host) {
    return !host.isEmpty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || std::strchr(".-_:[]", c);
    });
}

bool isPercentEncodingValid(QByteArrayView text) {
    const auto isHex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    for (qsizetype i = 0; i < text.size(); ++i)
        if (text[i] == '%' && (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])))
            return false;
    return true;
}

/// Sets path and query from the request target; strips an absolute form's authority, which must be the host.
std::expected<void, HeadError> readTarget(QByteArray target, const QByteArray& host, HttpRequest& request) {
    for (const char c : target)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f || c == '#')
            return badRequest();
    if (target == "*" && request.method == "OPTIONS")
        target = "/";
    for (const QByteArrayView scheme : {QByteArrayView("http://"), QByteArrayView("https://")}) {
        if (!QByteArrayView(target).startsWith(scheme))
            continue;
        const qsizetype slash = target.indexOf('/', scheme.size());
        const QByteArray authority = target.mid(scheme.size(), slash < 0 ? -1 : slash - scheme.size());
        if (authority.compare(host, Qt::CaseInsensitive) != 0)
            return refuse(421, ErrorCode::BadRequest);
        target = slash < 0 ? QByteArray("/") : target.mid(slash);
        break;
    }
    const qsizetype question = target.indexOf('?');
    const QByteArray path = question < 0 ? target : target.first(question);
    if (!path.startsWith('/') || !isPercentEncodingValid(target))
        return badRequest();
    const QByteArray decoded = QByteArray::fromPercentEncoding(path);
    if (decoded.contains('\0') || !decoded.isValidUtf8())
        return badRequest();
    request.path = QString::fromUtf8(decoded);
    if (question >= 0)
        request.query = QUrlQuery(QString::fromLatin1(target.mid(question + 1)));
    return {};
}

std::expected<void, HeadError> checkMethod(const HttpRequest& request) {
    if (request.method == "TRACE" || request.method == "CONNECT")
        return refuse(405, ErrorCode::MethodNotAllowed);
    static constexpr std::array known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    if (std::none_of(known.begin(), known.end(), [&](const char* name) { return request.method == name; }))
        return refuse(501, ErrorCode::MethodNotAllowed);
    return {};
}

/// Body framing (RFC 9112, 6): at most one Content-Length of digits, or the one coding `chunked`, never both.
std::expected<void, HeadError> readFraming(RequestHead& head) {
    int lengths = 0, codings = 0;
    for (const auto& [name, value] : head.request.headers) {
        if (name == "content-length") {
            const bool isNumber =
                !value.isEmpty() && value.size() <= 18
                && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (!isNumber || ++lengths > 1)
                return badRequest();
            head.request.contentLength = value.toLongLong();
        } else if (name == "transfer-encoding") {
            if (++codings > 1 || !head.isHttp11)
                return badRequest();
            if (value.compare("chunked", Qt::CaseInsensitive) != 0)
                return value.contains(',') || hasToken(value, "chunked") ? badRequest()
                                                                         : refuse(501, ErrorCode::BadRequest);
            head.isChunked = true;
        }
    }
    if (lengths && codings)
        return badRequest();
    if (head.isChunked)
        head.request.contentLength = -1;
    return {};
}

std::expected<void, HeadError> readFields(RequestHead& head) {
    int hosts = 0, authorizations = 0;
    for (const auto& [name, value] : head.request.headers) {
        if (value.contains('\0'))
            return badRequest();
        if (name == "host") {
            if (++hosts > 1 || !isHostValid(value))
                return badRequest();
        } else if (name == "authorization") {
            if (++authorizations > 1)
                return badRequest();
        } else if (name == "expect") {
            if (value.compare("100-continue", Qt::CaseInsensitive) != 0)
                return refuse(417, ErrorCode::BadRequest);
            head.expectsContinue = head.isHttp11;
        } else if (name == "content-encoding") {
            if (!value.isEmpty() && value.compare("identity", Qt::CaseInsensitive) != 0)
                return refuse(415, ErrorCode::UnsupportedType);
        } else if (name == "connection") {
            if (hasToken(value, "close"))
                head.keepAlive = false;
            else if (!head.isHttp11 && hasToken(value, "keep-alive"))
                head.keepAlive = true;
        }
    }
    if (hosts == 0 && head.isHttp11)
        return badRequest();
    return {};
}

} // namespace

bool hasToken(QByteArrayView value, QByteArrayView token) {
    while (!value.isEmpty()) {
        const qsizetype comma = value.indexOf(',');
        const QByteArrayView part = (comma < 0 ? value : value.first(comma)).trimmed();
        if (part.compare(token, Qt::CaseInsensitive) == 0)
            return true;
        value = comma < 0 ? QByteArrayView() : value.sliced(comma + 1);
    }
    return false;
}

std::expected<qsizetype, HeadError> HeadScanner::scan(QByteArrayView bytes, const NetLimits& limits) {
    for (; m_position < bytes.size(); ++m_position) {
        const char c = bytes[m_position];
        if (m_position >= limits.headBytes)
            return refuse(431, ErrorCode::HeadTooLarge);
        if (m_lines == 0 && m_position > limits.targetBytes + 32)
            return refuse(414, ErrorCode::HeadTooLarge);
        const bool afterReturn = m_position > 0 && bytes[m_position - 1] == '\r';
        if (c == '\0' || (c == '\n') != afterReturn)
            return badRequest();
        if (c != '\n') {
            if (m_position == m_lineStart && m_lines > 0 && (c == ' ' || c == '\t'))
                return badRequest();
            continue;
        }
        const qsizetype length = m_position - 1 - m_lineStart;
        if (m_lines == 0 && !bytes.first(m_position).contains(" HTTP/"))
            return badRequest();
        if (length == 0) {
            ++m_position;
            return m_position;
        }
        if (++m_lines > limits.headFields + 1)
            return refuse(431, ErrorCode::HeadTooLarge);
        m_lineStart = m_position + 1;
    }
    return 0;
}

std::expected<RequestHead, HeadError> parseHead(QByteArrayView bytes, const NetLimits& limits) {
    Collector parser;
    parser.header_limit(std::uint32_t(limits.headBytes) + 1);
    parser.skip(true);
    BeastError error;
    parser.put(boost::asio::buffer(bytes.data(), std::size_t(bytes.size())), error);
    if (error == http::error::bad_version) {
        const QByteArrayView line = bytes.first(bytes.indexOf("\r\n"));
        const QByteArrayView version = line.sliced(line.lastIndexOf(' ') + 1);
        const bool isVersion = version.size() == 8 && version.startsWith("HTTP/");
        return isVersion ? refuse(505, ErrorCode::BadRequest) : badRequest();
    }
    if (error || !parser.is_header_done() || !areLinesStrict(bytes))
        return badRequest();
    if (parser.target.size() > limits.targetBytes)
        return refuse(414, ErrorCode::HeadTooLarge);

    RequestHead head;
    head.isHttp11 = parser.version >= 11;
    head.keepAlive = head.isHttp11;
    head.request.method = parser.method;
    head.request.headers = std::move(parser.fields);
    if (auto framing = readFraming(head); !framing)
        return std::unexpected(framing.error());
    if (auto fields = readFields(head); !fields)
        return std::unexpected(fields.error());
    if (auto method = checkMethod(head.request); !method)
        return std::unexpected(method.error());
    if (auto target = readTarget(parser.target, head.request.header("host"), head.request); !target)
        return std::unexpected(target.error());
    return head;
}

} // namespace parlor::server
