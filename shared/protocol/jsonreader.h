#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>
#include <QStringList>

#include <limits>
#include <optional>

namespace parlor::codec {

enum class Need { Optional, Required };

inline constexpr std::int64_t maxNumber = (1LL << 53) - 1;
inline constexpr qsizetype anyLength = std::numeric_limits<qsizetype>::max();

/// Reads typed fields out of one object and remembers the first failure: a missing required field, a wrong
/// type (null is one), a number that is no integer below 2^53 or outside its range are BadFrame; too much is
/// TooLarge. What failed leaves its target untouched.
class JsonReader {
public:
    explicit JsonReader(const QJsonObject& object) : m_object(object) {}

    /// At most `most` characters (code points).
    void text(QLatin1StringView key, QString& out, qsizetype most = anyLength, Need need = Need::Optional);
    void number(QLatin1StringView key, std::int64_t& out, std::int64_t least = 0,
                std::int64_t most = maxNumber, Need need = Need::Optional);
    void number(QLatin1StringView key, int& out, int least, int most, Need need = Need::Optional);
    void number(QLatin1StringView key, std::optional<std::int64_t>& out, std::int64_t least = -maxNumber);
    void number(QLatin1StringView key, std::optional<int>& out, int least, int most);
    void real(QLatin1StringView key, std::optional<double>& out);
    void serial(QLatin1StringView key, Serial& out, Need need = Need::Optional);
    void serial(QLatin1StringView key, std::optional<Serial>& out);
    void flag(QLatin1StringView key, bool& out, Need need = Need::Optional);
    void base64(QLatin1StringView key, QByteArray& out, qsizetype most);
    void hex(QLatin1StringView key, QByteArray& out, qsizetype bytes);
    void object(QLatin1StringView key, QJsonObject& out, Need need = Need::Optional);
    /// An object of at most `maxBytes` as compact JSON and at most metadataDepth deep.
    void metadata(QLatin1StringView key, QJsonObject& out, std::int64_t maxBytes);
    void clientId(QLatin1StringView key, QString& out);

    template<class Tag>
    void id(QLatin1StringView key, Id<Tag>& out, Need need = Need::Optional) {
        if (const auto value = field(key, QJsonValue::String, need)) {
            if (const auto read = Id<Tag>::fromString(value->toString()))
                out = *read;
            else
                fail(ErrorCode::BadFrame);
        }
    }

    template<class Tag>
    void id(QLatin1StringView key, std::optional<Id<Tag>>& out) {
        Id<Tag> read;
        id(key, read);
        if (read.isValid())
            out = read;
    }

    /// `from` maps a word to an optional value.
    template<class E, class From>
    void word(QLatin1StringView key, E& out, From from, Need need = Need::Optional) {
        if (const auto value = field(key, QJsonValue::String, need)) {
            if (const auto read = from(QStringView(value->toString())))
                out = *read;
            else
                fail(ErrorCode::BadFrame);
        }
    }

    /// `from` maps a QJsonObject to a Result<T>.
    template<class T, class From>
    void nested(QLatin1StringView key, T& out, From from, Need need = Need::Optional) {
        if (const auto value = field(key, QJsonValue::Object, need))
            take(out, from(value->toObject()));
    }

    /// A list of objects; more than `most` is TooLarge.
    template<class T, class From>
    void list(QLatin1StringView key, QList<T>& out, From from, qsizetype most = anyLength) {
        const auto value = field(key, QJsonValue::Array, Need::Optional);
        if (!value)
            return;
        const QJsonArray array = value->toArray();
        if (array.size() > most)
            return fail(ErrorCode::TooLarge);
        out.reserve(array.size());
        for (const auto& element : array) {
            if (!element.isObject())
                return fail(ErrorCode::BadFrame);
            T item;
            if (!take(item, from(element.toObject())))
                return;
            out.append(std::move(item));
        }
    }

    template<class Tag>
    void ids(QLatin1StringView key, QList<Id<Tag>>& out, qsizetype most = anyLength) {
        const auto value = field(key, QJsonValue::Array, Need::Optional);
        if (!value)
            return;
        const QJsonArray array = value->toArray();
        if (array.size() > most)
            return fail(ErrorCode::TooLarge);
        for (const auto& element : array) {
            const auto read = Id<Tag>::fromString(element.toString());
            if (!read)
                return fail(ErrorCode::BadFrame);
            out.append(*read);
        }
    }

    /// A list of strings of at most `mostCharacters` each; more than `most` is TooLarge.
    void texts(QLatin1StringView key, QStringList& out, qsizetype most = anyLength,
               qsizetype mostCharacters = anyLength, Need need = Need::Optional);

    void fail(ErrorCode code) {
        if (m_status)
            m_status = parlor::fail(code);
    }

    [[nodiscard]] const Status& status() const { return m_status; }

    [[nodiscard]] bool has(QLatin1StringView key) const { return m_object.contains(key); }

    template<class T>
    [[nodiscard]] Result<T> finish(T value) const {
        if (!m_status)
            return std::unexpected(m_status.error());
        return value;
    }

private:
    std::optional<QJsonValue> field(QLatin1StringView key, QJsonValue::Type type, Need need);
    std::optional<std::int64_t> integer(QLatin1StringView key, std::int64_t least, std::int64_t most,
                                        Need need);

    template<class T>
    bool take(T& out, Result<T>&& read) {
        if (!read) {
            fail(read.error().code);
            return false;
        }
        out = *std::move(read);
        return true;
    }

    const QJsonObject& m_object;
    Status m_status;
};

/// Code points, an unpaired surrogate counting as one.
qsizetype characters(QStringView text);

} // namespace parlor::codec
