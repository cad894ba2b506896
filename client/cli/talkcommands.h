#pragma once

#include "client/cli/askbuilder.h"

namespace parlor::cli {

/// Everything beside sending and reading: changes of messages, lists of one's own, plans, the private stream,
/// and under `channels` who is in them and what holds there. `app` has `channels` already. `line` outlives
/// it.
void addTalkCommands(CLI::App& app, const CommandLine& line);

} // namespace parlor::cli
