#pragma once

#include "server/domain/ports/http.h"

namespace parlor::server {

/// An exchange whose answer carries the security headers, whoever gives it. Headers that the answer sets
/// itself stay.
class GuardedExchange final : public HttpExchange {
public:
    explicit GuardedExchange(std::shared_ptr<HttpExchange> exchange) : m_exchange(std::move(exchange)) {}

    [[nodiscard]] const HttpRequest& request() const override { return m_exchange->request(); }

    void signedIn() override { m_exchange->signedIn(); }

    /// What the answer carries besides, where it does not say it itself.
    void carry(const QList<std::pair<QByteArray, QByteArray>>& headers) { m_carried += headers; }

    void respond(HttpResponse response) override;

    Task<Result<QByteArray>> readBody(std::int64_t limit) override { return m_exchange->readBody(limit); }

    Task<Result<std::int64_t>> readInto(std::shared_ptr<BodySink> sink, std::int64_t limit) override {
        return m_exchange->readInto(std::move(sink), limit);
    }

private:
    std::shared_ptr<HttpExchange> m_exchange;
    QList<std::pair<QByteArray, QByteArray>> m_carried;
};

} // namespace parlor::server
