#pragma once

#include "client/core/cache/sql.h"

namespace parlor::client {

/// Makes the tables. What can be fetched again is dropped when its version changed; what was written here and
/// not yet sent (outbox, drafts, transfers, settings) is kept.
Status makeSchema(Sql& sql);

/// Forgets everything, down to the settings.
Status clearAll(Sql& sql);

} // namespace parlor::client
