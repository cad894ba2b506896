#pragma once

#include "server/app/commandlinetools.h"

namespace parlor::server {

/// `filter add|list|remove|test`, `report list|resolve|log`, `webhook add|list|remove|enable`, `notices
/// secret`.
void addModerationCommands(CLI::App& app, CommandLineTools tools);

} // namespace parlor::server
