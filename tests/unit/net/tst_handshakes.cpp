#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

struct HandshakeCase {
    const char* name;
    QByteArray bytes;
    int status;
};

void PrintTo(const HandshakeCase& value, std::ostream* out) {
    *out << value.name;
}

namespace {

std::vector<HandshakeCase> handshakes() {
    const QByteArray start = "GET /v1/socket HTTP/1.1\r\nHost: a\r\n";
    const QByteArray up = start + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
    const QByteArray version = "Sec-WebSocket-Version: 13\r\n",
                     key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    return {
        {"Good", up + version + key, 101},
        {"W33_DeflateIsNotAgreedOn", up + version + key + "Sec-WebSocket-Extensions: permessage-deflate\r\n",
         101},
        {"W28_Version8", up + "Sec-WebSocket-Version: 8\r\n" + key, 426},
        {"NoVersion", up + key, 426},
        {"W29_ShortKey", up + version + "Sec-WebSocket-Key: YWJj\r\n", 400},
        {"W29_NoBase64", up + version + "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n", 400},
        {"W29_NoKey", up + version, 400},
        {"W29_TwoKeys", up + version + key + key, 400},
        {"W30_H2c", start + "Upgrade: h2c\r\nConnection: Upgrade\r\n" + version + key, 400},
        {"NoConnectionToken", start + "Upgrade: websocket\r\n" + version + key, 400},
        {"NoUpgrade", start, 426},
        {"T14_TokenInTheAddress",
         QByteArray(up).replace("/v1/socket", "/v1/socket?access_token=x") + version + key, 400},
        {"T14_TokenByItsOtherName",
         QByteArray(up).replace("/v1/socket", "/v1/socket?a=b&token=x") + version + key, 400},
        {"W31_Post",
         "POST /v1/socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + version
             + key,
         405},
        {"GoodOrigin", up + version + key + "Origin: https://chat.example\r\n", 101},
        {"W32_Evil", up + version + key + "Origin: https://evil.example\r\n", 403},
        {"W32_Null", up + version + key + "Origin: null\r\n", 403},
        {"W32_Suffix", up + version + key + "Origin: https://chat.example.evil.example\r\n", 403},
        {"W37_ManyFields", up + version + key + QByteArray("A: b\r\n").repeated(101), 431},
    };
}

} // namespace

class WebSocketHandshakes : public testing::TestWithParam<HandshakeCase> {
public:
    static void SetUpTestSuite() {
        server = new TestServer(
            [](NetConfig& config) { config.origins = {QStringLiteral("https://chat.example")}; });
    }

    static void TearDownTestSuite() { delete std::exchange(server, nullptr); }

    static inline TestServer* server = nullptr;
};

TEST_P(WebSocketHandshakes, AreAnswered) {
    RawClient client = server->client();
    client.send(GetParam().bytes + "\r\n");
    const auto response = client.readResponse();
    EXPECT_EQ(response.status, GetParam().status);
    EXPECT_FALSE(response.head.contains("Extensions"));
    EXPECT_EQ(response.head.contains("Sec-WebSocket-Version: 13"), GetParam().status == 426);
    const bool namesProtocol = GetParam().status == 426 || GetParam().status == 101;
    EXPECT_EQ(response.head.contains("Upgrade: websocket\r\nConnection: Upgrade"), namesProtocol)
        << response.head.toStdString();
}

INSTANTIATE_TEST_SUITE_P(Cases, WebSocketHandshakes, testing::ValuesIn(handshakes()),
                         [](const auto& test) { return std::string(test.param.name); });

} // namespace parlor::server
