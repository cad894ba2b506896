#pragma once

#include "server/domain/moderation/filterrule.h"
#include "server/domain/ports/committed.h"
#include "shared/core/task.h"

namespace parlor::server {

/// A message in which a rule was found.
struct FilterHits {
    FilterRuleId rule;
    int count = 0;
};

/// The word list. Calls are thread-safe; writes are durable when answered.
class FilterStore {
public:
    virtual ~FilterStore() = default;

    /// Time is set; a rule in the moderation log goes with it. Conflict: the same pattern stands there for
    /// the same place. UnknownChannel. TooLarge: checkRoom().
    virtual Task<Result<FilterRule>> add(FilterRule rule) = 0;
    virtual Task<Status> remove(FilterRuleId id, PersonId by) = 0; ///< NotFound
    virtual Task<Result<QList<FilterRule>>> rules() = 0;           ///< in order of id
    /// Adds to the counters; rules that are gone are passed over.
    virtual Task<Status> count(QList<FilterHits> hits) = 0;

    /// Remembers for ever that the operation was refused: its outcome has no serial, and every retry gets it.
    /// An operation that was done before keeps its first outcome. The author may not write in the channel
    /// until `mutedUntil` (ms UTC; 0: no time-out; nobody from Moderator on, never shortened); it is an event
    /// of the channel, by the author. Errors: those of ChannelStore, Banned, Muted.
    virtual Task<Result<Outcome>> refuse(Operation operation, ChannelId channel, std::int64_t mutedUntil) = 0;
};

} // namespace parlor::server
