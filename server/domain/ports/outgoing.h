#pragma once

#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace parlor::server {

/// A POST to an address that somebody gave us.
struct OutgoingRequest {
    QString url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
};

/// Requests to other servers. Each is within 10 s from name to last byte, redirects included; names are
/// resolved once and the very address that was judged is connected to; up to 3 redirects are followed, each
/// judged anew; answers are thrown away and may have 64 KiB together. Certificates are verified. Calls are
/// thread-safe.
class OutgoingHttp {
public:
    virtual ~OutgoingHttp() = default;

    /// The status of the last answer. Forbidden (address), BadRequest, Timeout, TlsFailed, TooLarge,
    /// NetworkFailed, Cancelled.
    virtual Task<Result<int>> post(OutgoingRequest request) = 0;
};

struct Mail {
    QString to; ///< one address
    QString subject;
    QString text;
};

/// Mail through the operator's server. Calls are thread-safe.
class Mailer {
public:
    virtual ~Mailer() = default;

    /// False when no server is configured.
    [[nodiscard]] virtual bool isConfigured() const = 0;
    /// BadRequest (address), NotFound (no server), Timeout, TlsFailed, NetworkFailed, Cancelled.
    virtual Task<Status> send(Mail mail) = 0;
};

} // namespace parlor::server
