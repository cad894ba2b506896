#pragma once

#include "server/domain/ports/http.h"
#include "server/net/netconfig.h"

#include <QByteArrayView>

namespace parlor::server {

/// What can be told of a request whose head is refused or has not come whole: method, path and the fields of
/// whole lines. The path is empty when not even that can be.
[[nodiscard]] HttpRequest requestIn(QByteArrayView head);

/// The answer with what all for that address carry.
[[nodiscard]] HttpResponse refusal(HttpResponse response, const HttpRequest& request,
                                   const NetConfig& config);

} // namespace parlor::server
