#include "client/core/messages/readmarkers.h"
#include "tests/unit/client/deliveryrig.h"

namespace parlor::client {

using namespace parlor::test;

namespace {
using ReadMarkersTest = DeliveryTest;
} // namespace

TEST_F(ReadMarkersTest, AReadMarkerThatIsRefusedForNowGoesOutLaterAndOnlyForward) {
    ChannelState state = channelState(7, 9);
    state.read = Serial(1);
    rig->connect({state});
    ReadMarkers markers(rig->state, rig->requests);
    markers.move(channel, Serial(5));
    auto first = rig->link.take<MarkRead>();
    ASSERT_TRUE(first);
    rig->link.refuse(first->first, ErrorCode::RateLimited, 20);
    markers.move(channel, Serial(4)); // never back
    markers.move(channel, Serial(7));
    EXPECT_FALSE(rig->link.has<MarkRead>());
    ASSERT_TRUE(waitFor([&] { return rig->link.has<MarkRead>(); }));
    const auto again = rig->link.take<MarkRead>();
    EXPECT_EQ(again->second.serial, Serial(7));
    rig->link.answer(again->first, Done());
    rig->settle();
    EXPECT_FALSE(rig->link.has<MarkRead>());
}

} // namespace parlor::client
