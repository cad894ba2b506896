#include "client/core/messagechange.h"
#include "client/core/timeline.h"
#include "tests/unit/client/builders.h"

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

Timeline timelineOf(int from, int to) {
    Timeline timeline;
    QList<Event> events;
    for (int serial = from; serial <= to; ++serial)
        events.append(posted(serial, QString::number(serial)));
    timeline.merge({Serial(from), Serial(to)}, events, from == 1, true);
    return timeline;
}

QStringList textsOf(const Timeline& timeline) {
    QStringList texts;
    for (const Event& row : timeline.rows())
        texts.append(textOf(row));
    return texts;
}

} // namespace

TEST(Timeline, AppendsAtItsEnd) {
    Timeline timeline = timelineOf(1, 2);
    EXPECT_EQ(timeline.append({posted(3, u"3"_qs)}), std::vector{Serial(3)});
    EXPECT_EQ(textsOf(timeline), QStringList({u"1"_qs, u"2"_qs, u"3"_qs}));
    EXPECT_EQ(timeline.window()->to, Serial(3));
}

TEST(Timeline, JoinsAnOlderPage) {
    Timeline timeline = timelineOf(3, 4);
    timeline.merge({Serial(1), Serial(2)}, {posted(1, u"1"_qs), posted(2, u"2"_qs)}, true, false);
    EXPECT_EQ(textsOf(timeline), QStringList({u"1"_qs, u"2"_qs, u"3"_qs, u"4"_qs}));
    EXPECT_TRUE(timeline.isAtStart());
    EXPECT_TRUE(timeline.isAtEnd());
}

TEST(Timeline, APageThatDoesNotTouchTakesItsPlace) {
    Timeline timeline = timelineOf(10, 12);
    timeline.merge({Serial(1), Serial(2)}, {posted(1, u"1"_qs)}, true, false);
    EXPECT_EQ(textsOf(timeline), QStringList({u"1"_qs}));
    EXPECT_FALSE(timeline.isAtEnd());
    // What happens at the end does not appear behind a hole …
    EXPECT_TRUE(timeline.append({posted(13, u"13"_qs)}).empty());
    // … but changes of what is shown do.
    EXPECT_EQ(timeline.append({edited(14, 1, u"new"_qs)}), std::vector{Serial(1)});
    EXPECT_EQ(textsOf(timeline), QStringList({u"new"_qs}));
}

TEST(Timeline, ALatePageDoesNotUndoAChange) {
    Timeline timeline = timelineOf(1, 2);
    timeline.append({edited(3, 1, u"new"_qs)});
    timeline.merge({Serial(1), Serial(2)}, {posted(1, u"1"_qs), posted(2, u"2"_qs)}, true, false);
    EXPECT_EQ(textsOf(timeline), QStringList({u"new"_qs, u"2"_qs}));
}

TEST(Timeline, SkippedSerialsMakeNoRow) {
    Timeline timeline = timelineOf(1, 1);
    Event skipped = about(2, 0, Skipped{Serial(9)});
    timeline.append({skipped});
    EXPECT_EQ(timeline.rows().size(), 1U);
    EXPECT_EQ(timeline.window()->to, Serial(9));
}

TEST(Timeline, TrimmingForgetsTheStart) {
    Timeline timeline = timelineOf(1, 10);
    timeline.trim(4);
    EXPECT_EQ(timeline.rows().size(), 4U);
    EXPECT_EQ(timeline.window()->from, Serial(7));
    EXPECT_FALSE(timeline.isAtStart());
    EXPECT_EQ(timeline.message(MessageId(1003)), nullptr);
    ASSERT_NE(timeline.message(MessageId(1008)), nullptr);
}

TEST(MessageChange, TakesEachChangeOnce) {
    Event message = posted(1, u"a"_qs);
    EXPECT_TRUE(applyChange(message, about(2, 1, ReactionChanged{u"🎈"_qs, true}, 7)));
    EXPECT_FALSE(applyChange(message, about(2, 1, ReactionChanged{u"🎈"_qs, true}, 7)));
    EXPECT_TRUE(applyChange(message, about(3, 1, ReactionChanged{u"🎈"_qs, true}, 8)));
    const auto& body = std::get<MessagePosted>(message.body);
    ASSERT_EQ(body.reactions.size(), 1);
    EXPECT_EQ(body.reactions[0].people, QList<PersonId>({PersonId(7), PersonId(8)}));
    EXPECT_TRUE(applyChange(message, about(4, 1, ReactionChanged{u"🎈"_qs, false}, 7)));
    EXPECT_TRUE(applyChange(message, about(5, 1, ReactionChanged{u"🎈"_qs, false}, 8)));
    EXPECT_TRUE(std::get<MessagePosted>(message.body).reactions.isEmpty());
}

TEST(MessageChange, IgnoresWhatTheLatestFormShowsAlready) {
    Event message = posted(1, u"now"_qs);
    std::get<MessagePosted>(message.body).asOf = Serial(9);
    EXPECT_FALSE(applyChange(message, edited(5, 1, u"before"_qs)));
    EXPECT_EQ(textOf(message), u"now"_qs);
    EXPECT_TRUE(applyChange(message, edited(10, 1, u"after"_qs)));
    EXPECT_EQ(textOf(message), u"after"_qs);
}

TEST(MessageChange, DeletingLeavesNothingOfIt) {
    Event message = posted(1, u"secret"_qs);
    EXPECT_TRUE(applyChange(message, about(2, 1, MessageDeleted{})));
    const auto& body = std::get<MessagePosted>(message.body);
    EXPECT_TRUE(body.deleted);
    EXPECT_TRUE(body.entry.text.isEmpty());
}

} // namespace parlor::client
