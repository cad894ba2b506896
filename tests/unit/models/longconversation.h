#pragma once

#include "client/models/timelinefeed.h"

#include <QCoreApplication>

#include <gtest/gtest.h>

namespace parlor::test {

using namespace client;

inline constexpr PersonId me{1}, ada{2}, bo{3};
inline constexpr ChannelId room{10};
inline constexpr int firstSerial = 1'000'000;

inline Event row(int serial, PersonId author, EventBody body) {
    Event event;
    event.serial = Serial(serial);
    event.author = author;
    event.time = 1'760'000'000'000 + serial * 20'000LL;
    event.body = std::move(body);
    return event;
}

inline Event message(int serial, PersonId author, const QString& text) {
    MessagePosted body;
    body.entry.text = text;
    Event event = row(serial, author, body);
    event.message = MessageId(serial);
    return event;
}

inline Event about(int serial, int earlier, PersonId author, EventBody body) {
    Event event = row(serial, author, std::move(body));
    event.message = MessageId(earlier);
    return event;
}

inline Person person(PersonId id, const QString& name) {
    Person made;
    made.id = id;
    made.name = name;
    return made;
}

class TimelineGrowth : public ::testing::Test {
protected:
    void SetUp() override {
        Account account;
        account.person = person(me, u"mira"_qs);
        state.apply(AccountKnown{account});
        state.apply(PeopleSeen{{account.person, person(ada, u"ada"_qs), person(bo, u"bo"_qs)}});
        ChannelState channel;
        channel.channel.id = room;
        channel.channel.name = u"Hikes"_qs;
        channel.member = true;
        channel.memberCount = 3;
        state.apply(ChannelsSeen{{channel}, true});
        Connection online;
        online.state = Connectivity::Online;
        state.apply(ConnectionChanged{online});
        settle();
    }

    static void settle() {
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }

    void load(int count) {
        QList<Event> events;
        for (int i = 0; i < count; ++i)
            events << message(firstSerial + i, i % 3 == 0 ? bo : ada, u"text %1"_qs.arg(i));
        next = firstSerial + count;
        state.apply(
            PageLoaded{room, {events.first().serial, events.last().serial}, events, false, true, true});
        settle();
    }

    void come(const Event& event) { state.apply(EventsApplied{room, {event}, true}); }

    State state;
    int next = firstSerial; ///< serial
};

} // namespace parlor::test
