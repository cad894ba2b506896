#pragma once

#include <QByteArray>
#include <QString>

namespace parlor::server {

/// What stands behind `Bearer` as a token: pub/sub SDKs put base64 around theirs.
QString withoutBase64(const QByteArray& token);

} // namespace parlor::server
