#pragma once

#include "client/core/net/requests.h"
#include "client/core/state.h"

namespace parlor::test {

/// The least that makes requests answered: what Sync does for them, and for State where it is given.
class RequestListener final : public client::LinkListener {
public:
    explicit RequestListener(client::Requests& requests, client::State* state = nullptr)
        : m_requests(requests), m_state(state) {}

    Hello hello() override { return {}; }

    void connectionChanged(const client::Connection& connection) override {
        if (m_state)
            m_state->apply(client::ConnectionChanged{connection});
        if (connection.state != client::Connectivity::Online)
            m_requests.connectionLost();
    }

    void received(const Frame& frame) override {
        if (const auto* reply = std::get_if<Reply>(&frame))
            m_requests.received(*reply);
        if (const auto* refusal = std::get_if<Refusal>(&frame))
            m_requests.received(*refusal);
    }

    void stopped(const Error&) override {}

private:
    client::Requests& m_requests;
    client::State* const m_state;
};

} // namespace parlor::test
