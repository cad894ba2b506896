#pragma once

#include "server/domain/ports/http.h"

#include <QString>

namespace parlor::server {

/// How whoever asks reaches this server, "https://photos.example", for addresses that they are to use
/// elsewhere: `publicUrl` without a slash at its end; where that is empty, the host that the request came to.
/// Empty for a request that does not say a host.
[[nodiscard]] QString ownAddress(const QString& publicUrl, const HttpRequest& request);

} // namespace parlor::server
