// Bodies in both directions: whole, in chunks, from files and sources, into sinks; never more than a piece of
// them in memory.
#include "tests/unit/net/testserver.h"

#include <QTemporaryFile>

#include <gtest/gtest.h>

#include <future>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::server {

TEST(HttpBodies, ReadsBodiesByLengthAndInChunks) {
    DomainThread executor;
    TestServer server(
        {}, [&](std::shared_ptr<HttpExchange> exchange) { answerWithBody(exchange, executor, 10); });
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

TEST(HttpBodies, WhoSendsOnAfterARefusalHearsIt) {
    TestServer server({},
                      [](std::shared_ptr<HttpExchange> exchange) { exchange->respond(answerOf("no", 403)); });
    RawClient client = server.client();
    const QByteArray body(24 * 1024 * 1024, 'x');
    // As most libraries do: all of it first, then the answer.
    ASSERT_TRUE(client.send("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(body.size())
                            + "\r\n\r\n" + body));
    EXPECT_EQ(client.readResponse().status, 403);
    EXPECT_TRUE(client.isClosed());
}

TEST(HttpBodies, ContinuesOnlyWhenTheBodyIsAskedFor) { // H32
    DomainThread executor;
    TestServer server({}, [&](std::shared_ptr<HttpExchange> exchange) {
        if (exchange->request().path == QStringLiteral("/no"))
            return exchange->respond(answerOf("no", 403));
        answerWithBody(exchange, executor);
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

TEST(HttpBodies, SendsPartsOfFiles) {
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
    EXPECT_EQ(cut.status, 200);
    EXPECT_LT(cut.body.size(), 1'000);
    EXPECT_TRUE(content.mid(8'999'990).startsWith(cut.body)) << "nothing is made up";
    EXPECT_TRUE(client.isClosed());
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

TEST(HttpBodies, StreamsSources) {
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

TEST(HttpBodies, StreamsBodiesWithFlatMemory) {
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

TEST(HttpBodies, GivesTheSinkWhatCameBeforeTheCut) {
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

} // namespace parlor::server
