#pragma once

#include "client/core/values.h"
#include "shared/protocol/commands.h"

#include <optional>

namespace parlor::client {

/// What one asked to be changed and the server has not answered yet: a channel that is made, joined, left or
/// altered, its members, or a message that is there already. Kept on this device until there is an answer.
struct PendingChange {
    QString clientId;                           ///< the command's own, or this device's for one without
    Command command;                            ///< one that may be repeated
    std::int64_t askedAt = 0;                   ///< ms UTC
    PendingState state = PendingState::Sending; ///< or Waiting
    std::optional<ErrorCode> reason;            ///< why it waits, where the server says so
    bool waited = false; ///< there was no answer at once: whoever asked may look elsewhere by now

    friend bool operator==(const PendingChange&, const PendingChange&) = default;
};

/// A change that was kept for a while and will never be: the server refused it, or a day went by.
struct RefusedChange {
    PendingChange change;
    ErrorCode reason = ErrorCode::Internal;
};

/// The channel that a command is about; 0 where it names none, or only by its name.
ChannelId channelOf(const Command& command);

/// Makes a command that is about `from` one about `to`. False, and nothing done, for another.
bool moveCommand(Command& command, ChannelId from, ChannelId to);

/// The id by which a repetition of the command is known; empty for one that has none.
QString clientIdOf(const Command& command);

} // namespace parlor::client
