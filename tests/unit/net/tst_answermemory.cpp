// What an I/O thread may say again by itself, and when it may not any more.
#include "server/net/http/answermemory.h"
#include "tests/unit/net/testserver.h"

#include <QTemporaryFile>

#include <gtest/gtest.h>

#include <limits>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::server {
namespace {

/// One photo's thumb as the domain answers it.
class AnswerMemoryTest : public ::testing::Test {
protected:
    static constexpr qint64 headerBytes = 5;

    std::shared_ptr<const int> file(const QByteArray& bytes) {
        QTemporaryFile temporary;
        EXPECT_TRUE(temporary.open());
        temporary.write(QByteArray(headerBytes, '#') + bytes);
        temporary.flush();
        const int descriptor = ::open(temporary.fileName().toUtf8().constData(), O_RDONLY | O_CLOEXEC);
        EXPECT_GE(descriptor, 0);
        return {new int(descriptor), [](const int* owned) {
                    ::close(*owned);
                    delete owned;
                }};
    }

    /// To `viewer`, of a photo of `owner`.
    HttpResponse answer(const QByteArray& token, std::int64_t viewer = 1, std::int64_t owner = 1,
                        const QString& path = u"/p/1"_qs) {
        HttpResponse response;
        response.headers = {{"content-type", "image/jpeg"}, {"etag", "\"1\""}};
        response.body = FileBody{opened, headerBytes, content.size()};
        response.repeatable = std::make_shared<Repeatable>(Repeatable{.path = path,
                                                                      .authorization = token,
                                                                      .viewer = PersonId(viewer),
                                                                      .photo = PhotoId(7),
                                                                      .owner = PersonId(owner),
                                                                      .believedUntil = 1'000,
                                                                      .token = tokens.mark(),
                                                                      .rights = rights.mark(),
                                                                      .rendering = renderings.mark()});
        return response;
    }

    static HttpRequest request(const QByteArray& token, const QString& path = u"/p/1"_qs) {
        HttpRequest request;
        request.method = "GET";
        request.path = path;
        request.headers = {{"host", "a"}, {"authorization", token}};
        return request;
    }

    bool knows(const QByteArray& token, std::int64_t now = 1) {
        return memory.find(request(token), now).has_value();
    }

    QByteArray content = "a picture";
    std::shared_ptr<const int> opened = file(content);
    ChangeCount tokens, rights, renderings;
    AnswerMemory memory;
};

TEST_F(AnswerMemoryTest, SaysAgainWhatItHasKept) {
    EXPECT_FALSE(knows("Bearer a"));
    memory.keep(answer("Bearer a"));
    for (int i = 0; i < 3; ++i) {
        const auto found = memory.find(request("Bearer a"), 1);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->fields, "HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\netag: \"1\"\r\n");
        EXPECT_EQ(found->length, content.size());
        ASSERT_TRUE(std::holds_alternative<QByteArray>(found->body));
        EXPECT_EQ(std::get<QByteArray>(found->body), content);
    }
    opened.reset();
    EXPECT_TRUE(knows("Bearer a")) << "a small file is in memory";
}

TEST_F(AnswerMemoryTest, KeepsNoLargeFileOpen) {
    content = QByteArray(100'000, 'x');
    opened = file(content);
    memory.keep(answer("Bearer a"));
    {
        const auto found = memory.find(request("Bearer a"), 1);
        ASSERT_TRUE(found);
        ASSERT_TRUE(std::holds_alternative<FileBody>(found->body));
        EXPECT_EQ(std::get<FileBody>(found->body).offset, headerBytes);
        EXPECT_EQ(opened.use_count(), 2);
    }
    EXPECT_EQ(opened.use_count(), 1);
    opened.reset();
    EXPECT_FALSE(knows("Bearer a"));
}

TEST_F(AnswerMemoryTest, AShorterFileThanWasSaidIsNotSent) {
    HttpResponse response = answer("Bearer a");
    std::get<FileBody>(response.body).length += 1;
    memory.keep(response);
    EXPECT_FALSE(knows("Bearer a"));
}

TEST_F(AnswerMemoryTest, KeepsWhatASourceGaveWhenItIsSmallAndAll) {
    HttpResponse response = answer("Bearer a");
    response.body = SourceBody{nullptr, 0, content.size()};
    memory.keep(response);
    memory.keep(response, content.left(3));
    memory.keep(response, QByteArray());
    EXPECT_FALSE(knows("Bearer a"));
    memory.keep(response, content);
    const auto found = memory.find(request("Bearer a"), 1);
    ASSERT_TRUE(found && std::holds_alternative<QByteArray>(found->body));
    EXPECT_EQ(std::get<QByteArray>(found->body), content);
    response = answer("Bearer a", 1, 1, u"/p/2"_qs);
    const QByteArray large(100'000, 'x');
    response.body = SourceBody{nullptr, 0, large.size()};
    memory.keep(response, large);
    EXPECT_FALSE(memory.find(request("Bearer a", u"/p/2"_qs), 1));
}

TEST_F(AnswerMemoryTest, EachTokenHasToBeSeenAndEndsInItsTime) {
    memory.keep(answer("Bearer a"));
    EXPECT_FALSE(knows("Bearer b"));
    EXPECT_FALSE(knows("bearer a"));
    EXPECT_FALSE(knows(""));
    EXPECT_TRUE(knows("Bearer a", 999));
    EXPECT_FALSE(knows("Bearer a", 1'000));
    EXPECT_FALSE(knows("Bearer a", 1)) << "and is forgotten then";
}

TEST_F(AnswerMemoryTest, NoChangeIsMissed) {
    for (ChangeCount* count : {&tokens, &renderings}) {
        memory.keep(answer("Bearer a"));
        ASSERT_TRUE(knows("Bearer a"));
        count->raise();
        EXPECT_FALSE(knows("Bearer a"));
    }
    memory.keep(answer("Bearer a"));
    rights.raise();
    EXPECT_TRUE(knows("Bearer a")) << "one's own needs no other right";
}

TEST_F(AnswerMemoryTest, AnothersPhotoNeedsARightThatHolds) {
    memory.keep(answer("Bearer a", 1, 1));
    memory.keep(answer("Bearer b", 2, 2, u"/p/2"_qs));
    ASSERT_TRUE(knows("Bearer a"));
    EXPECT_FALSE(knows("Bearer b")) << "whom it knows, but not by this photo";
    memory.keep(answer("Bearer b", 2, 1));
    EXPECT_TRUE(knows("Bearer b"));
    rights.raise();
    EXPECT_FALSE(knows("Bearer b"));
    EXPECT_TRUE(knows("Bearer a"));
}

TEST_F(AnswerMemoryTest, WhatChangedBeforeItCameIsNotKept) {
    const HttpResponse late = answer("Bearer a");
    renderings.raise();
    memory.keep(late);
    EXPECT_FALSE(knows("Bearer a"));
    memory.keep(answer("Bearer a"));
    EXPECT_TRUE(knows("Bearer a"));
    const HttpResponse later = answer("Bearer a");
    tokens.raise();
    memory.keep(later);
    EXPECT_FALSE(knows("Bearer a"));
}

TEST_F(AnswerMemoryTest, OnlyTheWholeFileIsAskedForPlainly) {
    memory.keep(answer("Bearer a"));
    HttpRequest head = request("Bearer a");
    head.method = "HEAD";
    EXPECT_TRUE(memory.find(head, 1));
    for (const char* name :
         {"range", "if-range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since"}) {
        HttpRequest conditional = request("Bearer a");
        conditional.headers.emplaceBack(name, "x");
        EXPECT_FALSE(memory.find(conditional, 1)) << name;
    }
    for (const char* method : {"POST", "DELETE", "OPTIONS"}) {
        HttpRequest other = request("Bearer a");
        other.method = method;
        EXPECT_FALSE(memory.find(other, 1)) << method;
    }
    HttpRequest withBody = request("Bearer a");
    withBody.contentLength = -1;
    EXPECT_FALSE(memory.find(withBody, 1));
    HttpRequest withQuery = request("Bearer a");
    withQuery.query.addQueryItem(u"a"_qs, u"b"_qs);
    EXPECT_FALSE(memory.find(withQuery, 1));
    EXPECT_FALSE(memory.find(request("Bearer a", u"/p/2"_qs), 1));
    EXPECT_TRUE(knows("Bearer a"));
}

TEST_F(AnswerMemoryTest, NothingElseIsKept) {
    HttpResponse response = answer("Bearer a");
    response.status = 206;
    memory.keep(response);
    response = answer("Bearer a");
    response.repeatable = nullptr;
    memory.keep(response);
    response = answer("Bearer a");
    response.body = content;
    memory.keep(response);
    memory.keep(answer(""));
    EXPECT_FALSE(knows("Bearer a"));
    EXPECT_FALSE(knows(""));
}

struct Weighed {
    std::size_t kilos = 1;

    [[nodiscard]] std::size_t weight() const { return kilos; }
};

TEST(RecentTable, KeepsWhatIsUsedWithinItsWeight) {
    RecentTable<int, Weighed> table(10);
    for (int i = 0; i < 100; ++i) {
        table.put(i, {1});
        EXPECT_TRUE(table.find(0)) << i << ": used all the time";
        EXPECT_LE(table.size(), 11U);
    }
    EXPECT_TRUE(table.find(99));
    EXPECT_FALSE(table.find(50));
    table.put(7, {100});
    EXPECT_TRUE(table.find(7)) << "whatever it weighs";
    table.put(8, {1});
    table.put(9, {5});
    EXPECT_FALSE(table.find(7));
    table.drop(9);
    EXPECT_FALSE(table.find(9));
}

/// Answers GET /p with this body, which may be repeated, and counts how often it was asked.
class Repeating {
public:
    explicit Repeating(std::variant<QByteArray, FileBody, SourceBody> body) : m_body(std::move(body)) {}

    TestServer::Answer answer() {
        return [this](const std::shared_ptr<HttpExchange>& exchange) {
            if (exchange->request().path != u"/p")
                return exchange->respond(answerOf("domain"));
            HttpResponse response;
            response.body = m_body;
            response.repeatable = std::make_shared<Repeatable>(
                Repeatable{.path = u"/p"_qs,
                           .authorization = exchange->request().header("authorization"),
                           .viewer = PersonId(1),
                           .photo = PhotoId(1),
                           .owner = PersonId(1),
                           .believedUntil = std::numeric_limits<std::int64_t>::max(),
                           .token = count.mark(),
                           .rights = count.mark(),
                           .rendering = count.mark()});
            exchange->respond(std::move(response));
        };
    }

    static void oneThread(NetConfig& config) { config.threads = 1; }

    ChangeCount count;

private:
    std::variant<QByteArray, FileBody, SourceBody> m_body;
};

const QByteArray askForIt = "GET /p HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\n\r\n";

TEST(Recalling, ManyRequestsAtOnceAreAnsweredInOrder) {
    QTemporaryFile temporary;
    ASSERT_TRUE(temporary.open());
    const QByteArray content(20'000, 'p');
    temporary.write(content);
    temporary.flush();
    const int handle = temporary.handle();
    Repeating repeating(FileBody{std::make_shared<const int>(handle), 0, content.size()});
    TestServer server(Repeating::oneThread, repeating.answer());
    RawClient client = server.client();
    ASSERT_TRUE(client.send(askForIt));
    EXPECT_EQ(client.readResponse().body, content);
    constexpr int many = 200;
    QByteArray all;
    for (int i = 0; i < many; ++i)
        all += i % 10 == 9 ? QByteArray("GET /other HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\n\r\n")
                           : askForIt;
    ASSERT_TRUE(client.send(all));
    for (int i = 0; i < many; ++i)
        EXPECT_EQ(client.readResponse().body, i % 10 == 9 ? "domain" : content) << i;
    EXPECT_EQ(server.server().stats().recalled, many * 9 / 10);
    server.inDomain([&](NetServer&) { repeating.count.raise(); });
    ASSERT_TRUE(client.send(askForIt));
    EXPECT_EQ(client.readResponse().body, content);
    EXPECT_EQ(server.server().stats().recalled, many * 9 / 10);
}

class CountingSource final : public ByteSource {
public:
    explicit CountingSource(QByteArray bytes) : m_bytes(std::move(bytes)) {}

    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override {
        ++reads;
        return doneTask<Result<QByteArray>>(m_bytes.mid(offset, length));
    }

    std::atomic<int> reads = 0;

private:
    const QByteArray m_bytes;
};

TEST(Recalling, ASmallSourceIsReadOnce) {
    const QByteArray content(20'000, 's');
    const auto source = std::make_shared<CountingSource>(content);
    Repeating repeating(SourceBody{source, 0, content.size()});
    TestServer server(Repeating::oneThread, repeating.answer());
    RawClient client = server.client();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(client.send(askForIt));
        EXPECT_EQ(client.readResponse().body, content);
    }
    EXPECT_EQ(source->reads, 1);
    EXPECT_EQ(server.server().stats().recalled, 2);
}

} // namespace
} // namespace parlor::server
