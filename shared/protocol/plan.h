#pragma once

#include "shared/core/error.h"
#include "shared/protocol/event.h"

#include <optional>

namespace parlor {

/// What a person has planned: a message to be sent or a reminder.
using PlanId = Id<struct PlanTag>;

/// A message that the server sends in the person's name, once, when its time has come; late ones when the
/// server is back.
struct ScheduledMessage {
    PlanId id;
    ChannelId channel;
    std::int64_t at = 0; ///< ms UTC
    Entry entry;
    std::optional<MessageId> replyTo{};
    std::optional<ErrorCode> failed{}; ///< why it was not sent; it stays until the person drops it

    friend bool operator==(const ScheduledMessage&, const ScheduledMessage&) = default;
};

/// Comes back as a `reminder` of the private stream, once.
struct Reminder {
    PlanId id;
    std::int64_t at = 0; ///< ms UTC
    ChannelId channel{}; ///< with a message: its channel; both may be 0
    MessageId message{};
    QString text{}; ///< the person's own words; may be empty with a message

    friend bool operator==(const Reminder&, const Reminder&) = default;
};

enum class PlanState { Planned, Cancelled, Sent, Failed };

/// "planned", "cancelled", "sent", "failed".
QLatin1StringView nameOf(PlanState state);
std::optional<PlanState> planStateFrom(QStringView name);

} // namespace parlor
