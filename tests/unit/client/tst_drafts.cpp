#include "client/core/drafts.h"
#include "tests/unit/client/deliveryrig.h"

namespace parlor::client {

using namespace parlor::test;

namespace {
using DraftsTest = DeliveryTest;
} // namespace

TEST_F(DraftsTest, ADraftThatTheServerNeverGotOutlivesTheProgram) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    rig->drafts.changed(channel, u"half a thought"_qs);
    rig->drafts.saveAll();
    rig->settle();
    restart();
    EXPECT_EQ(rig->start.drafts.value(channel), u"half a thought"_qs);
    rig->connect({channelState(7, 0)});
    rig->drafts.upload();
    rig->drafts.heard({channel, {}}); // the server lists none
    EXPECT_EQ(rig->state.channel(channel)->draft, u"half a thought"_qs);

    auto sent = rig->link.take<SaveDraft>();
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->second.text, u"half a thought"_qs);
    rig->link.cut(); // before the answer
    rig->settle();
    rig->connect({channelState(7, 0)});
    rig->drafts.upload();
    sent = rig->link.take<SaveDraft>();
    ASSERT_TRUE(sent);
    rig->link.answer(sent->first, Done{});
    rig->settle();
    restart();
    EXPECT_TRUE(rig->start.unsentDrafts.isEmpty());
    EXPECT_EQ(rig->start.drafts.value(channel), u"half a thought"_qs);
    rig->connect({channelState(7, 0)});
    rig->drafts.heard({channel, {}}); // another device has emptied it
    EXPECT_EQ(rig->state.channel(channel)->draft, QString());
}

} // namespace parlor::client
