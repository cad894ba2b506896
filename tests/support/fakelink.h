#pragma once

#include "client/core/net/link.h"

#include <QList>

#include <algorithm>
#include <deque>

namespace parlor::test {

/// A link without a network: the test is the server. Keeps what was sent and says what it is told to say.
class FakeLink final : public client::Link {
public:
    void setListener(client::LinkListener* listener) override { m_listener = listener; }

    void open(const client::ServerAddress& server) override;
    void close() override;

    void probe() override { ++probes; }

    bool send(const Request& request) override;

    [[nodiscard]] const client::Connection& connection() const override { return m_connection; }

    /// The server greets; the link is online afterwards.
    void welcome(const Welcome& welcome);

    void say(const Frame& frame) { m_listener->received(frame); }

    /// The connection breaks; what is sent now goes nowhere.
    void cut();
    void stop(const Error& error);

    /// The oldest request that was not taken yet, if it is of this kind; others stay.
    template<class C>
    std::optional<std::pair<std::int64_t, C>> take() {
        for (auto it = sent.begin(); it != sent.end(); ++it) {
            if (const C* command = std::get_if<C>(&it->command)) {
                std::pair found{it->rid, *command};
                sent.erase(it);
                return found;
            }
        }
        return std::nullopt;
    }

    template<class C>
    [[nodiscard]] bool has() const {
        return std::any_of(sent.begin(), sent.end(),
                           [](const Request& request) { return std::holds_alternative<C>(request.command); });
    }

    void answer(std::int64_t rid, const Answer& answer) { say(Reply{rid, answer}); }

    void refuse(std::int64_t rid, ErrorCode code, std::int64_t retryAfterMs = 0);

    std::deque<Request> sent; ///< by whoever uses the link
    Hello lastHello;
    int opened = 0;
    int probes = 0;

private:
    void become(client::Connectivity state);

    client::LinkListener* m_listener = nullptr;
    client::Connection m_connection;
};

} // namespace parlor::test
