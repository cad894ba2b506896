#pragma once

#include "tests/faults/shim/faultcontrol.h"
#include "tests/support/processes.h"

namespace parlor::test {

/// A parlord behind the shim: what is set in control() happens to it at once.
class FaultServer : public ServerProcess {
public:
    FaultServer();
    ~FaultServer();

    [[nodiscard]] FaultControl& control() { return *m_control; }

    /// "ready" over HTTP: also true of a process that recovered without an end.
    [[nodiscard]] bool isReady() const;

private:
    FaultControl* m_control = nullptr;
};

/// How often a repeated case runs: `least` times, or PARLOR_ROUNDS where that is more.
int rounds(int least);

/// Of everything random in this run: PARLOR_SEED or a new one. Printed once.
quint32 seed();

} // namespace parlor::test
