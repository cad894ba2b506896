#include "server/domain/sessions/tokenrequest.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype fieldMost = 16 * 1024;
constexpr int randomBytes = 16;
} // namespace

Result<TokenRequest> TokenRequest::fromJson(const QJsonObject& json) {
    TokenRequest request;
    const std::array<std::pair<QLatin1StringView, QString TokenRequest::*>, 7> fields{{
        {"keyName"_L1, &TokenRequest::keyName},
        {"ttl"_L1, &TokenRequest::ttl},
        {"capability"_L1, &TokenRequest::capability},
        {"clientId"_L1, &TokenRequest::clientId},
        {"timestamp"_L1, &TokenRequest::timestamp},
        {"nonce"_L1, &TokenRequest::nonce},
        {"mac"_L1, &TokenRequest::mac},
    }};
    for (const auto& [name, member] : fields) {
        const QJsonValue value = json.value(name);
        constexpr double exactMost = 9'007'199'254'740'991.0;
        if (value.isString())
            request.*member = value.toString();
        else if (value.isDouble() && std::abs(value.toDouble()) <= exactMost
                 && value.toDouble() == static_cast<double>(value.toInteger()))
            request.*member = QString::number(value.toInteger());
        else if (value.isDouble() && name == "ttl"_L1)
            return fail(ErrorCode::BadTtl);
        else if (!value.isUndefined() && !value.isNull())
            return fail(ErrorCode::BadRequest);
        if ((request.*member).size() > fieldMost)
            return fail(ErrorCode::TooLarge);
    }
    return request;
}

QJsonObject TokenRequest::toJson() const {
    QJsonObject json{{u"keyName"_qs, keyName},
                     {u"timestamp"_qs, timestamp.toLongLong()},
                     {u"nonce"_qs, nonce},
                     {u"mac"_qs, mac}};
    if (!ttl.isEmpty())
        json.insert(u"ttl"_qs, ttl.toLongLong());
    if (!capability.isEmpty())
        json.insert(u"capability"_qs, capability);
    if (!clientId.isEmpty())
        json.insert(u"clientId"_qs, clientId);
    return json;
}

QByteArray TokenRequest::signedText() const {
    QByteArray text;
    for (const QString* field : {&keyName, &ttl, &capability, &clientId, &timestamp, &nonce})
        text += field->toUtf8() + '\n';
    return text;
}

QString TokenRequest::macWith(const QString& secret) const {
    return QString::fromLatin1(
        QMessageAuthenticationCode::hash(signedText(), secret.toUtf8(), QCryptographicHash::Sha256)
            .toBase64());
}

QJsonObject TokenDetails::toJson() const {
    QJsonObject json{{u"token"_qs, token},
                     {u"keyName"_qs, keyName},
                     {u"issued"_qs, qint64(issued)},
                     {u"expires"_qs, qint64(expires)},
                     {u"capability"_qs, QString::fromUtf8(capability)}};
    if (!clientId.isEmpty())
        json.insert(u"clientId"_qs, clientId);
    return json;
}

std::optional<std::int64_t> wholeNumber(const QString& text) {
    constexpr qsizetype digitsMost = 15;
    if (text.isEmpty() || text.size() > digitsMost
        || !std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; }))
        return std::nullopt;
    return text.toLongLong();
}

QString randomText() {
    std::array<quint32, randomBytes / sizeof(quint32)> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(words.data()), randomBytes)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace parlor::server
