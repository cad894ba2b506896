#pragma once

#include "server/app/commandlinetools.h"

namespace parlor::server {

/// What looks at files: `verify`, `gc`, `rotate`, `cold status|move|recall`, `export`, `import`.
void addUpkeepCommands(CLI::App& app, CommandLineTools tools);

} // namespace parlor::server
