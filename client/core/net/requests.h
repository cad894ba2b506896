#pragma once

#include "client/core/net/link.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QHash>

#include <functional>

namespace parlor::client {

/// Commands over a link and their answers. What is not answered when the connection goes fails with
/// NetworkFailed: whether the server did it is unknown then, hence the client ids. Interface thread only.
class Requests {
public:
    using Done = std::function<void(const Result<Answer>&)>;

    /// The link lives longer.
    explicit Requests(Link& link) : m_link(link) {}

    /// Answers exactly once, perhaps inside the call when there is no connection.
    void send(Command command, Done done);

    /// Without an answer: for what is never stored.
    void tell(Command command) { (void)m_link.send({0, std::move(command)}); }

    /// Keeps the promise with the answer; another type than asked for is BadFrame.
    template<class A>
    static Done answering(const Promise<Result<A>>& promise) {
        return [promise](const Result<Answer>& answer) {
            if (!answer)
                return promise.finish(std::unexpected(answer.error()));
            if (const A* wanted = std::get_if<A>(&*answer))
                return promise.finish(*wanted);
            promise.finish(fail(ErrorCode::BadFrame));
        };
    }

    /// As a task of the answer's type: see answering().
    template<class A>
    Task<Result<A>> ask(Command command) {
        const Promise<Result<A>> promise;
        send(std::move(command), answering(promise));
        return promise.task();
    }

    // For the link's listener
    void received(const Reply& reply);
    void received(const Refusal& refusal);
    void connectionLost();

private:
    struct Waiting {
        Done done;
        std::optional<Answer> gathered; ///< of an answer in several parts
    };

    Link& m_link;
    QHash<std::int64_t, Waiting> m_waiting;
    std::int64_t m_last = 100; ///< smaller ones are the link's own
};

} // namespace parlor::client
