#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

/// Who comes into a channel of the twin, what becomes of them there, and how they go. Within a write of the
/// state.
class MemoryMembers {
public:
    using Row = MemoryState::ChannelRow;

    explicit MemoryMembers(MemoryState& state) : m_state(state) {}

    Result<Outcome> join(const Operation& operation, ChannelId channel, bool seesHistory);
    Result<Outcome> leave(const Operation& operation, ChannelId channel);
    Result<Outcome> changeMember(const Operation& operation, ChannelId channel, const MemberUpdate& update,
                                 Role atLeast);

    Event enter(const Operation& operation, Row& row, PersonId person, Role role, bool seesHistory);
    /// The channel, for who may manage it.
    Result<Row*> managed(const Operation& operation, ChannelId channel, Role atLeast);

    /// Of an operation that had nothing to do.
    [[nodiscard]] Outcome unchanged(const Row& row) const;
    static Outcome outcomeOf(ChannelId channel, const Event& event);

private:
    Event change(const Operation& operation, Row& row, PersonId person, MemberChange change);

    MemoryState& m_state;
};

} // namespace parlor::test
