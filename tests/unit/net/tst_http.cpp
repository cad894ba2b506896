#include "tests/unit/net/testserver.h"

#include <QTemporaryFile>

#include <gtest/gtest.h>

#include <future>

#include <fcntl.h>
#include <unistd.h>

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

/// Reads a body for /body, else answers with what it understood.
void echo(const std::shared_ptr<HttpExchange>& exchange, Executor& executor, std::int64_t limit = 1 << 20) {
    exchange->readBody(limit).then(&executor, [exchange](const Result<QByteArray>& body) {
        if (body)
            exchange->respond(answerOf(exchange->request().method + ":" + *body));
        else
            exchange->respond(
                answerOf(QByteArray(wireCode(body.error().code).data()), httpStatus(body.error().code)));
    });
}

} // namespace

class HttpHeads : public testing::TestWithParam<HeadCase> {
public:
    static void SetUpTestSuite() {
        executor = new DomainThread;
        server =
            new TestServer({}, [](std::shared_ptr<HttpExchange> exchange) { echo(exchange, *executor); });
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

TEST(Http, OverridesThePostMethodOnly) {
    TestServer server;
    RawClient client = server.client();
    EXPECT_EQ(client.request("POST /x HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: PATCH\r\n\r\n").body,
              "PATCH /x");
    EXPECT_EQ(client.request("GET /x HTTP/1.1\r\nHost: a\r\nX-HTTP-Method-Override: DELETE\r\n\r\n").body,
              "GET /x");
}

TEST(Http, ReadsBodiesByLengthAndInChunks) {
    DomainThread executor;
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) { echo(exchange, executor, 10); });
    RawClient client = server.client();
    EXPECT_EQ(client.request("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello").body,
              "POST:hello");
    // H16: trailers are dropped.
    EXPECT_EQ(client
                  .request("PUT /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nContent-Length: 9\r\n\r\n")
                  .body,
              "PUT:abcde");
    EXPECT_EQ(client.request("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world").status,
              413);
    // Small enough to be skipped: the connection lives on.
    EXPECT_EQ(client.request("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").body, "POST:");
    EXPECT_EQ(
        client.request("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\nhello world")
            .status,
        413);
    EXPECT_TRUE(client.isClosed());
}

TEST(Http, ContinuesOnlyWhenTheBodyIsAskedFor) { // H32
    DomainThread executor;
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) {
        if (exchange->request().path == QStringLiteral("/no"))
            return exchange->respond(answerOf("no", 403));
        echo(exchange, executor);
    });
    RawClient refused = server.client();
    refused.send("POST /no HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    const QByteArray all = refused.readAll();
    EXPECT_TRUE(all.startsWith("HTTP/1.1 403 "))
        << "no 100 before the refusal, and the body is never waited for";

    RawClient taken = server.client();
    taken.send("POST /yes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(taken.readUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(taken.request("hello").body, "POST:hello");
}

TEST(Http, HangsUpOnSlowHeadsAndBodies) { // H33, H34
    DomainThread executor;
    TestServer server(
        [](NetConfig& config) {
            config.limits.headMs = 300;
            config.limits.bodyGraceMs = 300;
        },
        [&](std::shared_ptr<HttpExchange> exchange) { echo(exchange, executor); });
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

TEST(Http, SendsPartsOfFiles) {
    QTemporaryFile file;
    ASSERT_TRUE(file.open());
    QByteArray content;
    for (int i = 0; content.size() < 9'000'000; ++i)
        content += QByteArray::number(i) + '\n';
    file.write(content);
    file.flush();
    const std::shared_ptr<const int> descriptor(new int(::open(qPrintable(file.fileName()), O_RDONLY)),
                                                [](const int* fd) {
                                                    ::close(*fd);
                                                    delete fd;
                                                });
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) {
        HttpResponse response;
        const qint64 offset = exchange->request().query.queryItemValue(QStringLiteral("offset")).toLongLong();
        const qint64 length = exchange->request().query.queryItemValue(QStringLiteral("length")).toLongLong();
        response.body = FileBody{descriptor, offset, length};
        exchange->respond(std::move(response));
    });
    RawClient client = server.client();
    for (const auto& [offset, length] :
         {std::pair<qint64, qint64>{0, content.size()}, {1, 1}, {5'000, 4'500'000}, {100, 0}}) {
        const auto response = client.request("GET /?offset=" + QByteArray::number(offset) + "&length="
                                             + QByteArray::number(length) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        ASSERT_EQ(response.body.size(), length);
        EXPECT_TRUE(response.body == content.mid(offset, length));
    }
    // A file that is shorter than promised: the connection is cut, so that the peer can't take it for whole.
    const auto cut = client.request("GET /?offset=8999990&length=1000 HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_LT(cut.body.size(), 1'000);
}

namespace {

/// Makes bytes from their position; remembers how much was asked for at once.
class CountingSource final : public ByteSource {
public:
    explicit CountingSource(Executor& executor) : m_executor(executor) {}

    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override {
        largest = std::max(largest.load(), length);
        const Promise<Result<QByteArray>> promise;
        m_executor.post([promise, offset, length] {
            QByteArray bytes(length, Qt::Uninitialized);
            for (qsizetype i = 0; i < length; ++i)
                bytes[i] = char((offset + i) % 251);
            promise.finish(bytes);
        });
        return promise.task();
    }

    std::atomic<std::int64_t> largest = 0;

private:
    Executor& m_executor;
};

/// Takes chunks slowly, one at a time, and keeps count.
class SlowSink final : public BodySink {
public:
    explicit SlowSink(Executor& executor) : m_executor(executor) {}

    Task<Status> write(QByteArray chunk) override {
        EXPECT_FALSE(busy.exchange(true)) << "one write at a time";
        largest = std::max<std::int64_t>(largest, chunk.size());
        total += chunk.size();
        const Promise<Status> promise;
        m_executor.post([this, promise] {
            busy = false;
            promise.finish(Status());
        });
        return promise.task();
    }

    std::atomic<bool> busy = false;
    std::atomic<std::int64_t> total = 0, largest = 0;

private:
    Executor& m_executor;
};

} // namespace

TEST(Http, StreamsSources) {
    DomainThread executor;
    const auto source = std::make_shared<CountingSource>(executor);
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) {
        HttpResponse response;
        response.body = SourceBody{source, 7, 3'000'000};
        exchange->respond(std::move(response));
    });
    RawClient client = server.client();
    for (int round = 0; round < 2; ++round) {
        const auto response = client.request("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        ASSERT_EQ(response.body.size(), 3'000'000);
        for (qsizetype i = 0; i < response.body.size(); ++i)
            ASSERT_EQ(response.body[i], char((7 + i) % 251)) << i;
    }
    EXPECT_LE(source->largest, 256 * 1024);
}

TEST(Http, StreamsBodiesWithFlatMemory) {
    DomainThread executor;
    const auto sink = std::make_shared<SlowSink>(executor);
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) {
        exchange->readInto(sink, 1LL << 30).then(&executor, [exchange](const Result<std::int64_t>& count) {
            exchange->respond(count ? answerOf(QByteArray::number(*count)) : answerOf("cut", 400));
        });
    });
    RawClient client = server.client();
    constexpr int megabytes = 100;
    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(megabytes << 20)
                + "\r\n\r\n");
    const QByteArray piece(1 << 20, 'p');
    for (int i = 0; i < megabytes; ++i)
        ASSERT_TRUE(client.send(piece));
    EXPECT_EQ(client.readResponse().body, QByteArray::number(megabytes << 20));
    EXPECT_LE(sink->largest, 256 * 1024);
}

TEST(Http, GivesTheSinkWhatCameBeforeTheCut) {
    DomainThread executor;
    const auto sink = std::make_shared<SlowSink>(executor);
    std::promise<int> failure;
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) {
        exchange->readInto(sink, 1LL << 30)
            .then(&executor, [exchange, &failure](const Result<std::int64_t>& count) {
                failure.set_value(count ? -1 : int(count.error().code));
            });
    });
    {
        RawClient client = server.client();
        client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
                    + QByteArray(300'000, 'p'));
        client.finishSending();
        EXPECT_TRUE(client.isClosed());
    }
    auto reason = failure.get_future();
    ASSERT_EQ(reason.wait_for(std::chrono::seconds(60)), std::future_status::ready);
    EXPECT_EQ(reason.get(), int(ErrorCode::NetworkFailed));
    EXPECT_EQ(sink->total, 300'000);
}

namespace {

/// Keeps what it is asked until it is told to answer; "/in" is signed in at once.
struct Held {
    TestServer::Answer keep() {
        return [this](const std::shared_ptr<HttpExchange>& exchange) {
            const QString path = exchange->request().path;
            if (path == u"/in")
                exchange->signedIn();
            if (path == u"/body") {
                exchange->readBody(1'000).then(&m_executor, [exchange](const Result<QByteArray>& body) {
                    exchange->respond(answerOf(body ? *body : QByteArray("refused"),
                                               body ? 200 : httpStatus(body.error().code)));
                });
                return;
            }
            if (path == u"/now")
                return exchange->respond(answerOf("now"));
            const std::scoped_lock lock(m_mutex);
            m_held.push_back(exchange);
            m_changed.notify_all();
        };
    }

    [[nodiscard]] bool has(std::size_t count) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60), [&] { return m_held.size() == count; });
    }

    void answerAll() {
        const std::scoped_lock lock(m_mutex);
        for (const auto& exchange : m_held)
            exchange->respond(answerOf("done"));
        m_held.clear();
    }

private:
    struct Inline final : Executor {
        void post(Job job) override { job(); }
    } m_executor;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::shared_ptr<HttpExchange>> m_held;
};

QByteArray get(const QByteArray& path, const QByteArray& fields = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

void limitToTwo(NetConfig& config) {
    config.limits.socketsBeforeSignIn = 2;
}

} // namespace

TEST(Http, CountsRequestsBeforeSignIn) {
    Held held;
    TestServer server(limitToTwo, held.keep());
    RawClient a = server.client();
    RawClient b = server.client();
    a.send(get("/wait"));
    b.send(get("/wait"));
    ASSERT_TRUE(held.has(2));
    EXPECT_EQ(server.client().request(get("/wait")).status, 429);
    EXPECT_FALSE(server.client().openSocket()) << "sockets and requests are counted together";
    held.answerAll();
    EXPECT_EQ(a.readResponse().status, 200);
    EXPECT_EQ(b.readResponse().status, 200);
    EXPECT_EQ(server.client().request(get("/now")).status, 200) << "what is answered counts no more";
}

TEST(Http, WhoIsSignedInIsNotCounted) {
    Held held;
    TestServer server(limitToTwo, held.keep());
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < 5; ++i) {
        clients.push_back(server.client());
        clients.back().send(get("/in"));
        ASSERT_TRUE(held.has(i + 1)) << i;
    }
    held.answerAll();
    for (RawClient& client : clients)
        ASSERT_EQ(client.readResponse().status, 200);
    // What lets a request in says nothing of the next one on its connection; a token does.
    for (RawClient& client : clients)
        client.send(get("/in", "Authorization: Bearer x\r\n"));
    ASSERT_TRUE(held.has(5));
    held.answerAll();
    for (RawClient& client : clients)
        ASSERT_EQ(client.readResponse().status, 200);
    for (RawClient& client : clients)
        client.send(get("/wait"));
    ASSERT_TRUE(held.has(5));
    held.answerAll();
    for (RawClient& client : clients)
        EXPECT_EQ(client.readResponse().status, 200);
}

TEST(Http, ATokenThatIsStillLookedAtGetsNoBodyThrough) {
    Held held;
    TestServer server(limitToTwo, held.keep());
    RawClient a = server.client();
    RawClient b = server.client();
    a.send(get("/wait"));
    b.send(get("/wait"));
    ASSERT_TRUE(held.has(2));
    const QByteArray token = "Authorization: Bearer x\r\n";
    EXPECT_EQ(server.client().request(get("/now", token)).status, 200);
    EXPECT_EQ(server.client()
                  .request("POST /body HTTP/1.1\r\nHost: a\r\n" + token + "Content-Length: 3\r\n\r\nabc")
                  .status,
              429);
    held.answerAll();
}

TEST(Http, WhoGoesAwayIsNotCounted) {
    Held held;
    TestServer server(limitToTwo, held.keep());
    {
        RawClient a = server.client();
        RawClient b = server.client();
        a.send(get("/wait"));
        b.send(get("/wait"));
        ASSERT_TRUE(held.has(2));
        a.reset();
        b.reset();
    }
    held.answerAll(); // it is noticed with the answer at the latest
    bool isLetIn = false;
    for (int i = 0; i < 1'000 && !isLetIn; ++i)
        isLetIn = server.client().request(get("/now")).status == 200;
    EXPECT_TRUE(isLetIn);
}

} // namespace parlor::server
