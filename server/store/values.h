#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QVariant>

#include <concepts>
#include <optional>

/// How our values stand in columns. Enumerations stand there as their numbers, which are therefore never
/// changed.
namespace parlor::server {

inline QVariant toVariant(std::integral auto value) {
    return QVariant::fromValue<qlonglong>(static_cast<qlonglong>(value));
}

inline QVariant toVariant(double value) {
    return value;
}

template<class T>
    requires std::is_enum_v<T>
QVariant toVariant(T value) {
    return QVariant::fromValue<qlonglong>(static_cast<qlonglong>(value));
}

template<class Tag>
QVariant toVariant(Id<Tag> id) {
    return QVariant::fromValue<qlonglong>(id.value());
}

inline QVariant toVariant(Serial serial) {
    return QVariant::fromValue<qlonglong>(serial.value());
}

/// A null QString would become NULL; ours mean "empty". SQLite takes a first U+FEFF or U+FFFE for a sign of
/// the byte order and leaves it out: one more is left out instead.
inline QVariant toVariant(const QString& text) {
    if (text.isNull())
        return QString(QLatin1StringView(""));
    if (text.startsWith(QChar::ByteOrderMark) || text.startsWith(QChar::ByteOrderSwapped))
        return QString(QChar(QChar::ByteOrderMark) + text);
    return text;
}

inline QVariant toVariant(const QByteArray& bytes) {
    return bytes.isNull() ? QByteArray("") : bytes;
}

/// Compact JSON; NULL when empty.
QVariant toVariant(const QJsonObject& object);

inline QVariant toVariant(std::nullopt_t) {
    return {};
}

template<class T>
QVariant toVariant(const std::optional<T>& value) {
    return value ? toVariant(*value) : QVariant();
}

/// NULL for id 0.
template<class Tag>
std::optional<Id<Tag>> orNull(Id<Tag> id) {
    return id.isValid() ? std::optional(id) : std::nullopt;
}

inline std::optional<QString> orNull(const QString& text) {
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

/// What names are compared by: NFC, without case.
QString nameKey(const QString& name);

QJsonObject objectFrom(const QString& json);

} // namespace parlor::server
