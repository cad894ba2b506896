// H: heads of requests that mean two things, or nothing: refused, and nothing behind them is read.
#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

/// A request, what it must be answered with, and whether the connection may live on.
struct HeadCase {
    const char* name;
    QByteArray bytes;
    int status;
};

void PrintTo(const HeadCase& value, std::ostream* out) {
    *out << value.name;
}

QByteArray withFields(const QByteArray& fields) {
    return "POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

std::vector<HeadCase> badHeads() {
    const QByteArray chunk = "POST /body HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    return {
        {"H1_LengthAndChunked", withFields("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"H1_ChunkedAndLength", withFields("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
        {"H2_TwoLengths", withFields("Content-Length: 3\r\nContent-Length: 4\r\n"), 400},
        {"H3_EqualLengths", withFields("Content-Length: 3\r\nContent-Length: 3\r\n"), 400},
        {"H3_LengthList", withFields("Content-Length: 3, 3\r\n"), 400},
        {"H4_Negative", withFields("Content-Length: -1\r\n"), 400},
        {"H5_Plus", withFields("Content-Length: +3\r\n"), 400},
        {"H6_TrailingTab", withFields("Content-Length: 3 \t\r\n"), 400},
        {"H7_TwentyDigits", withFields("Content-Length: 10000000000000000000\r\n"), 400},
        {"H8_Hex", withFields("Content-Length: 0x10\r\n"), 400},
        {"H9_Empty", withFields("Content-Length: \r\n"), 400},
        {"H10_UnknownCoding", withFields("Transfer-Encoding: xchunked\r\n"), 501},
        {"H11_ChunkedIdentity", withFields("Transfer-Encoding: chunked, identity\r\n"), 400},
        {"H11_ChunkedTwice", withFields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"H12_NegativeChunk", chunk + "-1\r\n", 400},
        {"H13_HugeChunk", chunk + "FFFFFFFFFFFFFFFF1\r\n", 400},
        {"H14_LongExtension", chunk + "3;ext=\"" + QByteArray(20'000, 'x'), 400},
        {"H15_BareLfInChunk", chunk + "3\nabc\r\n0\r\n\r\n", 400},
        {"H17_NoHost", "GET /x HTTP/1.1\r\n\r\n", 400},
        {"H18_TwoHosts", "GET /x HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"H19_HostWithPath", "GET /x HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"H19_HostWithUser", "GET /x HTTP/1.1\r\nHost: me@a\r\n\r\n", 400},
        {"H20_SpaceBeforeColon", "GET /x HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"H21_Folded", "GET /x HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400},
        {"H22_LfOnly", "GET /x HTTP/1.1\nHost: a\n\n", 400},
        {"H23_BareCr", "GET /x HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
        {"H24_Nul", QByteArray("GET /x HTTP/1.1\r\nHost: a\r\nX: a?b\r\n\r\n").replace('?', '\0'), 400},
        {"H25_ForeignName", "GET /x HTTP/1.1\r\nHost: a\r\nX\xc3\xa4: a\r\n\r\n", 400},
        {"H26_LongTarget", "GET /" + QByteArray(9'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"H27_ManyFields", withFields(QByteArray("A: b\r\n").repeated(110)), 431},
        {"H27_LargeHead", withFields("A: " + QByteArray(17'000, 'b') + "\r\n"), 431},
        {"H39_LongEtag", withFields("If-None-Match: " + QByteArray(1'000'000, 'b') + "\r\n"), 431},
        {"H28_Http09", "GET /x\r\n\r\n", 400},
        {"H29_Http39", "GET /x HTTP/3.9\r\nHost: a\r\n\r\n", 505},
        {"H30_Foo", "FOO /x HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"H30_Trace", "TRACE /x HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"H31_OtherAuthority", "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n", 421},
        {"H32_OddExpectation", withFields("Expect: tea\r\n"), 417},
        {"H43_Gzip", withFields("Content-Encoding: gzip\r\nContent-Length: 1\r\n"), 415},
        {"T15_TwoTokens", withFields("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), 400},
        {"BadPercent", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"NulPercent", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"NotUtf8", "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"Http10Chunked", "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    };
}

} // namespace

class HttpHeads : public testing::TestWithParam<HeadCase> {
public:
    static void SetUpTestSuite() {
        executor = new DomainThread;
        server = new TestServer(
            {}, [](std::shared_ptr<HttpExchange> exchange) { answerWithBody(exchange, *executor); });
    }

    static void TearDownTestSuite() {
        delete std::exchange(server, nullptr);
        delete std::exchange(executor, nullptr);
    }

    static inline TestServer* server = nullptr;
    static inline DomainThread* executor = nullptr;
};

TEST_P(HttpHeads, IsRefusedAndTheConnectionEnds) {
    RawClient client = server->client();
    client.send(GetParam().bytes);
    client.send("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    const QByteArray all = client.readAll();
    EXPECT_EQ(all.mid(9, 3).toInt(), GetParam().status) << all.toStdString();
    EXPECT_EQ(all.count("HTTP/1.1 "), 1) << "nothing that follows may be taken for a request";
    EXPECT_TRUE(all.contains("Connection: close\r\n"));
}

INSTANTIATE_TEST_SUITE_P(Cases, HttpHeads, testing::ValuesIn(badHeads()),
                         [](const auto& test) { return std::string(test.param.name); });

} // namespace parlor::server
