#pragma once

#include "shared/core/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <cstdint>
#include <optional>
#include <variant>

namespace parlor::server {

/// The frames of the topic socket (docs/PROTOCOL.md, "Topic socket"): one JSON object each.
namespace topics {

struct Subscribe {
    QString topic;
    std::optional<std::int64_t> ttl; ///< unix seconds at which it lapses
};

struct Unsubscribe {
    QString topic;
};

struct Publish {
    QString topic;
    QByteArray message; ///< the JSON value as its bytes came
};

struct Authorize {
    QString token;
};

/// Whether messages of the topic are kept.
struct Store {
    QString topic;
    bool on = true;
};

using Command = std::variant<Subscribe, Unsubscribe, Publish, Authorize, Store>;

inline constexpr int topicCharacters = 250;

/// TooLarge, TooDeep, BadFrame, BadText, UnknownOperation, BadName (a topic that is empty, too long or holds
/// control characters).
Result<Command> parse(QByteArrayView text);

/// What a subscriber gets.
QByteArray dataFrame(std::uint32_t subscription, const QByteArray& message);

/// `topic` may be empty.
QByteArray errorFrame(const Error& error, const QString& topic);

/// The value of a key of the outermost object as it stands in the bytes; the bytes are known to be one strict
/// JSON object. Empty when the key is not there.
QByteArrayView rawValue(QByteArrayView object, QByteArrayView key);

} // namespace topics

} // namespace parlor::server
