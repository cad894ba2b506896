#pragma once

#include "shared/core/ids.h"
#include "shared/core/serial.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <concepts>

namespace parlor::codec {

/// Appends compact JSON to one buffer: the way events become bytes on the hot path. Strings take the shortest
/// escaped form, so that what a client could send in a frame is never longer when it is sent on.
class JsonWriter {
public:
    explicit JsonWriter(qsizetype reserve = 512) { m_out.reserve(reserve); }

    JsonWriter& begin() { return open('{'); }

    JsonWriter& end() { return close('}'); }

    JsonWriter& beginList() { return open('['); }

    JsonWriter& endList() { return close(']'); }

    JsonWriter& key(QLatin1StringView name);

    JsonWriter& value(QStringView text);
    JsonWriter& value(QLatin1StringView word);
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(double number);

    // A template, so that no pointer becomes a flag.
    template<std::same_as<bool> Flag>
    JsonWriter& value(Flag flag) {
        return raw(flag ? "true" : "false");
    }

    template<class Tag>
    JsonWriter& value(Id<Tag> id) {
        separate();
        m_out += '"';
        m_out += QByteArray::number(qint64(id.value()));
        m_out += '"';
        return *this;
    }

    JsonWriter& raw(QByteArrayView json);

    // Fields. The ones named "set" leave out what is empty, 0 or false.
    JsonWriter& number(QLatin1StringView name, std::int64_t value) {
        return key(name).JsonWriter::value(value);
    }

    JsonWriter& serial(QLatin1StringView name, Serial value) { return number(name, value.value()); }

    JsonWriter& word(QLatin1StringView name, QLatin1StringView value) {
        return key(name).JsonWriter::value(value);
    }

    JsonWriter& flag(QLatin1StringView name, bool value) { return key(name).JsonWriter::value(value); }

    JsonWriter& text(QLatin1StringView name, QStringView value) { return key(name).JsonWriter::value(value); }

    template<class Tag>
    JsonWriter& id(QLatin1StringView name, Id<Tag> value) {
        return key(name).JsonWriter::value(value);
    }

    JsonWriter& setText(QLatin1StringView name, QStringView value) {
        return value.isEmpty() ? *this : text(name, value);
    }

    JsonWriter& setNumber(QLatin1StringView name, std::int64_t value) {
        return value == 0 ? *this : number(name, value);
    }

    JsonWriter& setFlag(QLatin1StringView name, bool value) { return value ? flag(name, true) : *this; }

    template<class Tag>
    JsonWriter& setId(QLatin1StringView name, Id<Tag> value) {
        return value.isValid() ? id(name, value) : *this;
    }

    JsonWriter& setBase64(QLatin1StringView name, const QByteArray& bytes);
    JsonWriter& setHex(QLatin1StringView name, const QByteArray& bytes);
    JsonWriter& setObject(QLatin1StringView name, const QJsonObject& object);

    [[nodiscard]] qsizetype size() const { return m_out.size(); }

    [[nodiscard]] QByteArray take() { return std::move(m_out); }

private:
    JsonWriter& open(char c) {
        separate();
        m_out += c;
        return *this;
    }

    JsonWriter& close(char c) {
        m_out += c;
        return *this;
    }

    void separate();

    QByteArray m_out;
};

} // namespace parlor::codec
