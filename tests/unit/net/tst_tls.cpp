#include "server/net/tls/certificate.h"
#include "tests/support/waiting.h"
#include "tests/unit/net/testserver.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

/// A client that trusts exactly this certificate.
std::unique_ptr<QSslSocket> connectTo(std::uint16_t port, const QByteArray& certificatePem,
                                      QSsl::SslProtocol protocol = QSsl::TlsV1_2OrLater) {
    auto socket = std::make_unique<QSslSocket>();
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromData(certificatePem));
    configuration.setProtocol(protocol);
    socket->setSslConfiguration(configuration);
    socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
    socket->waitForEncrypted(60'000);
    return socket;
}

QByteArray readUntil(QSslSocket& socket, qsizetype size) {
    QByteArray all;
    while (all.size() < size && (socket.bytesAvailable() > 0 || socket.waitForReadyRead(60'000)))
        all += socket.readAll();
    return all;
}

SelfSigned made() {
    return *makeSelfSigned(
        {QStringLiteral("127.0.0.1"), QStringLiteral("localhost"), QStringLiteral("bad,name")});
}

TlsConfig configOf(const SelfSigned& own) {
    TlsConfig tls;
    tls.certificatePem = own.certificatePem;
    tls.keyPem = own.keyPem;
    return tls;
}

} // namespace

TEST(Tls, SelfSignedCertificatesHoldWhatTheyShould) {
    const SelfSigned own = made();
    const QSslCertificate certificate(own.certificatePem);
    ASSERT_FALSE(certificate.isNull());
    EXPECT_EQ(certificate.digest(QCryptographicHash::Sha256), own.pin);
    EXPECT_EQ(pinOf(own.certificatePem).value(), own.pin);
    EXPECT_EQ(certificate.publicKey().algorithm(), QSsl::Ec);
    EXPECT_EQ(certificate.publicKey().length(), 256);
    const auto names = certificate.subjectAlternativeNames();
    EXPECT_TRUE(names.contains(QSsl::IpAddressEntry, QStringLiteral("127.0.0.1")));
    EXPECT_TRUE(names.contains(QSsl::DnsEntry, QStringLiteral("localhost")));
    EXPECT_EQ(names.size(), 2);
    EXPECT_FALSE(pinOf("nonsense"));
}

TEST(Tls, ServesRequestsAndLargeBodiesBothWays) {
    const SelfSigned own = made();
    DomainThread executor;
    TestServer server([&](NetConfig& config) { config.tls = configOf(own); },
                      [&](std::shared_ptr<HttpExchange> exchange) {
                          EXPECT_TRUE(exchange->request().peer.encrypted);
                          exchange->readBody(8 << 20).then(
                              &executor, [exchange](const Result<QByteArray>& body) {
                                  exchange->respond(body ? answerOf(*body) : answerOf("?", 400));
                              });
                      });
    const auto socket = connectTo(server.port(), own.certificatePem);
    ASSERT_TRUE(socket->isEncrypted()) << socket->errorString().toStdString();
    QByteArray body;
    for (int i = 0; body.size() < 3'000'000; ++i)
        body += QByteArray::number(i);
    for (int round = 0; round < 2; ++round) {
        socket->write("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(body.size())
                      + "\r\n\r\n" + body);
        QByteArray all = readUntil(*socket, body.size());
        const qsizetype start = all.indexOf("\r\n\r\n") + 4;
        all += readUntil(*socket, body.size() + start - all.size());
        ASSERT_TRUE(all.mid(start) == body);
    }
}

TEST(Tls, CarriesWebSockets) {
    const SelfSigned own = made();
    TestServer server([&](NetConfig& config) { config.tls = configOf(own); });
    const auto socket = connectTo(server.port(), own.certificatePem);
    ASSERT_TRUE(socket->isEncrypted());
    socket->write("GET /v1/socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: "
                  "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                  + RawClient::frame(0x81, R"({"op":"ping","rid":1})"));
    socket->flush();
    ASSERT_TRUE(server.until([&] { return server.requests.size() == 1; }));
    const ConnectionId id = server.openedOnes[0].first;
    const QByteArray frame(60'000, 'f');
    server.inDomain([&](NetServer& net) {
        net.link().subscribe(id, ChannelId(1));
        net.link().release(id, ChannelId(1));
        for (int i = 0; i < 10; ++i)
            net.link().publish(ChannelId(1), frame);
    });
    QByteArray all = readUntil(*socket, 100);
    all.remove(0, all.indexOf("\r\n\r\n") + 4);
    all += readUntil(*socket, 10 * (frame.size() + 4) - all.size());
    ASSERT_EQ(all.size(), 10 * (frame.size() + 4));
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(all.mid(i * (frame.size() + 4) + 4, frame.size()) == frame);
}

TEST(Tls, RefusesOldProtocols) { // H45
    const SelfSigned own = made();
    TestServer server([&](NetConfig& config) { config.tls = configOf(own); });
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    EXPECT_FALSE(connectTo(server.port(), own.certificatePem, QSsl::TlsV1_1)->isEncrypted());
    QT_WARNING_POP
    EXPECT_TRUE(connectTo(server.port(), own.certificatePem, QSsl::TlsV1_2)->isEncrypted());
    EXPECT_TRUE(connectTo(server.port(), own.certificatePem, QSsl::TlsV1_3OrLater)->isEncrypted());
    RawClient plain = server.client();
    plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(plain.isClosed());
}

TEST(Tls, ReloadsCertificates) {
    const SelfSigned first = made(), second = made();
    TestServer server([&](NetConfig& config) { config.tls = configOf(first); });
    EXPECT_TRUE(connectTo(server.port(), first.certificatePem)->isEncrypted());
    server.inDomain([&](NetServer& net) {
        EXPECT_TRUE(net.reloadTls(configOf(second)));
        TlsConfig mismatched = configOf(first);
        mismatched.keyPem = second.keyPem;
        const Status refused = net.reloadTls(mismatched);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::TlsFailed);
        EXPECT_FALSE(refused.error().detail.contains(QString::fromLatin1(second.keyPem)));
    });
    bool isNew = false;
    for (int i = 0; i < 100 && !isNew; ++i) // each thread takes it over in its own time
        isNew = connectTo(server.port(), second.certificatePem)->isEncrypted();
    EXPECT_TRUE(isNew);
}

} // namespace parlor::server
