#pragma once

#include "shared/core/result.h"

#include <QByteArrayView>
#include <QJsonArray>
#include <QJsonObject>

#include <cstdint>

namespace parlor::codec {

/// Untrusted bytes as one JSON object (RFC 8259, strictly): valid UTF-8, no NUL and no unpaired surrogate in
/// any string, no key twice in an object, at most jsonDepth levels and jsonKeys keys an object, finite
/// numbers, nothing after the end. Memory is linear in the bytes, the stack bounded. QJsonDocument would take
/// the last of two equal keys, 1 024 levels and half characters, and loses a U+FEFF at the beginning of a
/// string.
class JsonParser {
public:
    explicit JsonParser(QByteArrayView bytes) : m_at(bytes.begin()), m_end(bytes.end()) {}

    /// BadFrame, BadText or TooDeep.
    Result<QJsonObject> parse();

    /// The number of the outermost "rid" seen so far, also after a failure; 0 for none.
    [[nodiscard]] std::int64_t rid() const { return m_rid; }

private:
    // Each reads one thing and moves on; false when it is not there.
    bool value(int depth, QJsonValue& out);
    bool object(int depth, QJsonObject& out);
    bool array(int depth, QJsonArray& out);
    bool string(QString& out);
    bool escape(QString& out);
    bool hex4(char16_t& unit);
    bool wideCharacter();
    bool number(QJsonValue& out);
    bool digits();
    bool literal(QByteArrayView word);
    bool accept(char c);
    void space();
    bool refuse(ErrorCode code);

    const char* m_at;
    const char* m_end;
    std::int64_t m_rid = 0;
    ErrorCode m_failure = ErrorCode::BadFrame;
};

} // namespace parlor::codec
