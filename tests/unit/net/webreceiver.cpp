#include "tests/unit/net/webreceiver.h"

#include <QThread>

namespace parlor::server {

WebReceiver::WebReceiver(const std::optional<SelfSigned>& own, const QString& host, std::uint16_t port)
    : m_server(
          [own, host, port](NetConfig& config) {
              config.listen = {{host, port}};
              if (own) {
                  config.tls.certificatePem = own->certificatePem;
                  config.tls.keyPem = own->keyPem;
              }
          },
          [this](std::shared_ptr<HttpExchange> exchange) { take(std::move(exchange)); }) {}

WebReceiver::~WebReceiver() {
    m_reading.call([] {}); // whoever is answering has answered
    m_server.inDomain([this](NetServer&) { m_held.clear(); });
}

QList<WebReceiver::Got> WebReceiver::got() {
    const std::scoped_lock lock(m_mutex);
    return m_got;
}

void WebReceiver::take(std::shared_ptr<HttpExchange> exchange) {
    exchange->readBody(1 << 20).then(&m_reading, [this, exchange](const Result<QByteArray>& body) {
        const HttpRequest& request = exchange->request();
        {
            const std::scoped_lock lock(m_mutex);
            m_got.append({request.method, request.path, request.header("parlor-signature"),
                          body.value_or(QByteArray())});
        }
        answer(request.path, exchange);
    });
}

void WebReceiver::answer(const QString& path, const std::shared_ptr<HttpExchange>& exchange) {
    HttpResponse response = answerOf("taken");
    const auto goTo = [&](int status, qsizetype from) {
        response.status = status;
        response.headers.append({"Location", path.mid(from).toUtf8()});
    };
    if (path == u"/hang") {
        m_server.inDomain([&](NetServer&) { m_held.push_back(exchange); });
        return;
    }
    if (path == u"/huge")
        response.body = QByteArray(1'000'000, 'h');
    else if (path.startsWith(u"/status/"))
        response.status = path.mid(8).toInt();
    else if (path.startsWith(u"/to/"))
        goTo(307, 4);
    else if (path.startsWith(u"/see/"))
        goTo(303, 5);
    else if (path.startsWith(u"/slow/")) {
        QThread::msleep(700);
        goTo(307, 6);
    }
    exchange->respond(response);
}

} // namespace parlor::server
