#include "shared/protocol/jsonwriter.h"

#include <QJsonDocument>
#include <QLocale>

#include <charconv>

namespace parlor::codec {

namespace {

constexpr char hexDigits[] = "0123456789abcdef";

char shortEscape(char16_t c) {
    switch (c) {
    case u'"':
    case u'\\':
        return static_cast<char>(c);
    case u'\b':
        return 'b';
    case u'\f':
        return 'f';
    case u'\n':
        return 'n';
    case u'\r':
        return 'r';
    case u'\t':
        return 't';
    default:
        return 0;
    }
}

// The bytes of one character that needs more than one; `at` is moved past its second half.
char* putWide(char* out, const char16_t*& at, const char16_t* end) {
    char32_t c = *at;
    if (QChar::isSurrogate(c)) {
        if (QChar::isHighSurrogate(c) && at + 1 != end && QChar::isLowSurrogate(at[1]))
            c = QChar::surrogateToUcs4(at[0], at[1]), ++at;
        else
            c = QChar::ReplacementCharacter;
    }
    if (c < 0x800) {
        *out++ = static_cast<char>(0xC0 | (c >> 6));
    } else {
        if (c < 0x10000) {
            *out++ = static_cast<char>(0xE0 | (c >> 12));
        } else {
            *out++ = static_cast<char>(0xF0 | (c >> 18));
            *out++ = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        }
        *out++ = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    }
    *out++ = static_cast<char>(0x80 | (c & 0x3F));
    return out;
}

} // namespace

// A comma is due after anything but an opening or a colon; strings end with a quote, so the last byte tells.
void JsonWriter::separate() {
    if (m_out.isEmpty())
        return;
    const char last = m_out.back();
    if (last != '{' && last != '[' && last != ':')
        m_out += ',';
}

JsonWriter& JsonWriter::key(QLatin1StringView name) {
    separate();
    m_out += '"';
    m_out.append(name.data(), name.size());
    m_out += "\":";
    return *this;
}

JsonWriter& JsonWriter::value(QStringView text) {
    separate();
    const qsizetype before = m_out.size();
    m_out.resize(before + text.size() * 6 + 2);
    char* const first = m_out.data() + before;
    char* out = first;
    *out++ = '"';
    const char16_t* const end = text.utf16() + text.size();
    for (const char16_t* at = text.utf16(); at != end; ++at) {
        const char16_t c = *at;
        if (c >= 0x80) {
            out = putWide(out, at, end);
        } else if (c >= 0x20 && c != u'"' && c != u'\\') {
            *out++ = static_cast<char>(c);
        } else if (const char letter = shortEscape(c)) {
            *out++ = '\\';
            *out++ = letter;
        } else {
            out = std::copy_n("\\u00", 4, out);
            *out++ = hexDigits[c >> 4];
            *out++ = hexDigits[c & 15];
        }
    }
    *out++ = '"';
    m_out.resize(before + (out - first));
    return *this;
}

JsonWriter& JsonWriter::value(QLatin1StringView word) {
    separate();
    m_out += '"';
    m_out.append(word.data(), word.size());
    m_out += '"';
    return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
    separate();
    char digits[24];
    const auto done = std::to_chars(std::begin(digits), std::end(digits), number);
    m_out.append(digits, done.ptr - digits);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    separate();
    m_out += QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
    return *this;
}

JsonWriter& JsonWriter::raw(QByteArrayView json) {
    separate();
    m_out.append(json.data(), json.size());
    return *this;
}

JsonWriter& JsonWriter::setBase64(QLatin1StringView name, const QByteArray& bytes) {
    if (bytes.isEmpty())
        return *this;
    return word(name, QLatin1StringView(bytes.toBase64()));
}

JsonWriter& JsonWriter::setHex(QLatin1StringView name, const QByteArray& bytes) {
    if (bytes.isEmpty())
        return *this;
    return word(name, QLatin1StringView(bytes.toHex()));
}

JsonWriter& JsonWriter::setObject(QLatin1StringView name, const QJsonObject& object) {
    if (object.isEmpty())
        return *this;
    return key(name).raw(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace parlor::codec
