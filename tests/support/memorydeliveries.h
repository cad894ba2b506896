#pragma once

#include "server/domain/ports/deliverystore.h"
#include "tests/support/memorystate.h"

namespace parlor::test {

class MemoryDeliveryStore final : public DeliveryStore {
public:
    explicit MemoryDeliveryStore(MemoryState& state) : m_state(state) {}

    Task<Result<QList<DeliveryPlace>>> places(ChannelId channel) override;
    Task<Status> raise(QList<Raise> places) override;

    /// How often something was written.
    [[nodiscard]] int writes() const { return m_writes; }

private:
    MemoryState& m_state;
    std::atomic<int> m_writes = 0;
};

} // namespace parlor::test
