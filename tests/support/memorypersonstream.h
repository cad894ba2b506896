#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

class MemoryPersonStream final : public PersonStreamStore {
public:
    explicit MemoryPersonStream(MemoryState& state) : m_state(state) {}

    Task<Result<Serial>> append(PersonId person, PersonEventBody body) override;
    Task<Result<PersonEventPage>> after(PersonId person, Serial cursor, int limit) override;
    Task<Result<PersonArrival>> arrive(PersonId person, Serial cursor, int limit) override;
    Task<Result<Serial>> head(PersonId person) override;
    Task<Result<int>> sweep(std::int64_t before) override;

    /// arrive(), within a read of the state.
    Result<PersonArrival> arrival(PersonId person, Serial cursor, int limit) const;

private:
    Result<PersonEventPage> page(PersonId person, Serial cursor, int limit) const;
    PersonEventBody latest(PersonId person, const PersonEventBody& body) const;

    MemoryState& m_state;
};

} // namespace parlor::test
