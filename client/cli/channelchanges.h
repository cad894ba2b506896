#pragma once

#include "client/cli/askbuilder.h"

namespace parlor::cli {

/// Under `channels`: `group`, `direct`, `update`, and who is in a channel and as what.
void addChannelChanges(CLI::App& channels, AskBuilder& builder);

} // namespace parlor::cli
