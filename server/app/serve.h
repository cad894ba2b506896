#pragma once

#include "server/app/config.h"
#include "server/app/datadirectory.h"
#include "shared/core/result.h"

namespace parlor::server {

/// Runs a server until SIGTERM or SIGINT; prints one line with the address once it is ready. The exit code.
Result<int> serve(const Config& config, DataDirectory& data);

} // namespace parlor::server
