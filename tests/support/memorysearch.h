#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

/// The twin of the index of messages: looks at all of them. Within a read of the state.
Result<QList<FoundMessage>> searchIn(const MemoryState& state, const MessageSearch& search);

} // namespace parlor::test
