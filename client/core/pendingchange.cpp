#include "client/core/pendingchange.h"

namespace parlor::client {

ChannelId channelOf(const Command& command) {
    return std::visit(
        [](const auto& said) {
            if constexpr (requires { ChannelId(said.channel); })
                return said.channel;
            else
                return ChannelId();
        },
        command);
}

bool moveCommand(Command& command, ChannelId from, ChannelId to) {
    return std::visit(
        [from, to](auto& said) {
            if constexpr (requires { said.channel = to; }) {
                if (said.channel != from)
                    return false;
                said.channel = to;
                return true;
            } else {
                return false;
            }
        },
        command);
}

QString clientIdOf(const Command& command) {
    return std::visit(
        [](const auto& said) {
            if constexpr (requires { said.clientId; })
                return said.clientId;
            else
                return QString();
        },
        command);
}

} // namespace parlor::client
