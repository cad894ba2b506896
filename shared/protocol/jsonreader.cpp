#include "shared/protocol/jsonreader.h"

#include "shared/protocol/limits.h"

#include <QJsonDocument>

#include <cmath>

namespace parlor::codec {

namespace {

bool deeperThan(const QJsonValue& value, int levels) {
    if (!value.isObject() && !value.isArray())
        return false;
    if (levels == 0)
        return true;
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return std::any_of(array.begin(), array.end(),
                           [levels](const QJsonValue& inner) { return deeperThan(inner, levels - 1); });
    }
    const QJsonObject object = value.toObject();
    return std::any_of(object.begin(), object.end(),
                       [levels](const QJsonValue& inner) { return deeperThan(inner, levels - 1); });
}

} // namespace

qsizetype characters(QStringView text) {
    return text.size() - std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
}

std::optional<QJsonValue> JsonReader::field(QLatin1StringView key, QJsonValue::Type type, Need need) {
    if (!m_status)
        return std::nullopt;
    QJsonValue value = m_object.value(key);
    if (value.type() == type)
        return value;
    if (!value.isUndefined() || need == Need::Required)
        fail(ErrorCode::BadFrame);
    return std::nullopt;
}

std::optional<std::int64_t> JsonReader::integer(QLatin1StringView key, std::int64_t least, std::int64_t most,
                                                Need need) {
    const auto value = field(key, QJsonValue::Double, need);
    if (!value)
        return std::nullopt;
    const double number = value->toDouble();
    if (std::floor(number) != number || std::fabs(number) > double(maxNumber) || number < double(least)
        || number > double(most)) {
        fail(ErrorCode::BadFrame);
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

void JsonReader::text(QLatin1StringView key, QString& out, qsizetype most, Need need) {
    const auto value = field(key, QJsonValue::String, need);
    if (!value)
        return;
    QString read = value->toString();
    if (most != anyLength && characters(read) > most)
        return fail(ErrorCode::TooLarge);
    out = std::move(read);
}

void JsonReader::number(QLatin1StringView key, std::int64_t& out, std::int64_t least, std::int64_t most,
                        Need need) {
    if (const auto read = integer(key, least, most, need))
        out = *read;
}

void JsonReader::number(QLatin1StringView key, int& out, int least, int most, Need need) {
    if (const auto read = integer(key, least, most, need))
        out = static_cast<int>(*read);
}

void JsonReader::number(QLatin1StringView key, std::optional<std::int64_t>& out, std::int64_t least) {
    if (const auto read = integer(key, least, maxNumber, Need::Optional))
        out = read;
}

void JsonReader::number(QLatin1StringView key, std::optional<int>& out, int least, int most) {
    if (const auto read = integer(key, least, most, Need::Optional))
        out = static_cast<int>(*read);
}

void JsonReader::real(QLatin1StringView key, std::optional<double>& out) {
    if (const auto value = field(key, QJsonValue::Double, Need::Optional))
        out = value->toDouble();
}

void JsonReader::serial(QLatin1StringView key, Serial& out, Need need) {
    if (const auto read = integer(key, 0, maxNumber, need))
        out = Serial(*read);
}

void JsonReader::serial(QLatin1StringView key, std::optional<Serial>& out) {
    if (const auto read = integer(key, 0, maxNumber, Need::Optional))
        out = Serial(*read);
}

void JsonReader::flag(QLatin1StringView key, bool& out, Need need) {
    if (const auto value = field(key, QJsonValue::Bool, need))
        out = value->toBool();
}

void JsonReader::base64(QLatin1StringView key, QByteArray& out, qsizetype most) {
    const auto value = field(key, QJsonValue::String, Need::Optional);
    if (!value)
        return;
    auto read =
        QByteArray::fromBase64Encoding(value->toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!read)
        return fail(ErrorCode::BadFrame);
    if (read.decoded.size() > most)
        return fail(ErrorCode::TooLarge);
    out = std::move(read.decoded);
}

void JsonReader::hex(QLatin1StringView key, QByteArray& out, qsizetype bytes) {
    const auto value = field(key, QJsonValue::String, Need::Optional);
    if (!value)
        return;
    const QByteArray digits = value->toString().toLatin1();
    QByteArray read = QByteArray::fromHex(digits);
    if (read.size() != bytes || read.toHex() != digits)
        return fail(ErrorCode::BadFrame);
    out = std::move(read);
}

void JsonReader::object(QLatin1StringView key, QJsonObject& out, Need need) {
    if (const auto value = field(key, QJsonValue::Object, need))
        out = value->toObject();
}

void JsonReader::metadata(QLatin1StringView key, QJsonObject& out, std::int64_t maxBytes) {
    QJsonObject read;
    object(key, read);
    if (read.isEmpty())
        return;
    if (deeperThan(read, limits::metadataDepth))
        return fail(ErrorCode::TooDeep);
    if (QJsonDocument(read).toJson(QJsonDocument::Compact).size() > maxBytes)
        return fail(ErrorCode::TooLarge);
    out = std::move(read);
}

void JsonReader::texts(QLatin1StringView key, QStringList& out, qsizetype most, qsizetype mostCharacters,
                       Need need) {
    const auto value = field(key, QJsonValue::Array, need);
    if (!value)
        return;
    const QJsonArray array = value->toArray();
    if (array.size() > most)
        return fail(ErrorCode::TooLarge);
    QStringList read;
    for (const auto& element : array) {
        if (!element.isString())
            return fail(ErrorCode::BadFrame);
        read.append(element.toString());
        if (mostCharacters != anyLength && characters(read.last()) > mostCharacters)
            return fail(ErrorCode::TooLarge);
    }
    out = std::move(read);
}

void JsonReader::clientId(QLatin1StringView key, QString& out) {
    QString read;
    text(key, read, anyLength, Need::Required);
    if (!m_status)
        return;
    if (!isClientId(read))
        return fail(ErrorCode::BadFrame);
    out = std::move(read);
}

} // namespace parlor::codec
