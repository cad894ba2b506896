#include "server/store/storelog.h"

namespace parlor::server {

Q_LOGGING_CATEGORY(storeLog, "parlor.store")

} // namespace parlor::server
