// What a server says at an address, it says there also when net refuses the request by itself.
#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

/// Tells what net has made out of the request.
void tellAddress(NetConfig& config) {
    config.headersFor = [](const HttpRequest& request) {
        return NetConfig::Headers{{"x-address", request.method + ' ' + request.path.toUtf8()},
                                  {"x-origin", request.header("origin")}};
    };
}

constexpr auto fields = "Host: a\r\nORIGIN:  https://page.example \r\n";

} // namespace

TEST(HttpRefusals, CarryWhatAllAnswersForTheirAddressDo) {
    const TestServer server(tellAddress);
    const QList<std::pair<int, QByteArray>> refused{
        {501, QByteArray("BREW /v1/up%6coads?x=/y HTTP/1.1\r\n") + fields + "\r\n"},
        {400, QByteArray("BREW /v1/uploads HTTP/1.1\r\n") + fields + "Content-Length: x\r\n\r\n"},
        {417, QByteArray("BREW /v1/uploads HTTP/1.1\r\n") + fields + "Expect: tea\r\n\r\n"},
        {431, QByteArray("BREW /v1/uploads HTTP/1.1\r\n") + fields + "X: " + QByteArray(17'000, 'x')},
    };
    for (const auto& [status, bytes] : refused) {
        const auto answer = server.client().request(bytes);
        EXPECT_EQ(answer.status, status);
        EXPECT_TRUE(answer.head.contains("\r\nx-address: BREW /v1/uploads\r\n")) << answer.head.constData();
        EXPECT_TRUE(answer.head.contains("\r\nx-origin: https://page.example\r\n"))
            << answer.head.constData();
    }
}

TEST(HttpRefusals, WhatCanNotBeToldIsNot) {
    const TestServer server(tellAddress);
    for (const QByteArray bytes :
         {"GET / HTTP/1.1\n", "GET\r\n\r\n", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", "\r \r\n"}) {
        const auto answer = server.client().request(bytes);
        EXPECT_EQ(answer.status, 400) << bytes.constData();
        EXPECT_FALSE(answer.head.contains("x-address")) << answer.head.constData();
    }
}

TEST(HttpRefusals, AlsoWhenThereIsTooMuchToDo) {
    const TestServer server(
        [](NetConfig& config) {
            tellAddress(config);
            config.limits.maxConnections = 1;
        },
        [](const std::shared_ptr<HttpExchange>& exchange) { exchange->respond(answerOf("done")); });
    const QByteArray request = QByteArray("POST /v1/uploads HTTP/1.1\r\n") + fields + "\r\n";
    RawClient first = server.client();
    const auto done = first.request(request);
    EXPECT_EQ(done.status, 200);
    EXPECT_FALSE(done.head.contains("x-address")) << "who answers says it";
    const auto busy = server.client().request(request);
    EXPECT_EQ(busy.status, 503);
    EXPECT_TRUE(busy.head.contains("\r\nx-address: POST /v1/uploads\r\n")) << busy.head.constData();
}

TEST(HttpRefusals, AndWhenAHeadTakesTooLong) {
    const TestServer server([](NetConfig& config) {
        tellAddress(config);
        config.limits.headMs = 100;
    });
    const auto late =
        server.client().request(QByteArray("GET /v1/uploads HTTP/1.1\r\n") + fields + "X: not whole");
    EXPECT_EQ(late.status, 408);
    EXPECT_TRUE(late.head.contains("\r\nx-address: GET /v1/uploads\r\n")) << late.head.constData();
    EXPECT_TRUE(late.head.contains("\r\nx-origin: https://page.example\r\n")) << late.head.constData();
}

} // namespace parlor::server
