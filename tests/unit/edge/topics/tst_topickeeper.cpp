#include "server/edge/topics/topickeeper.h"
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class TopicKeeping : public testing::Test {
protected:
    Principal principalOf(const Person& person) {
        Principal principal;
        principal.person = person;
        principal.role = person.role;
        principal.capability = Capability::all();
        return principal;
    }

    Status turn(const Person& person, const QString& topic, bool on) {
        std::optional<Status> answer;
        keeper.turn(principalOf(person), topic, on, [&answer](const Status& done) { answer = done; });
        EXPECT_TRUE(waitFor([&] { return answer.has_value(); }));
        return answer.value_or(fail(ErrorCode::Timeout));
    }

    ErrorCode refusal(const Person& person, const QString& topic, bool on) {
        const Status done = turn(person, topic, on);
        return done ? ErrorCode::Internal : done.error().code;
    }

    ChatWorld world;
    ChatNode node{world};
    TopicKeeper keeper{world.store.accounts(), node.channels, node.messages, node.executor};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
    Person owner = world.addPerson(u"owner"_qs, Role::Owner);
};

TEST_F(TopicKeeping, IsTurnedOffByWhoTurnedItOnOrAnAdministrator) {
    ASSERT_TRUE(turn(anna, u"t"_qs, true));
    EXPECT_EQ(refusal(bob, u"t"_qs, false), ErrorCode::Forbidden);
    EXPECT_EQ(keeper.count(), 1);
    EXPECT_TRUE(turn(anna, u"t"_qs, false));
    EXPECT_EQ(keeper.count(), 0);
    ASSERT_TRUE(turn(anna, u"t"_qs, true));
    EXPECT_TRUE(turn(owner, u"t"_qs, false));
    EXPECT_EQ(keeper.count(), 0);
}

TEST_F(TopicKeeping, APersonHasAHundredTopicsKept) {
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(turn(anna, QString::number(i), true));
    EXPECT_EQ(refusal(anna, u"t"_qs, true), ErrorCode::TooLarge);
    EXPECT_TRUE(turn(bob, u"t"_qs, true));
    EXPECT_TRUE(turn(anna, u"0"_qs, false));
    EXPECT_TRUE(turn(anna, u"u"_qs, true));
}

TEST_F(TopicKeeping, StopsForWhoIsDisabled) {
    ASSERT_TRUE(turn(anna, u"t"_qs, true));
    ASSERT_TRUE(turn(bob, u"u"_qs, true));
    keeper.committed(PersonChanged{bob, true});
    keeper.committed(PersonChanged{anna, false});
    EXPECT_EQ(keeper.count(), 1);
    ASSERT_TRUE(await(world.store.accounts().setDisabled(anna.id, true)));
    TopicKeeper later(world.store.accounts(), node.channels, node.messages, node.executor);
    later.start();
    node.settle();
    EXPECT_EQ(later.count(), 0) << "also when it happened while nothing ran";
    EXPECT_TRUE(await(world.store.accounts().setting(u"topic_storing"_qs))->isEmpty());
}

} // namespace
