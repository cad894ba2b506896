#include "shared/protocol/jsonparser.h"

#include "shared/protocol/limits.h"

#include <cmath>

namespace parlor::codec {

namespace {

constexpr qsizetype longestNumber = 1'000;
constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Valid UTF-8; unlike QString::fromUtf8() it keeps U+FEFF at the beginning.
void append(QString& out, QByteArrayView utf8) {
    while (utf8.startsWith(byteOrderMark)) {
        out += QChar::ByteOrderMark;
        utf8 = utf8.sliced(byteOrderMark.size());
    }
    out += QString::fromUtf8(utf8);
}

} // namespace

Result<QJsonObject> JsonParser::parse() {
    if (QByteArrayView(m_at, m_end - m_at).startsWith(byteOrderMark))
        m_at += byteOrderMark.size();
    space();
    QJsonObject out;
    if (m_at == m_end || *m_at != '{' || !object(1, out))
        return fail(m_failure);
    space();
    if (m_at != m_end)
        return fail(ErrorCode::BadFrame);
    return out;
}

bool JsonParser::refuse(ErrorCode code) {
    m_failure = code;
    return false;
}

void JsonParser::space() {
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t'))
        ++m_at;
}

bool JsonParser::accept(char c) {
    if (m_at == m_end || *m_at != c)
        return false;
    ++m_at;
    return true;
}

bool JsonParser::value(int depth, QJsonValue& out) {
    if (m_at == m_end)
        return false;
    switch (*m_at) {
    case '{': {
        QJsonObject inner;
        const bool ok = object(depth + 1, inner);
        out = inner;
        return ok;
    }
    case '[': {
        QJsonArray inner;
        const bool ok = array(depth + 1, inner);
        out = inner;
        return ok;
    }
    case '"': {
        QString inner;
        const bool ok = string(inner);
        out = inner;
        return ok;
    }
    case 't':
        out = true;
        return literal("true");
    case 'f':
        out = false;
        return literal("false");
    case 'n':
        out = QJsonValue();
        return literal("null");
    default:
        return number(out);
    }
}

bool JsonParser::object(int depth, QJsonObject& out) {
    if (depth > limits::jsonDepth)
        return refuse(ErrorCode::TooDeep);
    ++m_at;
    space();
    if (accept('}'))
        return true;
    do {
        space();
        QString key;
        if (m_at == m_end || *m_at != '"' || !string(key))
            return false;
        space();
        if (out.size() == limits::jsonKeys || out.contains(key) || !accept(':'))
            return false;
        space();
        QJsonValue inner;
        if (!value(depth, inner))
            return false;
        if (depth == 1 && key == QLatin1StringView("rid")) {
            const qint64 rid = inner.toInteger();
            m_rid = rid > 0 && rid < (1LL << 53) ? rid : 0;
        }
        out.insert(key, inner);
        space();
    } while (accept(','));
    return accept('}');
}

bool JsonParser::array(int depth, QJsonArray& out) {
    if (depth > limits::jsonDepth)
        return refuse(ErrorCode::TooDeep);
    ++m_at;
    space();
    if (accept(']'))
        return true;
    do {
        space();
        QJsonValue inner;
        if (!value(depth, inner))
            return false;
        out.append(inner);
        space();
    } while (accept(','));
    return accept(']');
}

bool JsonParser::string(QString& out) {
    const char* plain = ++m_at;
    while (m_at != m_end) {
        const auto c = static_cast<unsigned char>(*m_at);
        if (c == '"') {
            append(out, {plain, m_at - plain});
            ++m_at;
            return true;
        }
        if (c == '\\') {
            append(out, {plain, m_at - plain});
            if (!escape(out))
                return false;
            plain = m_at;
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

bool JsonParser::escape(QString& out) {
    ++m_at;
    if (m_at == m_end)
        return false;
    const char c = *m_at++;
    constexpr QByteArrayView letters("\"\\/bfnrt");
    constexpr QByteArrayView meanings("\"\\/\b\f\n\r\t");
    if (const auto letter = letters.indexOf(c); letter >= 0) {
        out += QLatin1Char(meanings[letter]);
        return true;
    }
    char16_t unit = 0;
    if (c != 'u' || !hex4(unit))
        return false;
    if (unit == 0 || QChar::isLowSurrogate(unit))
        return refuse(ErrorCode::BadText);
    out += QChar(unit);
    if (QChar::isHighSurrogate(unit)) {
        char16_t low = 0;
        if (!accept('\\') || !accept('u') || !hex4(low) || !QChar::isLowSurrogate(low))
            return refuse(ErrorCode::BadText);
        out += QChar(low);
    }
    return true;
}

bool JsonParser::hex4(char16_t& unit) {
    if (m_end - m_at < 4)
        return false;
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        const char c = *m_at++;
        if (isDigit(c))
            value = value * 16 + static_cast<std::uint32_t>(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            value = value * 16 + static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
        else
            return false;
    }
    unit = static_cast<char16_t>(value);
    return true;
}

// Unicode 15, table 3-7: well-formed UTF-8 byte sequences.
bool JsonParser::wideCharacter() {
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

bool JsonParser::digits() {
    const char* first = m_at;
    while (m_at != m_end && isDigit(*m_at))
        ++m_at;
    return m_at != first;
}

bool JsonParser::number(QJsonValue& out) {
    const char* start = m_at;
    accept('-');
    if (!accept('0') && !digits())
        return false;
    bool whole = true;
    if (accept('.')) {
        whole = false;
        if (!digits())
            return false;
    }
    if (accept('e') || accept('E')) {
        whole = false;
        if (!accept('+'))
            accept('-');
        if (!digits())
            return false;
    }
    const QByteArrayView text(start, m_at - start);
    if (text.size() > longestNumber)
        return false;
    bool ok = false;
    // Beyond 2^53 numbers are doubles, as for everybody who reads JSON (RFC 7493, 2.2).
    if (const qint64 integer = text.toLongLong(&ok);
        whole && ok && integer < (1LL << 53) && integer > -(1LL << 53)) {
        out = integer;
        return true;
    }
    const double real = text.toDouble(&ok);
    if (!ok || !std::isfinite(real))
        return false;
    out = real;
    return true;
}

bool JsonParser::literal(QByteArrayView word) {
    if (!QByteArrayView(m_at, m_end - m_at).startsWith(word))
        return false;
    m_at += word.size();
    return true;
}

} // namespace parlor::codec
