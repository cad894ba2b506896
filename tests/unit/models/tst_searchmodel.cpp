#include "client/models/searchmodel.h"

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

ChannelState channel(int id, const QString& name) {
    ChannelState state;
    state.channel.id = ChannelId(id);
    state.channel.name = name;
    state.member = true;
    return state;
}

} // namespace

TEST(SearchModel, SaysWhereWasNotLooked) {
    State state;
    state.apply(ChannelsSeen{{channel(1, u"Hikes"_qs), channel(2, u"Family"_qs), channel(3, u"Books"_qs),
                              channel(4, u"Garden"_qs), channel(5, u"House"_qs)},
                             true});
    FoundMessages found;
    EXPECT_EQ(searchReachOf(state, found), QString());
    found.onDevice = true;
    EXPECT_TRUE(searchReachOf(state, found).contains(u"offline"_qs));
    EXPECT_FALSE(searchReachOf(state, found).contains(u"Older"_qs));
    found.notWhole = {ChannelId(1), ChannelId(2)};
    EXPECT_TRUE(searchReachOf(state, found).contains(u"Hikes, Family are"_qs))
        << qPrintable(searchReachOf(state, found));
    found.notWhole = {ChannelId(1), ChannelId(2), ChannelId(3), ChannelId(4), ChannelId(5)};
    EXPECT_TRUE(searchReachOf(state, found).contains(u"Hikes, Family, Books and 2 more"_qs));
}

TEST(SearchModel, MatchesArePlacesInThePlainWords) {
    State state;
    SearchHit hit;
    hit.channel = ChannelId(1);
    hit.event.serial = Serial(7);
    hit.event.message = MessageId(9);
    MessagePosted posted;
    posted.entry.text = u"the beach\nhouse"_qs;
    hit.event.body = posted;
    hit.snippet = u"the \ue000beach\ue001\nhouse"_qs;
    const QList<SearchRow> rows = searchRowsOf(state, {{hit}, false});
    ASSERT_EQ(rows.size(), 1);
    EXPECT_EQ(rows[0].snippet, u"the beach house"_qs);
    EXPECT_EQ(rows[0].matches, (QList<std::pair<int, int>>{{4, 5}}));
    EXPECT_EQ(rows[0].serial, Serial(7)); // where a click leads
}

} // namespace parlor::client
