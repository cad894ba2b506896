#pragma once

#include "server/domain/commands/caller.h"
#include "server/domain/commands/ratelimiter.h"
#include "shared/protocol/commands.h"

#include <QStringList>

#include <array>
#include <functional>

namespace parlor::server {

/// Everything that is checked before a command reaches its handler.
struct CommandRow {
    bool needsSession = true;
    QStringList operations; ///< one of these rights is needed on the command's channel; empty: none
    bool anyToken = false;  ///< without operations: for narrowed tokens too, because the handler heeds them
    RateKind rate = RateKind::Read;
    bool idempotent = false; ///< carries a client id: a retry gets the first answer
    std::function<void(const Caller&, const Command&)> handle;
};

/// One row for each command of the protocol. Filled at start, then only read.
class CommandTable {
public:
    template<class C, class Handler>
    void add(CommandRow row, Handler handler) {
        row.idempotent = requires(C c) { c.clientId; };
        row.handle = [handler = std::move(handler)](const Caller& caller, const Command& command) {
            handler(caller, std::get<C>(command));
        };
        m_rows.at(Command(C()).index()) = std::move(row);
    }

    /// nullptr for a command that this server does not take.
    [[nodiscard]] const CommandRow* row(const Command& command) const {
        const CommandRow& found = m_rows.at(command.index());
        return found.handle ? &found : nullptr;
    }

private:
    std::array<CommandRow, std::variant_size_v<Command>> m_rows;
};

/// The channel a command is about; 0 when it is about none or finds it by name.
ChannelId channelOf(const Command& command);
/// Empty for commands without one.
QString clientIdOf(const Command& command);

} // namespace parlor::server
