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
