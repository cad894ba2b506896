#include "tests/support/fakelink.h"

namespace parlor::test {

using client::Connectivity;

void FakeLink::become(Connectivity state) {
    m_connection.state = state;
    m_listener->connectionChanged(m_connection);
}

void FakeLink::open(const client::ServerAddress&) {
    ++opened;
    become(Connectivity::Connecting);
}

void FakeLink::close() {
    become(Connectivity::Offline);
}

bool FakeLink::send(const Request& request) {
    if (m_connection.state != Connectivity::Online)
        return false;
    sent.push_back(request);
    return true;
}

void FakeLink::welcome(const Welcome& welcome) {
    lastHello = m_listener->hello();
    m_listener->received(welcome);
    become(Connectivity::Online);
}

void FakeLink::cut() {
    sent.clear();
    become(Connectivity::Offline);
}

void FakeLink::stop(const Error& error) {
    become(Connectivity::Offline);
    m_listener->stopped(error);
}

void FakeLink::refuse(std::int64_t rid, ErrorCode code, std::int64_t retryAfterMs) {
    say(Refusal{rid, code, isTemporary(code), retryAfterMs, {}});
}

} // namespace parlor::test
