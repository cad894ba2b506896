#pragma once

#include "server/store/connection.h"
#include "shared/core/result.h"

#include <QString>

namespace parlor::server {

/// Writes a consistent, compact copy of the connection's database as a new file (VACUUM INTO), readable by
/// its owner only, and makes it durable. Outside a transaction. StoreFailed when `path` exists; DiskFull.
Status copyDatabase(Connection& connection, const QString& path);

} // namespace parlor::server
