#pragma once

#include "server/app/config.h"
#include "server/app/datadirectory.h"
#include "shared/core/result.h"

#include <QJsonObject>

namespace parlor::server {

/// Does an administrator's command on a data directory that no server runs on; the caller holds its lock.
Result<QJsonObject> administerOffline(const Config& config, const DataDirectory& data, const QString& command,
                                      const QJsonObject& arguments);

} // namespace parlor::server
