#include "shared/protocol/codec.h"

#include <gtest/gtest.h>

namespace parlor {

TEST(LatestForm, SurvivesTheWire) {
    Event event;
    event.serial = Serial(7);
    event.message = MessageId(8);
    event.author = PersonId(1);
    event.time = 5;
    MessagePosted posted;
    posted.entry.text = u"now"_qs;
    posted.asOf = Serial(12);
    posted.edited = true;
    posted.pinned = true;
    posted.reactions = {{u"🎈"_qs, {PersonId(2), PersonId(3)}}};
    event.body = posted;
    EXPECT_EQ(codec::eventFromJson(codec::toJson(event)), event);
    posted = {};
    posted.deleted = true;
    posted.asOf = Serial(13);
    event.body = posted;
    EXPECT_EQ(codec::eventFromJson(codec::toJson(event)), event);
}

TEST(LatestForm, AMessageThatEverybodyLikesFitsIntoAFrame) {
    Event event;
    event.serial = Serial(7);
    event.message = MessageId(8);
    event.author = PersonId(1);
    MessagePosted posted;
    posted.entry.text = QString(8'000, u'x');
    posted.reactions.append({u"🎈"_qs, {}});
    for (int person = 1; person <= 10'000; ++person)
        posted.reactions[0].people.append(PersonId(1'000'000'000 + person));
    event.body = posted;
    const auto frames = codec::encodeEventFrames(ChannelId(1), u"00000000000000aa"_qs, {event});
    ASSERT_EQ(frames.size(), 1);
    EXPECT_LE(frames[0].size(), 64 * 1024);
    const auto frame = codec::decodeFrame(frames[0]);
    ASSERT_TRUE(frame);
    const auto* read = std::get_if<MessagePosted>(&std::get<Events>(*frame).events[0].body);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->entry.text.size(), 8'000);
    EXPECT_FALSE(read->reactions[0].people.isEmpty());
}

} // namespace parlor
