#pragma once

#include "client/cli/command.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>

namespace parlor::cli {

class Context;

using MakeCommand = std::function<std::unique_ptr<Command>(Context&)>;

/// `photos` with all that can be done to photos, and `albums`. The chosen command goes to `chosen`; `json` is
/// set by --json. Both live as long as the parser.
void addLibraryCommands(CLI::App& app, bool& json, MakeCommand& chosen);

} // namespace parlor::cli
