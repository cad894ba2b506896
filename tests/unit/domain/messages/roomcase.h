#pragma once

#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

namespace parlor::test {

/// Ann and Bob in one room on one node.
class Messaging : public ::testing::Test {
protected:
    Messaging() {
        node.takeCommits();
        ann = world.addPerson(u"ann"_qs);
        bob = world.addPerson(u"bob"_qs);
        annAt = node.join(ann);
        bobAt = node.join(bob);
        room = node.makeChannel(annAt, u"room"_qs);
        EXPECT_TRUE(node.enter(bobAt, room));
        node.settle();
    }

    MessageId say(server::ConnectionId who, const QString& text) {
        const auto sent = node.say(who, room, text);
        EXPECT_TRUE(sent);
        return sent ? std::get<Committed>(*sent).message : MessageId();
    }

    ErrorCode refusal(const Result<Answer>& answer) {
        EXPECT_FALSE(answer);
        return answer ? ErrorCode::Internal : answer.error().code;
    }

    QList<PersonEvent> privateOf(server::ConnectionId who) {
        QList<PersonEvent> all;
        for (const Frame& frame : node.link.peer(who).frames)
            if (const auto* events = std::get_if<PersonEvents>(&frame))
                all += events->events;
        return all;
    }

    template<class Body>
    int countPrivate(server::ConnectionId who) {
        const auto events = privateOf(who);
        return static_cast<int>(std::count_if(events.begin(), events.end(), [](const PersonEvent& event) {
            return std::holds_alternative<Body>(event.body);
        }));
    }

    QStringList textsIn(ChannelId channel) {
        QStringList texts;
        const auto page = await(world.store.messages().eventsAfter(channel, Serial(), 1'000));
        for (const Event& event : page->events)
            if (const auto* posted = std::get_if<MessagePosted>(&event.body); posted && !posted->deleted)
                texts.append(posted->entry.text);
        return texts;
    }

    ScheduleMessage later(const QString& text, std::int64_t inMs) {
        ScheduleMessage command;
        command.channel = room;
        command.clientId = makeClientId();
        command.at = world.clock.now() + inMs;
        command.entry.text = text;
        return command;
    }

    /// A tick and all that follows from it.
    void tick(ChatNode& of) {
        of.plans.tick();
        for (int i = 0; i < 50; ++i)
            QCoreApplication::processEvents();
    }

    ChatWorld world;
    ChatNode node{world};
    Person ann, bob;
    server::ConnectionId annAt, bobAt;
    ChannelId room;
};

} // namespace parlor::test
