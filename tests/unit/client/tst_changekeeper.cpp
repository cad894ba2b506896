#include "client/core/messages/changekeeper.h"
#include "tests/support/fakelink.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

/// One life of the program on a local store.
class Life final : public LinkListener {
public:
    explicit Life(const QString& directory, std::int64_t laterMs = 0)
        : cache(thread, directory + u"/client.sqlite"_qs),
          requests(link),
          performer(state, requests, clock),
          keeper(state, cache, performer, executor, clock) {
        clock.advance(laterMs);
        link.setListener(this);
        const auto start =
            await(cache.ask([](CacheDatabase& database) { return database.begin(u"1@home"_qs); }));
        keeper.restore(start->changes);
    }

    void connect() {
        link.open({});
        link.welcome(test::welcome({}));
        keeper.online();
    }

    Task<Status> edit(const QString& text) {
        EditMessage edit;
        edit.channel = ChannelId(7);
        edit.message = MessageId(70);
        edit.clientId = makeClientId();
        edit.entry.text = text;
        return keeper.perform(edit, edit.clientId);
    }

    /// What the server is asked next.
    std::pair<std::int64_t, EditMessage> next() {
        EXPECT_TRUE(waitFor([this] { return link.has<EditMessage>(); }));
        return link.take<EditMessage>().value_or(std::pair<std::int64_t, EditMessage>());
    }

    int stored() {
        return static_cast<int>(
            await(cache.ask([](CacheDatabase& database) { return database.outgoing.changes(); }))->size());
    }

    FakeLink link;

private:
    Hello hello() override { return {}; }

    void connectionChanged(const Connection& connection) override {
        state.apply(ConnectionChanged{connection});
        if (connection.state != Connectivity::Online)
            requests.connectionLost();
    }

    void received(const Frame& frame) override {
        if (const auto* reply = std::get_if<Reply>(&frame))
            requests.received(*reply);
        if (const auto* refusal = std::get_if<Refusal>(&frame))
            requests.received(*refusal);
    }

    void stopped(const Error&) override {}

    ManualClock clock;
    QtExecutor executor;
    WorkerThread thread{u"cache"_qs};
    State state;
    Cache cache;
    Requests requests;
    Performer performer;
    ChangeKeeper keeper;
};

Committed committed() {
    Committed answer;
    answer.message = MessageId(70);
    answer.serial = Serial(9);
    return answer;
}

struct Changed : testing::Test {
    void live(std::int64_t laterMs = 0) {
        life.reset();
        life = std::make_unique<Life>(dir.path(), laterMs);
    }

    QTemporaryDir dir;
    std::unique_ptr<Life> life;
};

} // namespace

TEST_F(Changed, AreStoredBeforeTheyAreSentAndForgottenWithTheAnswer) {
    live();
    life->connect();
    const auto task = life->edit(u"after"_qs);
    EXPECT_FALSE(life->link.has<EditMessage>());
    const auto [rid, asked] = life->next();
    EXPECT_EQ(asked.entry.text, u"after"_qs);
    EXPECT_EQ(life->stored(), 1);
    life->link.answer(rid, committed());
    EXPECT_TRUE(await(task));
    EXPECT_EQ(life->stored(), 0);
}

TEST_F(Changed, WithoutAnAnswerAreSaidAgainWithTheSameIdByTheNextLife) {
    live();
    life->connect();
    (void)life->edit(u"one"_qs);
    (void)life->edit(u"two"_qs);
    const EditMessage one = life->next().second, two = life->next().second;
    live();
    EXPECT_FALSE(life->link.has<EditMessage>()) << "not before there is a connection";
    life->connect();
    const auto again = life->next();
    EXPECT_EQ(again.second, one);
    const auto also = life->next();
    EXPECT_EQ(also.second, two);
    life->link.answer(again.first, committed());
    life->link.refuse(also.first, ErrorCode::UnknownMessage);
    EXPECT_TRUE(waitFor([&] { return life->stored() == 0; })) << "a lasting no is an answer";
    live();
    life->connect();
    EXPECT_FALSE(life->link.has<EditMessage>());
}

TEST_F(Changed, ThatAreADayOldAreForgotten) {
    live();
    life->connect();
    (void)life->edit(u"long ago"_qs);
    (void)life->next();
    live(25LL * 3'600'000);
    EXPECT_EQ(life->stored(), 0);
    life->connect();
    EXPECT_FALSE(life->link.has<EditMessage>());
}

TEST_F(Changed, WithoutAConnectionAreRefusedAndNotKept) {
    live();
    const Status refused = await(life->edit(u"offline"_qs));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::NetworkFailed);
    EXPECT_EQ(life->stored(), 0);
}

} // namespace parlor::client
