#pragma once

#include "server/app/commandlinetools.h"

namespace parlor::server {

/// `key add|list|revise|revoke`, `token issue|revoke`, and below `user`: `sessions`, `revoke`.
void addKeyCommands(CLI::App& app, CLI::App& user, CommandLineTools tools);

} // namespace parlor::server
