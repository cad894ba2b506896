#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

TEST(Http, KeepsAliveAndAnswersPipelinedRequestsInOrder) { // H42
    TestServer server;
    RawClient client = server.client();
    QByteArray all;
    for (int i = 0; i < 100; ++i)
        all += "GET /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    client.send(all);
    for (int i = 0; i < 100; ++i) {
        const auto response = client.readResponse();
        ASSERT_EQ(response.status, 200);
        ASSERT_EQ(response.body, "GET /" + QByteArray::number(i));
    }
}

TEST(Http, AnswersByteByByte) {
    TestServer server;
    RawClient client = server.client();
    for (const char c : QByteArray("GET /a%20b?x=1 HTTP/1.1\r\nHost: a\r\n\r\n"))
        client.send(QByteArray(1, c));
    EXPECT_EQ(client.readResponse().body, "GET /a b");
}

TEST(Http, SpeaksHttp10) {
    TestServer server;
    RawClient client = server.client();
    client.send("GET /x HTTP/1.0\r\n\r\n");
    const QByteArray all = client.readAll();
    EXPECT_TRUE(all.startsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(all.endsWith("GET /x"));
}

TEST(Http, HeadHasALengthButNoBody) {
    TestServer server;
    RawClient client = server.client();
    client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto head = client.readResponse(false);
    EXPECT_TRUE(head.head.contains("Content-Length: 7\r\n"));
    EXPECT_EQ(client.readResponse().body, "GET /y");
}

TEST(Http, LeavesTheMethodAsItCame) {
    TestServer server;
    RawClient client = server.client();
    EXPECT_EQ(client.request("POST /x HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: PATCH\r\n\r\n").body,
              "POST /x")
        << "what it stands for is the router's to say";
    EXPECT_EQ(client.request("POST /x HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: HEAD\r\n\r\n").body,
              "POST /x")
        << "whoever sent a POST reads a body";
}

TEST(Http, HangsUpOnSlowHeadsAndBodies) { // H33, H34
    DomainThread executor;
    TestServer server(
        [](NetConfig& config) {
            config.limits.headMs = 300;
            config.limits.bodyGraceMs = 300;
        },
        [&](std::shared_ptr<HttpExchange> exchange) { answerWithBody(exchange, executor); });
    RawClient head = server.client();
    head.send("GET /x HTT");
    EXPECT_EQ(head.readResponse().status, 408);
    RawClient silent = server.client();
    EXPECT_TRUE(silent.isClosed());
    RawClient body = server.client();
    body.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\nabc");
    EXPECT_EQ(body.readResponse().status, 408);
    EXPECT_TRUE(body.isClosed());
}

TEST(Http, AnswersWhatTheHandlerDrops) {
    TestServer server({}, [](std::shared_ptr<HttpExchange>) {});
    RawClient client = server.client();
    EXPECT_EQ(client.request("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").status, 500);
}

TEST(Http, LeavesOutHeadersThatWouldBreakTheHead) { // H40
    TestServer server({}, [](std::shared_ptr<HttpExchange> exchange) {
        HttpResponse response = answerOf("x");
        response.headers.emplaceBack("X-Name", "a\r\nSet-Cookie: b");
        response.headers.emplaceBack("Content-Length", "100");
        exchange->respond(std::move(response));
    });
    RawClient client = server.client();
    const auto response = client.request("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_FALSE(response.head.contains("Set-Cookie"));
    EXPECT_EQ(response.head.count("Content-Length"), 1);
    EXPECT_TRUE(response.head.contains("Date: "));
}

TEST(Http, BelievesForwardedAddressesFromTrustedProxiesOnly) { // H41
    PeerInfo seen;
    const auto answer = [&](std::shared_ptr<HttpExchange> exchange) {
        seen = exchange->request().peer;
        exchange->respond(answerOf({}));
    };
    const QByteArray request = "GET /x HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 9.9.9.9, 2001:db8:1:2:3::4\r\n"
                               "X-Forwarded-For: 10.1.2.3\r\nX-Forwarded-Proto: https\r\n\r\n";
    {
        TestServer server({}, answer);
        RawClient client = server.client();
        client.request(request);
        EXPECT_EQ(seen.address, QStringLiteral("127.0.0.1"));
        EXPECT_FALSE(seen.encrypted);
        EXPECT_TRUE(seen.loopback);
    }
    TestServer server(
        [](NetConfig& config) {
            config.trustedProxies = {QStringLiteral("127.0.0.1"), QStringLiteral("10.0.0.0/8")};
        },
        answer);
    RawClient client = server.client();
    client.request(request);
    EXPECT_EQ(seen.address, QStringLiteral("2001:db8:1:2:3::4"));
    EXPECT_EQ(seen.block, QStringLiteral("2001:db8:1:2::/64"));
    EXPECT_TRUE(seen.encrypted);
    EXPECT_FALSE(seen.loopback);
}

} // namespace parlor::server
