#include "tests/support/waiting.h"
#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

constexpr qsizetype chunk = 256 * 1024;
constexpr int afterMs = 60'000;

/// Has a chunk until it is told to be done with it.
class HeldSink final : public BodySink {
public:
    Task<Status> write(QByteArray bytes) override {
        const std::scoped_lock lock(m_mutex);
        m_sizes.append(bytes.size());
        m_promise = Promise<Status>();
        return m_promise.task();
    }

    void release() {
        Promise<Status> promise;
        {
            const std::scoped_lock lock(m_mutex);
            promise = m_promise;
        }
        promise.finish(Status());
    }

    [[nodiscard]] QList<qsizetype> sizes() const {
        const std::scoped_lock lock(m_mutex);
        return m_sizes;
    }

    [[nodiscard]] bool waitForWrites(qsizetype count) const {
        return test::waitFor([&] { return sizes().size() >= count; }, afterMs);
    }

private:
    mutable std::mutex m_mutex;
    QList<qsizetype> m_sizes;  ///< guarded by m_mutex
    Promise<Status> m_promise; ///< of the last one; guarded by m_mutex
};

struct ReadAhead : testing::Test {
    DomainThread executor;
    std::shared_ptr<HeldSink> sink = std::make_shared<HeldSink>();
    TestServer server{{}, [this](const std::shared_ptr<HttpExchange>& exchange) {
                          exchange->readInto(sink, 1LL << 30)
                              .then(&executor, [exchange](const Result<std::int64_t>& count) {
                                  exchange->respond(count ? answerOf(QByteArray::number(*count))
                                                          : answerOf("no", httpStatus(count.error().code)));
                              });
                      }};
    RawClient client = server.client();
};

} // namespace

TEST_F(ReadAhead, OneChunkIsReadWhileTheSinkHasTheOneBefore) {
    const qsizetype size = 2 * chunk + 1'000;
    const QByteArray head =
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n";
    ASSERT_TRUE(client.send(head + QByteArray(size, 'p')));
    EXPECT_TRUE(
        test::waitFor([&] { return server.server().stats().bytesIn >= head.size() + 2 * chunk; }, afterMs));
    EXPECT_EQ(sink->sizes(), QList<qsizetype>{chunk}) << "the sink has one at a time";
    sink->release();
    ASSERT_TRUE(sink->waitForWrites(2));
    sink->release();
    ASSERT_TRUE(sink->waitForWrites(3));
    sink->release();
    EXPECT_EQ(client.readResponse().body, QByteArray::number(size));
    EXPECT_EQ(sink->sizes(), (QList<qsizetype>{chunk, chunk, 1'000}));
}

TEST_F(ReadAhead, NonsenseBehindWhatTheSinkHasIsSaidWhenItIsDone) {
    const QByteArray head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const QByteArray body = QByteArray::number(chunk, 16) + "\r\n" + QByteArray(chunk, 'p');
    ASSERT_TRUE(client.send(head + body));
    ASSERT_TRUE(sink->waitForWrites(1));
    const QByteArray nonsense = "\r\nnonsense\r\n";
    ASSERT_TRUE(client.send(nonsense));
    EXPECT_TRUE(test::waitFor(
        [&] { return server.server().stats().bytesIn >= head.size() + body.size() + nonsense.size(); },
        afterMs));
    sink->release();
    EXPECT_EQ(client.readResponse().status, 400);
    EXPECT_EQ(sink->sizes(), QList<qsizetype>{chunk});
}

} // namespace parlor::server
