#pragma once

#include "client/core/net/httpclient.h"
#include "shared/core/ids.h"

#include <QHash>
#include <QJsonObject>

namespace parlor::client {

/// Which of some files the server has already, by the hex digits of their SHA-256.
struct KnownPhotos {
    QHash<QString, PhotoId> have, trashed;
};

/// The body of POST /v1/photos/check.
QJsonObject photoCheckOf(const QList<QByteArray>& sha256s);
Result<KnownPhotos> knownPhotosOf(const Result<HttpAnswer>& answer);

} // namespace parlor::client
