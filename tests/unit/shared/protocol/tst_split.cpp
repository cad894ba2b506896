#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "tests/unit/shared/protocol/samples.h"

#include <gtest/gtest.h>

namespace parlor::test {

namespace {

const Epoch epoch = u"9f3c5a7710e2b4d8"_qs;

Event message(std::int64_t serial, qsizetype size) {
    Entry entry;
    entry.data = QString(size, u'd');
    return {.serial = Serial(serial),
            .message = MessageId(serial),
            .author = PersonId(1 + serial % 7),
            .time = 1,
            .clientId = {},
            .body = MessagePosted{entry, std::nullopt}};
}

Person person(std::int64_t id, qsizetype size) {
    Person person;
    person.id = PersonId(id);
    person.name = u"p"_qs + QString::number(id);
    person.metadata = {{u"m"_qs, QString(size, u'm')}};
    return person;
}

template<class T>
T frameOf(const QByteArray& bytes) {
    EXPECT_LE(bytes.size(), limits::frame);
    const auto frame = codec::decodeFrame(bytes);
    EXPECT_TRUE(frame.has_value());
    return std::get<T>(frame.value_or(Frame(T{})));
}

template<class T>
T answerOf(const QByteArray& bytes) {
    const auto reply = frameOf<Reply>(bytes);
    EXPECT_EQ(reply.rid, 77);
    return std::get<T>(reply.answer);
}

} // namespace

TEST(Split, EventsKeepTheirOrder) {
    for (const qsizetype size : {0, 10, 1'000, 7'777, 30'000, 49'000}) {
        QList<Event> events;
        for (int i = 1; i <= 120; ++i)
            events.append(message(i, size));
        QList<Event> read;
        const auto frames = codec::encodeEventFrames(ChannelId(7), epoch, events);
        for (const auto& bytes : frames) {
            const auto frame = frameOf<Events>(bytes);
            EXPECT_EQ(frame.channel, ChannelId(7));
            EXPECT_EQ(frame.epoch, epoch);
            read += frame.events;
        }
        EXPECT_TRUE(read == events) << size;
        // As full as they get: any two neighbours would not fit into one.
        for (qsizetype i = 0; i + 1 < frames.size(); ++i)
            EXPECT_GT(frames.at(i).size() + frames.at(i + 1).size(), limits::frame);
    }
    EXPECT_TRUE(codec::encodeEventFrames(ChannelId(7), epoch, {}).isEmpty());
}

TEST(Split, OneEventIsTheSameAsTheWholeFrame) {
    EXPECT_EQ(codec::encodeEventFrames(ChannelId(7), epoch, sampleEvents()),
              QList<QByteArray>{codec::encode(Frame(Events{ChannelId(7), epoch, sampleEvents()}))});
    EXPECT_EQ(codec::encodePersonEventFrames(epoch, samplePersonEvents()),
              QList<QByteArray>{codec::encode(Frame(PersonEvents{epoch, samplePersonEvents()}))});
}

TEST(Split, WhatNoCommitLetsInStopsNobody) {
    const auto frames =
        codec::encodeEventFrames(ChannelId(7), epoch, {message(1, 10), message(2, 100'000), message(3, 10)});
    QList<Event> read;
    for (const auto& bytes : frames)
        read += frameOf<Events>(bytes).events;
    ASSERT_EQ(read.size(), 3);
    EXPECT_TRUE(std::get<MessagePosted>(read.at(1).body).entry.data.isEmpty());
}

// The largest entries that decodeRequest() lets in fit into every frame that carries them.
TEST(Split, TheLargestEntryFitsEverywhere) {
    Entry entry = sampleEntry();
    entry.data = QString(24 * 1'024, u'"');
    entry.text = QString(1'500, u'漢');
    entry.photos = QList<PhotoReference>(10, sampleReference());
    entry.mentions = QList<PersonId>(limits::mentionsPerMessage, PersonId(9'000'000'000'000'000'000));
    const QByteArray request =
        codec::encode(Request{1, SendMessage{ChannelId(7), u"AAECAwQFBgcICQoLDA0ODw"_qs, entry,
                                             MessageId(8'000'000'000'000'000'000)}});
    ASSERT_TRUE(codec::decodeRequest(request).has_value());
    Event event = message(1, 0);
    event.body = MessagePosted{entry, MessageId(8'000'000'000'000'000'000)};
    EXPECT_TRUE(frameOf<Events>(codec::encodeEventFrames(ChannelId(7), epoch, {event}).first()).events.first()
                == event);
    const HistoryPage page{ChannelId(7), epoch, {event}, {person(2, 4'000)}, false};
    EXPECT_TRUE(answerOf<HistoryPage>(codec::encodeReplyFrames(Reply{77, page}).first()).events.first()
                == event);
    const SearchPage hits{{{ChannelId(7), event, QString(200, u'漢')}}, false};
    EXPECT_EQ(answerOf<SearchPage>(codec::encodeReplyFrames(Reply{77, hits}).first()).hits.size(), 1);
}

TEST(Split, HistoryKeepsTheEndThatWasAskedFor) {
    HistoryPage page{ChannelId(7), epoch, {}, {}, false};
    for (int i = 1; i <= 100; ++i)
        page.events.append(message(i, 2'000));
    for (int i = 1; i <= 7; ++i)
        page.people.append(person(i, 2'000));
    page.people.append(person(99, 10));
    const auto newest =
        answerOf<HistoryPage>(codec::encodeReplyFrames(Reply{77, page}, codec::Keep::Newest).first());
    EXPECT_TRUE(newest.more);
    EXPECT_EQ(newest.events.last().serial, Serial(100));
    EXPECT_EQ(newest.events.first().serial.value(), 100 - newest.events.size() + 1);
    EXPECT_GT(newest.events.size(), 15);
    const auto oldest =
        answerOf<HistoryPage>(codec::encodeReplyFrames(Reply{77, page}, codec::Keep::Oldest).first());
    EXPECT_TRUE(oldest.more);
    EXPECT_EQ(oldest.events.first().serial, Serial(1));
    EXPECT_EQ(oldest.people.size(), 8);
    page.events.resize(5);
    EXPECT_FALSE(answerOf<HistoryPage>(codec::encodeReplyFrames(Reply{77, page}).first()).more);
}

TEST(Split, ListsComeWholeInSeveralAnswers) {
    ChannelList list;
    MemberList members{.channel = ChannelId(7), .members = {}, .more = false};
    Welcome welcome;
    welcome.session = SessionId(5);
    welcome.person = person(1, 3'000);
    welcome.epoch = epoch;
    for (int i = 1; i <= 300; ++i) {
        ChannelState state = sampleState();
        state.channel.id = ChannelId(i);
        list.channels.append(state);
        list.people.append(person(i, 300));
        members.members.append({person(i, 300), Role::Member, false, false, 0});
    }
    welcome.channels = list.channels;
    welcome.people = list.people;

    ChannelList readList;
    for (const auto& bytes : codec::encodeReplyFrames(Reply{77, list})) {
        const auto part = answerOf<ChannelList>(bytes);
        readList.channels += part.channels;
        readList.people += part.people;
        readList.more = part.more;
    }
    EXPECT_TRUE(readList == list);

    MemberList readMembers{.channel = ChannelId(7), .members = {}, .more = false};
    for (const auto& bytes : codec::encodeReplyFrames(Reply{77, members})) {
        const auto part = answerOf<MemberList>(bytes);
        EXPECT_EQ(part.channel, ChannelId(7));
        readMembers.members += part.members;
        readMembers.more = part.more;
    }
    EXPECT_TRUE(readMembers == members);

    Welcome read;
    int frames = 0;
    for (const auto& bytes : codec::encodeWelcomeFrames(welcome)) {
        auto part = frameOf<Welcome>(bytes);
        EXPECT_EQ(part.session, welcome.session);
        EXPECT_EQ(part.person, welcome.person);
        part.channels = read.channels + part.channels;
        part.people = read.people + part.people;
        EXPECT_TRUE(frames == 0 || read.more);
        read = part;
        ++frames;
    }
    EXPECT_TRUE(read == welcome);
    EXPECT_GT(frames, 2);
}

TEST(Split, ShortListsAreOneFrame) {
    EXPECT_EQ(codec::encodeWelcomeFrames(Welcome{}).size(), 1);
    EXPECT_EQ(codec::encodeReplyFrames(Reply{77, ChannelList{}}).size(), 1);
    EXPECT_EQ(codec::encodeReplyFrames(Reply{77, Done{}}).first(), R"({"op":"ok","rid":77})");
    PeopleList people{{person(1, 10)}, true};
    EXPECT_TRUE(answerOf<PeopleList>(codec::encodeReplyFrames(Reply{77, people}).first()) == people);
}

TEST(Split, PositionsOfManyChannels) {
    Positions positions;
    positions.person = Serial(4);
    for (int i = 1; i <= 5'000; ++i)
        positions.channels.append({ChannelId(1'000'000'000'000'000'000 + i), Serial((1LL << 53) - i)});
    Positions read;
    for (const auto& bytes : codec::encodePositionFrames(positions)) {
        const auto part = frameOf<Positions>(bytes);
        EXPECT_EQ(part.person, Serial(4));
        read.channels += part.channels;
    }
    EXPECT_TRUE(read.channels == positions.channels);
    EXPECT_EQ(codec::encodePositionFrames(Positions{}).size(), 1);
}

} // namespace parlor::test
