#pragma once

#include "server/domain/ports/http.h"
#include "server/net/inbox.h"

#include <atomic>
#include <memory>

namespace parlor::server {

class IoThread;

/// The domain's end of one request. Knows the connection by number only, so it may outlive it.
class Exchange final : public HttpExchange {
public:
    Exchange(HttpRequest request, IoThread& thread, std::shared_ptr<Inbox> inbox, std::uint64_t connection,
             std::uint32_t serial);
    ~Exchange() override;

    [[nodiscard]] const HttpRequest& request() const override { return m_request; }

    void signedIn() override;
    void respond(HttpResponse response) override;
    Task<Result<QByteArray>> readBody(std::int64_t limit) override;
    Task<Result<std::int64_t>> readInto(std::shared_ptr<BodySink> sink, std::int64_t limit) override;

private:
    const HttpRequest m_request;
    IoThread& m_thread; ///< only touched by jobs in its inbox, which are dropped when it ends
    const std::shared_ptr<Inbox> m_inbox;
    const std::uint64_t m_connection;
    const std::uint32_t m_serial;
    std::atomic<bool> m_answered = false;
};

} // namespace parlor::server
