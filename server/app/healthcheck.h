#pragma once

#include <QString>

namespace parlor::server {

/// True when `url`/healthz answers 200 within two seconds. A self-signed certificate is taken: only life is
/// asked for.
bool checkHealth(const QString& url);

} // namespace parlor::server
