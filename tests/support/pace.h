#pragma once

namespace parlor::test {

/// Tries a case of real time limits with ever longer ones (ms) until it holds, so that a machine that stalls
/// does not fail it; false when it does not hold at any pace.
template<class Case>
[[nodiscard]] bool atSomePace(Case holds) {
    for (const int ms : {250, 1'000, 4'000, 16'000})
        if (holds(ms))
            return true;
    return false;
}

} // namespace parlor::test
