#include "client/core/messages/recheck.h"
#include "tests/unit/client/deliveryrig.h"

namespace parlor::client {

using namespace parlor::test;

namespace {

class RecheckTest : public DeliveryTest {
protected:
    /// Three messages are known here when a hole opens behind them.
    void openAHole() {
        rig->connect({channelState(7, 3, Resume::Reset)});
        rig->link.sent.clear();
        openNewest({posted(1, u"one"_qs, 2), posted(2, u"two"_qs, 2), posted(3, u"three"_qs, 2)});
        rig->link.cut();
        rig->connect({channelState(7, 5'000, Resume::Reset)});
        rig->link.sent.clear();
    }

    void start() {
        recheck = std::make_unique<Recheck>(rig->state, rig->cache, rig->requests, rig->sync, rig->executor,
                                            RecheckPauses{0, 0});
        recheck->soon();
    }

    std::optional<std::pair<std::int64_t, History>> asked() {
        std::optional<std::pair<std::int64_t, History>> history;
        EXPECT_TRUE(waitFor([&] { return (history = rig->link.take<History>()).has_value(); }));
        return history;
    }

    CachedPage stored() {
        return await(rig->cache.ask([this](CacheDatabase& database) {
                   return database.timelines.before(channel, Serial(4), 10);
               }))
            .value();
    }

    std::unique_ptr<Recheck> recheck;
};

Event takenBack(int serial) {
    Event event = posted(serial, {}, 2);
    MessagePosted body;
    body.deleted = true;
    body.asOf = Serial(4'000);
    event.body = body;
    return event;
}

Event swept(int from, int to) {
    Event event;
    event.serial = Serial(from);
    event.body = Skipped{Serial(to)};
    return event;
}

} // namespace

TEST_F(RecheckTest, WhatWasTakenBackInAHoleGoesWithoutAnybodyLooking) {
    openAHole();
    EXPECT_FALSE(stored().verified);
    start();
    const auto first = asked();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->second.channel, channel);
    EXPECT_EQ(first->second.before, Serial(4));
    rig->link.answer(first->first, HistoryPage{channel, epochA, {takenBack(2), swept(3, 3)}, {}, true});
    const auto second = asked();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.before, Serial(2));
    rig->link.answer(second->first, HistoryPage{channel, epochA, {posted(1, u"one"_qs, 2)}, {}, false});
    ASSERT_TRUE(waitFor([&] { return stored().events.size() == 2 && stored().range->from == Serial(1); }));
    const CachedPage page = stored();
    EXPECT_TRUE(page.verified);
    EXPECT_EQ(textOf(page.events[0]), u"one"_qs);
    EXPECT_TRUE(std::get<MessagePosted>(page.events[1].body).deleted);
    EXPECT_FALSE(
        *await(rig->cache.ask([](CacheDatabase& database) { return database.timelines.doubtful({}); })));
    rig->settle();
    EXPECT_FALSE(rig->link.has<History>());
}

TEST_F(RecheckTest, OfAChannelThatWasLeftMeanwhileNothingIsKept) {
    openAHole();
    start();
    const auto first = asked();
    ASSERT_TRUE(first);
    rig->state.apply(ChannelGone{channel});
    rig->cache.tell([this](CacheDatabase& database) { return database.timelines.remove(channel); });
    rig->link.answer(first->first, HistoryPage{channel, epochA, {posted(3, u"three"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_TRUE(stored().events.isEmpty());
    EXPECT_FALSE(stored().range);
}

TEST_F(RecheckTest, WhatIsNotAnsweredIsNotAskedWithoutEnd) {
    openAHole();
    start();
    const auto first = asked();
    ASSERT_TRUE(first);
    rig->link.refuse(first->first, ErrorCode::Busy, 1);
    const auto again = asked();
    ASSERT_TRUE(again);
    rig->link.refuse(again->first, ErrorCode::Forbidden);
    rig->settle();
    rig->settle();
    EXPECT_FALSE(rig->link.has<History>());
    EXPECT_EQ(stored().events.size(), 3);
    // On another connection the right may be there.
    recheck->soon();
    const auto later = asked();
    ASSERT_TRUE(later);
    rig->link.answer(later->first, HistoryPage{channel, epochA, {}, {}, false});
    rig->settle();
    rig->settle();
    EXPECT_FALSE(rig->link.has<History>());
}

} // namespace parlor::client
