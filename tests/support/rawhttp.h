#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace parlor::test {

/// One answer as it stood on the wire.
struct RawAnswer {
    int status = 0;                                   ///< 0: the connection ended without one
    QList<std::pair<QByteArray, QByteArray>> headers; ///< names in lower case
    QByteArray body;

    /// Empty when it is not there.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

struct RawRequest {
    QByteArray method;
    QByteArray path;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    qint64 announced = -1; ///< Content-Length, when it is not the body's
};

/// Sends exactly these bytes on a connection of its own to `url` (http://host:port) and reads the answer to
/// its end. A body shorter than announced is followed by the end of the connection. Blocks.
RawAnswer sendRaw(const QString& url, const RawRequest& request, int timeoutMs = 60'000);

} // namespace parlor::test
