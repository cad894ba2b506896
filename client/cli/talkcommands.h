#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"

#include <functional>
#include <memory>

namespace CLI {
class App;
}

namespace parlor::cli {

/// Where a chosen command is put, to be made once there is an event loop.
struct CommandLine {
    bool& json;
    std::function<std::unique_ptr<Command>(Context&)>& make;
};

/// Everything beside sending and reading: changes of messages, lists of one's own, plans, the private stream,
/// and under `channels` who is in them and what holds there. `app` has `channels` already. `line` outlives
/// it.
void addTalkCommands(CLI::App& app, const CommandLine& line);

} // namespace parlor::cli
