#include "shared/protocol/jsonscan.h"

#include "shared/protocol/limits.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace parlor::codec {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Keys with escapes are rare; Qt decodes them.
QByteArray unescaped(QByteArrayView token) {
    const QByteArray document = '[' + token.toByteArray() + ']';
    return QJsonDocument::fromJson(document).array().at(0).toString().toUtf8();
}

} // namespace

Status JsonScan::run() {
    if (m_end - m_at >= 3 && QByteArrayView(m_at, 3) == QByteArrayView("\xEF\xBB\xBF"))
        m_at += 3;
    space();
    if (m_at == m_end || *m_at != '{' || !object(1))
        return fail(m_failure);
    space();
    if (m_at != m_end)
        return fail(ErrorCode::BadFrame);
    return {};
}

bool JsonScan::refuse(ErrorCode code) {
    m_failure = code;
    return false;
}

void JsonScan::space() {
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t'))
        ++m_at;
}

bool JsonScan::accept(char c) {
    if (m_at == m_end || *m_at != c)
        return false;
    ++m_at;
    return true;
}

bool JsonScan::value(int depth) {
    if (m_at == m_end)
        return false;
    switch (*m_at) {
    case '{':
        return object(depth + 1);
    case '[':
        return array(depth + 1);
    case '"':
        return string();
    case 't':
        return literal("true");
    case 'f':
        return literal("false");
    case 'n':
        return literal("null");
    default:
        return number(nullptr);
    }
}

bool JsonScan::object(int depth) {
    if (depth > limits::jsonDepth)
        return refuse(ErrorCode::TooDeep);
    ++m_at;
    space();
    if (accept('}'))
        return true;
    const auto firstKey = m_keys.size();
    do {
        space();
        if (!key())
            return false;
        const QByteArrayView name = m_keys.back();
        const auto others = m_keys.begin() + static_cast<std::ptrdiff_t>(firstKey);
        if (m_keys.size() - firstKey > static_cast<std::size_t>(limits::jsonKeys)
            || std::find(others, m_keys.end() - 1, name) != m_keys.end() - 1)
            return false;
        space();
        if (!accept(':'))
            return false;
        space();
        if (depth == 1 && name == QByteArrayView("rid") && m_at != m_end && isDigit(*m_at)) {
            QByteArrayView token;
            if (!number(&token))
                return false;
            bool ok = false;
            const qint64 rid = token.toLongLong(&ok);
            m_rid = ok && rid < (1LL << 53) ? rid : 0;
        } else if (!value(depth)) {
            return false;
        }
        space();
    } while (accept(','));
    m_keys.resize(firstKey);
    return accept('}');
}

bool JsonScan::array(int depth) {
    if (depth > limits::jsonDepth)
        return refuse(ErrorCode::TooDeep);
    ++m_at;
    space();
    if (accept(']'))
        return true;
    do {
        space();
        if (!value(depth))
            return false;
        space();
    } while (accept(','));
    return accept(']');
}

bool JsonScan::key() {
    const char* start = m_at;
    if (m_at == m_end || *m_at != '"' || !string())
        return false;
    const QByteArrayView token(start, m_at - start);
    if (token.contains('\\')) {
        m_unescaped.push_back(unescaped(token));
        m_keys.emplace_back(m_unescaped.back());
    } else {
        m_keys.push_back(token.sliced(1, token.size() - 2));
    }
    return true;
}

bool JsonScan::string() {
    ++m_at;
    while (m_at != m_end) {
        const auto c = static_cast<unsigned char>(*m_at);
        if (c == '"') {
            ++m_at;
            return true;
        }
        if (c == '\\') {
            if (!escape())
                return false;
        } else if (c >= 0x80) {
            if (!wideCharacter())
                return refuse(ErrorCode::BadText);
        } else if (c < 0x20) {
            return refuse(c == 0 ? ErrorCode::BadText : ErrorCode::BadFrame);
        } else {
            ++m_at;
        }
    }
    return false;
}

bool JsonScan::escape() {
    ++m_at;
    if (m_at == m_end)
        return false;
    const char c = *m_at++;
    if (QByteArrayView("\"\\/bfnrt").contains(c))
        return true;
    std::uint32_t unit = 0;
    if (c != 'u' || !hex4(unit))
        return false;
    if (unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return refuse(ErrorCode::BadText);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        std::uint32_t low = 0;
        if (!accept('\\') || !accept('u') || !hex4(low) || low < 0xDC00 || low > 0xDFFF)
            return refuse(ErrorCode::BadText);
    }
    return true;
}

bool JsonScan::hex4(std::uint32_t& unit) {
    if (m_end - m_at < 4)
        return false;
    for (int i = 0; i < 4; ++i) {
        const char c = *m_at++;
        if (isDigit(c))
            unit = unit * 16 + static_cast<std::uint32_t>(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            unit = unit * 16 + static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
        else
            return false;
    }
    return true;
}

// Unicode 15, table 3-7: well-formed UTF-8 byte sequences.
bool JsonScan::wideCharacter() {
    const auto lead = static_cast<unsigned char>(*m_at);
    const int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || m_end - m_at < length)
        return false;
    const auto second = static_cast<unsigned char>(m_at[1]);
    const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most)
        return false;
    for (int i = 2; i < length; ++i)
        if ((static_cast<unsigned char>(m_at[i]) & 0xC0) != 0x80)
            return false;
    m_at += length;
    return true;
}

bool JsonScan::number(QByteArrayView* token) {
    const char* start = m_at;
    const auto digits = [this] {
        const char* first = m_at;
        while (m_at != m_end && isDigit(*m_at))
            ++m_at;
        return m_at != first;
    };
    accept('-');
    if (!accept('0') && !digits())
        return false;
    bool plain = true;
    if (accept('.')) {
        plain = false;
        if (!digits())
            return false;
    }
    if (accept('e') || accept('E')) {
        plain = false;
        if (!accept('+'))
            accept('-');
        if (!digits())
            return false;
    }
    const QByteArrayView text(start, m_at - start);
    if (token != nullptr)
        *token = text;
    if (plain && text.size() < 300)
        return true;
    bool ok = false;
    return text.size() < 1'000 && std::isfinite(text.toDouble(&ok));
}

bool JsonScan::literal(QByteArrayView word) {
    if (QByteArrayView(m_at, std::min<qsizetype>(m_end - m_at, word.size())) != word)
        return false;
    m_at += word.size();
    return true;
}

} // namespace parlor::codec
