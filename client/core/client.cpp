#include "client/core/client.h"

#include "client/core/liveclient.h"

namespace parlor::client {

class Client::Core final : public LiveClient {
public:
    using LiveClient::LiveClient;
};

Client::Client(ClientOptions options) : m_core(std::make_unique<Core>(std::move(options))) {}

Client::~Client() = default;

Task<Result<Client::Started>> Client::start() {
    return m_core->start();
}

State& Client::state() {
    return m_core->state();
}

Actions& Client::actions() {
    return *m_core;
}

ImageStore& Client::images() {
    return m_core->images();
}

} // namespace parlor::client
