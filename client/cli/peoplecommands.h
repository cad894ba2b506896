#pragma once

#include "client/cli/askbuilder.h"

namespace parlor::cli {

/// Who is there, how far they have read, what moderators and oneself are told: `people`, `receipts`,
/// `report`, `notices`. `line` outlives `app`.
void addPeopleCommands(CLI::App& app, const CommandLine& line);

} // namespace parlor::cli
