#include "server/domain/commands/commandtable.h"

namespace parlor::server {

ChannelId channelOf(const Command& command) {
    return std::visit(
        [](const auto& c) {
            if constexpr (requires { c.channel; })
                return c.channel;
            else
                return ChannelId();
        },
        command);
}

QString clientIdOf(const Command& command) {
    return std::visit(
        [](const auto& c) {
            if constexpr (requires { c.clientId; })
                return c.clientId;
            else
                return QString();
        },
        command);
}

} // namespace parlor::server
