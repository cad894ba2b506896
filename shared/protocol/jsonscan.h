#pragma once

#include "shared/core/result.h"

#include <QByteArrayView>

#include <cstdint>
#include <deque>
#include <vector>

namespace parlor::codec {

/// Checks untrusted bytes before anything is built from them: one JSON object (RFC 8259, strictly), valid
/// UTF-8, no NUL and no unpaired surrogate in any string, no key twice in an object, at most jsonDepth levels
/// and jsonKeys keys an object, finite numbers, nothing after the end. Uses no memory that the input can
/// choose.
class JsonScan {
public:
    explicit JsonScan(QByteArrayView bytes) : m_at(bytes.begin()), m_end(bytes.end()) {}

    /// BadFrame, BadText or TooDeep.
    Status run();

    /// The number of the outermost "rid" seen so far, also after a failure; 0 for none.
    [[nodiscard]] std::int64_t rid() const { return m_rid; }

private:
    bool value(int depth);
    bool object(int depth);
    bool array(int depth);
    bool key();
    bool string();
    bool escape();
    bool hex4(std::uint32_t& unit);
    bool wideCharacter();
    bool number(QByteArrayView* token);
    bool literal(QByteArrayView word);
    void space();
    bool accept(char c);
    bool refuse(ErrorCode code);

    const char* m_at;
    const char* m_end;
    std::vector<QByteArrayView> m_keys; ///< of the open objects, innermost last
    std::deque<QByteArray> m_unescaped; ///< owns the keys that had escapes
    std::int64_t m_rid = 0;
    ErrorCode m_failure = ErrorCode::BadFrame;
};

} // namespace parlor::codec
