#pragma once

#include "server/net/netconfig.h"
#include "shared/core/result.h"

#include <memory>

struct ssl_ctx_st;

namespace parlor::server {

/// A server's certificate and settings: TLS 1.2 or newer, HTTP/1.1 only. Immutable; connections keep the one
/// they began with.
using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// TlsFailed with the reason (never the key) when files can't be read or don't belong together.
Result<TlsContext> makeTlsContext(const TlsConfig& config);

} // namespace parlor::server
