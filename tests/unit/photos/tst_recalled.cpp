// Pictures over real sockets: the second time the I/O thread answers alone, and what is taken away is gone
// for every request after the answer to its taking.
#include "server/domain/sessions/sessionservice.h"
#include "server/net/netserver.h"
#include "tests/support/rawhttp.h"
#include "tests/unit/photos/conversations.h"

#include <atomic>
#include <future>
#include <thread>

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;
using parlor::test::RawAnswer;
using parlor::test::sendRaw;

template<class T>
bool isReady(const std::future<T>& future) {
    return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

class NoListener final : public LinkListener {
public:
    void opened(ConnectionId, const PeerInfo&) override {}

    void received(ConnectionId, const Result<Request>&) override {}

    void closed(ConnectionId) override {}
};

NetConfig oneThread() {
    NetConfig config;
    config.threads = 1;
    return config;
}

class Recalled : public ConversationsTest {
protected:
    void SetUp() override {
        node.alsoCommitted = [this](const CommittedItem& item) {
            if (const auto* revoked = std::get_if<SessionsRevoked>(&item))
                sessions.revoked(*revoked);
            if (const auto* changed = std::get_if<PersonChanged>(&item))
                sessions.changed(*changed);
        };
        ASSERT_TRUE(net.start());
        url = u"http://127.0.0.1:%1"_s.arg(net.ports().first());
        annIn = signIn(ann);
        benIn = signIn(ben);
        picture = node.upload("ann", "picture");
        node.looked(picture);
        room = channel(ann, "room", Visibility::Private);
        let(ann, ben, room);
        post(ann, room, picture);
        path = pathOf(picture);
        node.settle();
    }

    void TearDown() override {
        net.stop();
        node.alsoCommitted = nullptr;
    }

    /// As the domain hears of it: after everything that was committed with it.
    template<class T>
    T acknowledged(const Task<T>& task) {
        std::optional<T> answer;
        QObject context;
        whenDone(task, &node.executor, &context, [&](const T& value) { answer = value; });
        if (!waitFor([&] { return answer.has_value(); }))
            qFatal("a task was not done in time");
        return *answer;
    }

    SignedIn signIn(const Person& who) {
        return *acknowledged(sessions.open(who, u"test"_s, Capability::all(), {}));
    }

    QString pathOf(PhotoId id) {
        const StoredPhoto stored = node.current(id);
        const auto thumb = std::ranges::find(stored.renderings, RenderingKind::Thumb, &StoredRendering::kind);
        EXPECT_NE(thumb, stored.renderings.end());
        return at(id, u"/thumb/"_s + QString::fromLatin1(thumb->sha256.left(8).toHex()));
    }

    static RawAnswer get(const QString& url, const QString& path, const SignedIn& who,
                         const Headers& headers = {}, const QByteArray& method = "GET") {
        Headers all = headers;
        all.append({"Authorization", "Bearer " + who.accessToken.toLatin1()});
        return sendRaw(url, {.method = method, .path = path.toLatin1(), .headers = all, .body = {}});
    }

    RawAnswer ask(const SignedIn& who, const Headers& headers = {}, const QByteArray& method = "GET") {
        std::future<RawAnswer> answer =
            std::async(std::launch::async, [&] { return get(url, path, who, headers, method); });
        EXPECT_TRUE(waitFor([&] { return isReady(answer); }));
        return answer.get();
    }

    /// Asks until the I/O thread can answer alone.
    void learn(const SignedIn& who) {
        constexpr int enough = 20; // what SetUp() wrote may still be heard of
        const std::int64_t before = recalled();
        for (int i = 0; i < enough && recalled() == before; ++i)
            EXPECT_EQ(ask(who).status, 200);
        EXPECT_GT(recalled(), before);
    }

    [[nodiscard]] std::int64_t recalled() const { return net.stats().recalled; }

    void kick(const Person& who) {
        ASSERT_TRUE(acknowledged(node.store->channels().leave(operation(who), room)));
    }

    SystemClock clock;
    SessionService sessions{node.store->sessions(), node.executor, clock};
    HttpRouter router{*node.table, sessions, *node.limiter};
    NoListener listener;
    NetServer net{oneThread(), router, listener, node.executor};
    QString url, path;
    SignedIn annIn, benIn;
    PhotoId picture;
    ChannelId room;
};

TEST_F(Recalled, TheSecondAnswerIsTheFirst) {
    const RawAnswer first = ask(annIn);
    ASSERT_EQ(first.status, 200);
    EXPECT_FALSE(first.body.isEmpty());
    EXPECT_EQ(recalled(), 0);
    for (int i = 1; i <= 3; ++i) { // by descriptor, then from memory
        const RawAnswer again = ask(annIn);
        EXPECT_EQ(recalled(), i);
        EXPECT_EQ(again.status, 200);
        EXPECT_EQ(again.body, first.body);
        for (const auto& [name, value] : first.headers)
            EXPECT_TRUE(name == "date" || again.header(name) == value) << name.constData();
        EXPECT_EQ(again.headers.size(), first.headers.size());
    }
    const RawAnswer head = ask(annIn, {}, "HEAD");
    EXPECT_EQ(recalled(), 4);
    EXPECT_EQ(head.header("content-length"), first.header("content-length"));
    EXPECT_TRUE(head.body.isEmpty());
}

TEST_F(Recalled, WhatIsAskedOtherwiseGoesToTheDomain) {
    learn(annIn);
    const std::int64_t before = recalled();
    const RawAnswer whole = ask(annIn);
    EXPECT_EQ(recalled(), before + 1);
    EXPECT_EQ(ask(annIn, {{"If-None-Match", whole.header("etag")}}).status, 304);
    EXPECT_EQ(ask(annIn, {{"Range", "bytes=0-1"}}).status, 206);
    EXPECT_EQ(ask(benIn).status, 200) << "whose token it has not seen";
    SignedIn nobody = annIn;
    nobody.accessToken.back() = nobody.accessToken.back() == u'A' ? u'B' : u'A';
    EXPECT_EQ(ask(nobody).status, 401);
    path += u"?size=2"_s;
    EXPECT_EQ(ask(annIn).status, 200);
    EXPECT_EQ(recalled(), before + 1);
}

TEST_F(Recalled, APlainMessageEndsNothing) {
    learn(benIn);
    const std::int64_t before = recalled();
    Entry entry;
    entry.text = u"hello"_s;
    ASSERT_TRUE(acknowledged(node.store->messages().post(operation(ann), room, entry, std::nullopt)));
    EXPECT_EQ(ask(benIn).status, 200);
    EXPECT_EQ(recalled(), before + 1);
}

TEST_F(Recalled, WhoHasLeftTheChannelSeesNothing) {
    for (int round = 0; round < 10; ++round) {
        learn(benIn);
        kick(ben);
        EXPECT_EQ(ask(benIn).status, 404) << round;
        EXPECT_EQ(ask(annIn).status, 200) << "it is hers";
        let(ann, ben, room);
    }
}

TEST_F(Recalled, NoRequestAfterTheAnswerFindsIt) {
    std::atomic<int> phase = 0; // odd: taken away, and that is acknowledged
    std::atomic<bool> over = false;
    std::atomic<int> wrong = 0, shown = 0, refused = 0;
    std::thread asking([&] {
        while (!over) {
            const int before = phase;
            const int status = get(url, path, benIn).status;
            const bool isAway = before % 2 == 1 && phase == before;
            wrong += isAway && status == 200 ? 1 : 0;
            refused += isAway && status == 404 ? 1 : 0;
            shown += status == 200 ? 1 : 0;
        }
    });
    for (int round = 0; round < 10; ++round) {
        const int shownBefore = shown;
        EXPECT_TRUE(waitFor([&] { return shown > shownBefore + 3; }));
        kick(ben);
        ++phase;
        const int refusedBefore = refused;
        EXPECT_TRUE(waitFor([&] { return refused > refusedBefore + 1; }));
        ++phase;
        let(ann, ben, room);
    }
    EXPECT_GT(recalled(), 0);
    over = true;
    const std::future<void> ended = std::async(std::launch::async, [&] { asking.join(); });
    EXPECT_TRUE(waitFor([&] { return isReady(ended); })); // what it asks last wants an answer
    EXPECT_EQ(wrong, 0);
}

TEST_F(Recalled, ASessionThatHasEndedGetsNothing) {
    learn(annIn);
    ASSERT_TRUE(acknowledged(sessions.revoke(ann.id, annIn.session)));
    EXPECT_EQ(ask(annIn).status, 401);
    const SignedIn again = signIn(ann);
    learn(again);
}

TEST_F(Recalled, ADisabledAccountGetsNothing) {
    learn(benIn);
    ASSERT_TRUE(acknowledged(node.store->accounts().setDisabled(ben.id, true)));
    EXPECT_NE(ask(benIn).status, 200);
}

TEST_F(Recalled, AnEditedPhotoHasAnotherPicture) {
    const QString current = path = at(picture, u"/thumb"_s);
    learn(annIn);
    const RawAnswer before = ask(annIn);
    path = pathOf(picture);
    learn(annIn);
    ASSERT_EQ(node.send("PATCH", at(picture), "ann", {}, R"({"rotation":90})").status, 200);
    const QString old = std::exchange(path, pathOf(picture));
    EXPECT_NE(old, path);
    EXPECT_EQ(ask(annIn).status, 200);
    path = current;
    EXPECT_NE(ask(annIn).header("etag"), before.header("etag"));
    path = old;
    EXPECT_EQ(ask(annIn).status, 404);
}

TEST_F(Recalled, WhatIsRemovedForGoodIsGone) {
    learn(annIn);
    learn(benIn);
    ASSERT_EQ(node.send("DELETE", at(picture), "ann").status, 204);
    EXPECT_EQ(ask(annIn).status, 404);
    EXPECT_EQ(ask(benIn).status, 404);
}

} // namespace
} // namespace parlor::server::test
