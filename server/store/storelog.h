#pragma once

#include <QLoggingCategory>

namespace parlor::server {

Q_DECLARE_LOGGING_CATEGORY(storeLog)

} // namespace parlor::server
