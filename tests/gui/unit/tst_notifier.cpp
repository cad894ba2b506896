#include "client/ui/window/notifier.h"
#include "tests/gui/support/demostate.h"
#include "tests/support/waiting.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::client {
namespace {

class NotifierTest : public ::testing::Test {
protected:
    void SetUp() override {
        demo::fillState(state);
        QCoreApplication::processEvents();
        QObject::connect(&notifier, &Notifier::told, &notifier,
                         [this](ChannelId channel, const QString& title, const QString& words) {
                             told << u"%1|%2|%3"_qs.arg(channel.toString(), title, words);
                         });
    }

    void arrive(ChannelId channel, PersonId author, const QString& text) {
        MessagePosted posted;
        posted.entry.text = text;
        Event event;
        event.serial = std::max(state.channel(channel)->state.last, Serial(100)).next();
        event.message = MessageId(900 + event.serial.value());
        event.author = author;
        event.time = 1'800'000'000'000;
        event.body = posted;
        state.apply(EventsApplied{channel, {event}, true});
    }

    /// Waits until a notice about `channel` came: what came before it is told by then, too.
    [[nodiscard]] bool heardOf(ChannelId channel) {
        return test::waitFor([&] {
            for (const QString& one : told)
                if (one.startsWith(channel.toString() + u'|'))
                    return true;
            return false;
        });
    }

    const ChannelId looked = demo::hikes, other = ChannelId(2), quiet = ChannelId(4);
    QTemporaryDir profile;
    State state;
    Preferences preferences{profile.filePath(u"preferences.ini"_qs)};
    Notifier notifier{state, preferences, [this](ChannelId channel) { return channel == looked; }};
    QStringList told;
};

TEST_F(NotifierTest, TellsWhoWroteWhereAndWhat) {
    arrive(other, PersonId(2), u"Hello"_qs);
    ASSERT_TRUE(heardOf(other));
    EXPECT_TRUE(told.first().endsWith(u"|Hello")) << qPrintable(told.first());
}

TEST_F(NotifierTest, MakesOneNoticeOfWhatComesTogether) {
    arrive(other, PersonId(2), u"one"_qs);
    arrive(other, PersonId(2), u"two"_qs);
    ASSERT_TRUE(heardOf(other));
    ASSERT_EQ(told.size(), 1);
    EXPECT_TRUE(told.first().contains(u"(2 new)")) << qPrintable(told.first());
    EXPECT_TRUE(told.first().endsWith(u"|two"));
}

TEST_F(NotifierTest, IsSilentAboutWhatOneLooksAtAndAboutMutedChats) {
    state.apply(NotificationsSet{quiet, Notifications::Nothing});
    arrive(looked, PersonId(2), u"seen"_qs);
    arrive(quiet, PersonId(2), u"muted"_qs);
    arrive(other, PersonId(2), u"heard"_qs);
    ASSERT_TRUE(heardOf(other));
    EXPECT_EQ(told.size(), 1);
}

TEST_F(NotifierTest, IsSilentAboutWhatAnotherDeviceHasRead) {
    const ChannelId read(3);
    arrive(read, PersonId(2), u"read elsewhere"_qs);
    state.apply(ReadMarkerMoved{read, state.channel(read)->state.last, 0, 0});
    arrive(other, PersonId(2), u"heard"_qs);
    ASSERT_TRUE(heardOf(other));
    EXPECT_EQ(told.size(), 1);
}

TEST_F(NotifierTest, KeepsTheWordsBackWhenAsked) {
    preferences.setNotifyWords(false);
    arrive(other, PersonId(2), u"a secret"_qs);
    ASSERT_TRUE(heardOf(other));
    EXPECT_FALSE(told.first().contains(u"secret"));
}

} // namespace
} // namespace parlor::client
