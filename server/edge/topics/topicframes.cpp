#include "server/edge/topics/topicframes.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace parlor::server::topics {

namespace {

Result<QString> topicOf(const QJsonObject& object) {
    const QJsonValue value = object.value(u"topic");
    if (!value.isString())
        return fail(ErrorCode::BadFrame);
    QString topic = value.toString();
    const bool shown = std::none_of(topic.cbegin(), topic.cend(),
                                    [](QChar c) { return c.category() == QChar::Other_Control; });
    if (topic.isEmpty() || topic.size() > topicCharacters || !shown)
        return fail(ErrorCode::BadName);
    return topic;
}

Result<Command> subscribeOf(const QJsonObject& object) {
    Subscribe subscribe;
    TRY_ASSIGN(subscribe.topic, topicOf(object));
    if (const QJsonValue ttl = object.value(u"ttl"); !ttl.isUndefined() && !ttl.isNull()) {
        constexpr double latest = 1LL << 43; // so that milliseconds stay whole numbers
        const double seconds = ttl.toDouble(-1);
        if (seconds < 0 || seconds > latest)
            return fail(ErrorCode::BadFrame);
        subscribe.ttl = std::llround(seconds); // clocks give fractions: Date.now() / 1000 + 60
    }
    return subscribe;
}

Result<Command> publishOf(const QJsonObject& object, QByteArrayView text) {
    Publish publish;
    TRY_ASSIGN(publish.topic, topicOf(object));
    const QByteArrayView raw = rawValue(text, "message");
    if (raw.isEmpty())
        return fail(ErrorCode::BadFrame);
    publish.message = raw.toByteArray();
    return publish;
}

/// The end of the JSON string that begins at `at`, behind its closing quote.
qsizetype endOfString(QByteArrayView text, qsizetype at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"')
            return at + 1;
    }
    return text.size();
}

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The end of the value that begins at `at`.
qsizetype endOfValue(QByteArrayView text, qsizetype at) {
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = endOfString(text, at);
            if (depth == 0)
                return at;
            continue;
        }
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth <= 0)
            return depth == 0 ? at + 1 : at;
        else if (depth == 0 && (c == ',' || isSpace(c)))
            return at;
        ++at;
    }
    return at;
}

/// Keys may be spelt with escapes.
bool isKey(QByteArrayView quoted, QByteArrayView key) {
    const QByteArrayView inside = quoted.sliced(1, quoted.size() - 2);
    if (!inside.contains('\\'))
        return inside == key;
    const QByteArray list = '[' + quoted.toByteArray() + ']';
    return QJsonDocument::fromJson(list)[0].toString() == QString::fromUtf8(key);
}

} // namespace

QByteArrayView rawValue(QByteArrayView object, QByteArrayView key) {
    qsizetype at = object.indexOf('{') + 1;
    while (at < object.size()) {
        while (at < object.size() && (isSpace(object[at]) || object[at] == ','))
            ++at;
        if (at >= object.size() || object[at] != '"')
            return {};
        const qsizetype keyEnd = endOfString(object, at);
        const bool found = isKey(object.sliced(at, keyEnd - at), key);
        at = keyEnd;
        while (at < object.size() && (isSpace(object[at]) || object[at] == ':'))
            ++at;
        const qsizetype end = endOfValue(object, at);
        if (found)
            return object.sliced(at, end - at);
        at = end;
    }
    return {};
}

Result<Command> parse(QByteArrayView text) {
    TRY_ASSIGN(const QJsonObject object, codec::parseObject(text, limits::frame));
    const QJsonValue type = object.value(u"type");
    if (!type.isString())
        return fail(ErrorCode::BadFrame);
    const QString name = type.toString();
    if (name == u"subscribe")
        return subscribeOf(object);
    if (name == u"message")
        return publishOf(object, text);
    if (name == u"unsubscribe") {
        TRY_ASSIGN(QString topic, topicOf(object));
        return Unsubscribe{std::move(topic)};
    }
    if (name == u"auth") {
        const QJsonValue token = object.value(u"token");
        if (!token.isString() || token.toString().size() > limits::tokenCharacters)
            return fail(ErrorCode::BadFrame);
        return Authorize{token.toString()};
    }
    if (name == u"store") {
        const QJsonValue on = object.value(u"on");
        TRY_ASSIGN(QString topic, topicOf(object));
        if (!on.isBool())
            return fail(ErrorCode::BadFrame);
        return Store{std::move(topic), on.toBool()};
    }
    return fail(ErrorCode::UnknownOperation);
}

QByteArray dataFrame(std::uint32_t subscription, const QByteArray& message) {
    static constexpr QByteArrayView begin = R"({"id":")",
                                    middle = R"(","type":"data","payload":{"data":{"data":)", end = "}}}";
    const QByteArray id = QByteArray::number(subscription);
    QByteArray frame;
    frame.reserve(begin.size() + id.size() + middle.size() + message.size() + end.size());
    return frame.append(begin).append(id).append(middle).append(message).append(end);
}

QByteArray errorFrame(const Error& error, const QString& topic) {
    QJsonObject payload{{u"code"_qs, QString(wireCode(error.code))}, {u"message"_qs, textFor(error.code)}};
    if (error.retryAfterMs > 0)
        payload.insert(u"retry_after_ms"_qs, qint64(error.retryAfterMs));
    QJsonObject frame{{u"type"_qs, u"error"_qs}, {u"payload"_qs, payload}};
    if (!topic.isEmpty())
        frame.insert(u"topic"_qs, topic);
    return QJsonDocument(frame).toJson(QJsonDocument::Compact);
}

} // namespace parlor::server::topics
