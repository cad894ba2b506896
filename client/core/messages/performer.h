#pragma once

#include "client/core/net/requests.h"
#include "client/core/state.h"
#include "shared/core/clock.h"
#include "shared/core/task.h"

#include <QObject>

#include <memory>

namespace parlor::client {

/// Questions and settings of the moment, which are not kept (see ChangeKeeper): they need a connection to
/// begin with, but a server that is busy or away for some seconds is asked again for 20 s. Interface thread
/// only.
class Performer final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    Performer(State& state, Requests& requests, const Clock& clock, QObject* parent = nullptr);

    /// The command must be one that may be repeated: it only reads, or says how something is to be.
    template<class A>
    Task<Result<A>> perform(Command command) {
        const Promise<Result<A>> promise;
        begin(std::move(command), Requests::answering(promise));
        return promise.task();
    }

private:
    struct Attempt {
        Command command;
        Requests::Done done;
        std::int64_t until = 0; ///< ms of the monotonic clock
    };

    void begin(Command command, Requests::Done done);
    void attempt(const std::shared_ptr<Attempt>& attempt);

    State& m_state;
    Requests& m_requests;
    const Clock& m_clock;
};

} // namespace parlor::client
