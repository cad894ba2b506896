#include "server/edge/http/bearer.h"

#include "shared/auth/token.h"

namespace parlor::server {

QString withoutBase64(const QByteArray& token) {
    QString text = QString::fromLatin1(token);
    if (tokenKindOf(text))
        return text;
    const QString decoded = QString::fromLatin1(QByteArray::fromBase64(token));
    return tokenKindOf(decoded) ? decoded : text;
}

} // namespace parlor::server
