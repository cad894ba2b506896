#pragma once

#include "shared/auth/token.h"

#include <QByteArray>

namespace parlor::test {

// What looks like a token and is none here.

inline QByteArray base64Url(const QByteArray& text) {
    return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

inline QByteArray jwt(const QByteArray& header) {
    return base64Url(header) + '.' + base64Url(R"({"sub":"owner","exp":4102444800})") + '.';
}

inline QByteArray unknownToken(TokenKind kind = TokenKind::Access) {
    return makeToken(kind).toLatin1();
}

} // namespace parlor::test
