#pragma once

#include "server/net/tls/certificate.h"
#include "tests/unit/net/testserver.h"

#include <QList>
#include <QString>

#include <mutex>
#include <optional>
#include <vector>

namespace parlor::server {

/// A web server that keeps what it is sent. "/to/URL" redirects there (307), "/see/URL" by 303, "/slow/URL"
/// too, after a while; "/hang" never answers, "/huge" says too much, "/status/N" just that.
class WebReceiver {
public:
    struct Got {
        QByteArray method;
        QString target;
        QByteArray signature;
        QByteArray body;
    };

    /// Over TLS with a certificate, else plain.
    explicit WebReceiver(const std::optional<SelfSigned>& own,
                         const QString& host = QStringLiteral("127.0.0.1"), std::uint16_t port = 0);
    ~WebReceiver();

    [[nodiscard]] std::uint16_t port() const { return m_server.port(); }

    [[nodiscard]] QList<Got> got();

private:
    void take(std::shared_ptr<HttpExchange> exchange);
    void answer(const QString& path, const std::shared_ptr<HttpExchange>& exchange);

    std::mutex m_mutex;
    QList<Got> m_got;
    std::vector<std::shared_ptr<HttpExchange>> m_held;
    DomainThread m_reading;
    TestServer m_server;
};

} // namespace parlor::server
