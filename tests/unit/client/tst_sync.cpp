#include "client/core/drafts.h"
#include "client/core/messages/acknowledger.h"
#include "client/core/messages/outbox.h"
#include "client/core/messages/reader.h"
#include "client/core/messages/readmarkers.h"
#include "client/core/messages/sync.h"
#include "tests/support/fakelink.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

const auto epochA = u"00000000000000aa"_qs;
const auto epochB = u"00000000000000bb"_qs;

/// The parts that deliver, over a link that the test plays.
struct Rig {
    explicit Rig(const QString& directory)
        : cache(thread, directory + u"/client.sqlite"_qs),
          requests(link),
          sync(state, cache, requests, executor, clock, hooks()),
          reader(state, cache, requests, sync, executor, [this](const QList<Event>& e) { outbox.seen(e); }),
          outbox(state, cache, requests, executor, clock,
                 [this](ChannelId id) { return sync.appliedTo(id); }),
          drafts(state, cache, requests),
          acknowledger(state, cache, requests, executor,
                       [this](ChannelId id) { return sync.appliedTo(id); }) {
        link.setListener(&sync);
        start =
            await(cache.ask([](CacheDatabase& database) { return database.begin(u"1@home"_qs); })).value();
        Account account;
        account.person = person(1, u"ann"_qs);
        state.apply(AccountKnown{account});
        sync.start(start);
        outbox.restore(start.pending);
        drafts.restore(start.drafts, start.unsentDrafts);
    }

    Sync::Hooks hooks() {
        return {[this] {
                    reader.online();
                    outbox.online();
                    acknowledger.online();
                },
                [this] { outbox.offline(); },
                [this](const Error& error) { stopped = error; },
                [](const PersonEventBody&) {},
                [this](ChannelId channel) { reader.windowLost(channel); },
                [this](const QList<Event>& events) { outbox.seen(events); },
                [this](ChannelId channel, qsizetype events) { acknowledger.applied(channel, events); },
                [this] { ++reconnects; }};
    }

    /// Everything that waits on the cache or the executor has happened.
    void settle() {
        for (int i = 0; i < 3; ++i) {
            await(cache.ask([](CacheDatabase&) { return true; }));
            QCoreApplication::processEvents();
        }
    }

    void connect(const QList<ChannelState>& channels, const Epoch& epoch = epochA) {
        link.open({});
        link.welcome(test::welcome(channels, epoch));
        settle();
    }

    QStringList shown(ChannelId channel) {
        QStringList texts;
        for (const Event& row : state.timeline(channel).rows())
            texts.append(textOf(row));
        for (const PendingMessage& message : state.pending(channel))
            texts.append(u"~"_qs + message.text);
        return texts;
    }

    QString write(const QString& text, ChannelId channel = ChannelId(7)) {
        PendingMessage message;
        message.clientId = makeClientId();
        message.channel = channel;
        message.text = text;
        message.createdAt = clock.now();
        const QString clientId = message.clientId;
        outbox.add(message);
        settle();
        return clientId;
    }

    FakeLink link;
    ManualClock clock;
    QtExecutor executor;
    WorkerThread thread{u"cache"_qs};
    State state;
    Cache cache;
    Requests requests;
    Sync sync;
    Reader reader;
    Outbox outbox;
    Drafts drafts;
    Acknowledger acknowledger;
    CachedStart start;
    std::optional<Error> stopped;
    int reconnects = 0;
};

struct SyncTest : testing::Test {
    SyncTest() { restart(); }

    /// The program ends and starts again on the same local store.
    void restart() {
        rig.reset();
        rig = std::make_unique<Rig>(dir.path());
    }

    void openNewest(const QList<Event>& events, bool more = false) {
        rig->reader.open(channel);
        rig->settle();
        if (const auto history = rig->link.take<History>())
            rig->link.answer(history->first, HistoryPage{channel, epochA, events, {}, more});
        rig->settle();
    }

    QTemporaryDir dir;
    std::unique_ptr<Rig> rig;
    const ChannelId channel{7};
};

} // namespace

TEST_F(SyncTest, AFreshClientStartsAtTheNewestPage) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>(); // the preview
    openNewest({posted(1, u"one"_qs), posted(2, u"two"_qs)});
    EXPECT_EQ(rig->shown(channel), QStringList({u"one"_qs, u"two"_qs}));
    EXPECT_TRUE(rig->state.timeline(channel).isAtStart());
    rig->link.say(Events{channel, epochA, {posted(3, u"three"_qs, 2)}});
    EXPECT_EQ(rig->shown(channel), QStringList({u"one"_qs, u"two"_qs, u"three"_qs}));
}

TEST_F(SyncTest, TheLastChannelShowsWithoutANetwork) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>();
    openNewest({posted(1, u"one"_qs), posted(2, u"two"_qs)});
    rig->link.say(Events{channel, epochA, {posted(3, u"three"_qs, 2), edited(4, 1, u"ONE"_qs)}});
    rig->settle();
    restart();
    EXPECT_EQ(rig->start.openChannel, channel);
    rig->reader.open(channel);
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"ONE"_qs, u"two"_qs, u"three"_qs}));
    // And goes on from there.
    rig->connect({channelState(7, 4)});
    EXPECT_EQ(rig->link.lastHello.epoch, epochA);
    EXPECT_EQ(rig->link.lastHello.channels, (QList<Hello::Cursor>{{channel, Serial(4)}}));
}

TEST_F(SyncTest, AGapIsFetched) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    rig->link.say(Events{channel, epochA, {posted(1, u"1"_qs, 2)}});
    rig->link.say(Events{channel, epochA, {posted(4, u"4"_qs, 2)}});
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs}));
    std::optional<std::pair<std::int64_t, History>> history;
    ASSERT_TRUE(waitFor([&] { return (history = rig->link.take<History>()).has_value(); }));
    EXPECT_EQ(history->second.after, Serial(1));
    rig->link.say(Events{channel, epochA, {posted(5, u"5"_qs, 2)}});
    rig->link.answer(history->first,
                     HistoryPage{channel, epochA, {posted(2, u"2"_qs, 2), posted(3, u"3"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs, u"2"_qs, u"3"_qs, u"4"_qs, u"5"_qs}));
    EXPECT_EQ(rig->state.channel(channel)->state.unread, 5);
}

TEST_F(SyncTest, WhatIsTooMuchToStreamIsPagedForAtOnce) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({posted(1, u"1"_qs, 2)});
    rig->link.say(Events{channel, epochA, {posted(1, u"1"_qs, 2)}});
    rig->link.cut();
    rig->link.sent.clear();
    rig->connect({channelState(7, 3, Resume::More)});
    const auto first = rig->link.take<History>();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->second.after, Serial(1));
    rig->link.answer(first->first, HistoryPage{channel, epochA, {posted(2, u"2"_qs, 2)}, {}, true});
    rig->settle();
    const auto second = rig->link.take<History>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.after, Serial(2));
    rig->link.answer(second->first, HistoryPage{channel, epochA, {posted(3, u"3"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs, u"2"_qs, u"3"_qs}));
    EXPECT_FALSE(rig->link.has<History>());
}

TEST_F(SyncTest, AWindowThatIsOutrunGoesOnToTheEnd) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>(); // the preview
    rig->reader.open(channel);
    rig->settle();
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    QList<Event> many;
    for (int serial = 3; serial <= 202; ++serial)
        many.append(posted(serial, QString::number(serial), 2));
    rig->link.say(Events{channel, epochA, many});
    rig->link.answer(newest->first,
                     HistoryPage{channel, epochA, {posted(1, u"1"_qs), posted(2, u"2"_qs)}, {}, false});
    ASSERT_TRUE(waitFor([&] { return rig->state.timeline(channel).isAtEnd(); }));
    EXPECT_EQ(rig->shown(channel).size(), 202);
}

TEST_F(SyncTest, AnOpenedWindowThatWasCutOffGoesOnWhenTheLinkIsBack) {
    rig->connect({channelState(7, 30, Resume::Reset)});
    rig->link.take<History>(); // the preview
    rig->reader.open(channel);
    rig->settle();
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    QList<Event> page, late;
    for (int serial = 1; serial <= 30; ++serial)
        page.append(posted(serial, QString::number(serial), 2));
    for (int serial = 31; serial <= 130; ++serial)
        late.append(posted(serial, QString::number(serial), 2));
    rig->link.say(Events{channel, epochA, late});
    rig->link.answer(newest->first, HistoryPage{channel, epochA, page, {}, false});
    rig->link.cut(); // the rest is not there yet
    rig->link.welcome(test::welcome({channelState(7, 130)}));
    ASSERT_TRUE(waitFor([&] { return rig->state.timeline(channel).isAtEnd(); }));
    EXPECT_EQ(rig->shown(channel).last(), u"130"_qs);
}

TEST_F(SyncTest, APageThatIsOlderThanAChangeShowsTheChange) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>(); // the preview
    rig->reader.open(channel);
    rig->settle();
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    rig->link.say(Events{channel, epochA, {edited(3, 1, u"ONE"_qs), posted(4, u"four"_qs, 2)}});
    rig->link.answer(newest->first,
                     HistoryPage{channel, epochA, {posted(1, u"one"_qs), posted(2, u"two"_qs)}, {}, false});
    ASSERT_TRUE(waitFor([&] { return rig->state.timeline(channel).isAtEnd(); }));
    const QStringList expected{u"ONE"_qs, u"two"_qs, u"four"_qs};
    EXPECT_EQ(rig->shown(channel), expected);
    rig->settle();
    restart(); // and so it is kept
    rig->reader.open(channel);
    rig->settle();
    EXPECT_EQ(rig->shown(channel), expected);
}

TEST_F(SyncTest, PositionsShowALostLastEvent) {
    rig->connect({channelState(7, 1, Resume::Reset)});
    rig->link.sent.clear();
    rig->link.say(Positions{{{channel, Serial(3)}}, Serial()});
    const auto history = rig->link.take<History>();
    ASSERT_TRUE(history);
    EXPECT_EQ(history->second.after, Serial(1));
}

TEST_F(SyncTest, AHoleInThePrivateStreamNeedsANewHello) {
    rig->connect({});
    rig->link.say(PersonEvents{epochA, {{Serial(3), 0, PersonEventSkipped{}}}});
    EXPECT_TRUE(waitFor([&] { return rig->reconnects == 1; }));
}

TEST_F(SyncTest, AnotherEpochDropsCursorsAndKeepsTheOutbox) {
    rig->connect({channelState(7, 1, Resume::Reset)});
    rig->link.take<History>();
    openNewest({posted(1, u"old"_qs)});
    rig->link.cut();
    rig->write(u"unsent"_qs);
    rig->connect({channelState(7, 1, Resume::Reset)}, epochB);
    EXPECT_EQ(rig->shown(channel), QStringList({u"~unsent"_qs}));
    EXPECT_TRUE(rig->link.take<SendMessage>());
    // The old rows do not come back from the local store either.
    rig->link.cut();
    restart();
    rig->reader.open(channel);
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"~unsent"_qs}));
}

TEST_F(SyncTest, AResetKeepsTheOldRowsAsDoubtful) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>();
    openNewest({posted(1, u"one"_qs), posted(2, u"two"_qs)});
    rig->link.cut();
    rig->connect({channelState(7, 5'000, Resume::Reset)});
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    rig->link.answer(newest->first, HistoryPage{channel, epochA, {posted(5'000, u"now"_qs, 2)}, {}, true});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"now"_qs}));
    EXPECT_FALSE(rig->state.timeline(channel).isAtStart());
}

TEST_F(SyncTest, LeavingAChannelForgetsIt) {
    rig->connect({channelState(7, 1, Resume::Reset)});
    rig->link.say(PersonEvents{epochA, {{Serial(1), 0, ChannelLeft{channel}}}});
    EXPECT_FALSE(rig->state.channel(channel));
    EXPECT_EQ(rig->sync.appliedTo(channel), Serial());
}

TEST_F(SyncTest, WhatWasWrittenOfflineGoesOutOnceAndInOrder) {
    rig->write(u"a"_qs);
    rig->write(u"b"_qs);
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    EXPECT_EQ(rig->shown(channel), QStringList({u"~a"_qs, u"~b"_qs}));
    const auto first = rig->link.take<SendMessage>();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->second.entry.text, u"a"_qs);
    EXPECT_FALSE(rig->link.take<SendMessage>()) << "one in flight in a channel";
    rig->link.answer(first->first,
                     Committed{first->second.clientId, MessageId(1001), Serial(1), 0, false, {}});
    rig->settle();
    const auto second = rig->link.take<SendMessage>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.entry.text, u"b"_qs);
    rig->link.say(Events{channel, epochA, {posted(1, u"a"_qs, 1, first->second.clientId)}});
    EXPECT_EQ(rig->shown(channel), QStringList({u"a"_qs, u"~b"_qs}));
}

TEST_F(SyncTest, ALostAnswerRepeatsTheSameClientId) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString clientId = rig->write(u"a"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>());
    rig->link.cut();
    rig->settle();
    rig->connect({channelState(7, 0)});
    const auto again = rig->link.take<SendMessage>();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->second.clientId, clientId);
    EXPECT_FALSE(rig->link.take<SendMessage>());
}

TEST_F(SyncTest, TheEventAloneEndsTheSending) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    const QString clientId = rig->write(u"a"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>());
    rig->link.say(Events{channel, epochA, {posted(1, u"a"_qs, 1, clientId)}});
    rig->link.cut();
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"a"_qs}));
    rig->connect({channelState(7, 1)});
    EXPECT_FALSE(rig->link.take<SendMessage>());
    restart();
    EXPECT_TRUE(rig->start.pending.isEmpty());
}

TEST_F(SyncTest, AnswersForWhatIsShownAlreadyLeaveNoGhost) {
    // Killed between the event and the answer's bookkeeping: the row waits in the outbox, its event is
    // applied.
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    const QString clientId = rig->write(u"a"_qs);
    rig->link.take<SendMessage>();
    rig->settle();
    PendingMessage stored = rig->state.pending(channel).first();
    rig->link.say(Events{channel, epochA, {posted(1, u"a"_qs, 1, clientId)}});
    rig->settle();
    ASSERT_TRUE(await(rig->cache.ask(
        [stored](CacheDatabase& database) { return database.outgoing.storePending(stored); })));
    restart();
    ASSERT_EQ(rig->start.pending.size(), 1);
    rig->connect({channelState(7, 1)});
    const auto again = rig->link.take<SendMessage>();
    ASSERT_TRUE(again);
    rig->link.answer(again->first, Committed{clientId, MessageId(1001), Serial(1), 0, true, {}});
    rig->settle();
    EXPECT_TRUE(rig->state.pending(channel).isEmpty());
}

TEST_F(SyncTest, ALastingNoDoesNotHoldUpTheNext) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString bad = rig->write(u"bad"_qs);
    rig->write(u"good"_qs);
    const auto first = rig->link.take<SendMessage>();
    ASSERT_TRUE(first);
    rig->link.refuse(first->first, ErrorCode::Blocked);
    rig->settle();
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Failed);
    EXPECT_EQ(rig->state.pending(channel)[0].reason, ErrorCode::Blocked);
    const auto second = rig->link.take<SendMessage>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.entry.text, u"good"_qs);
    EXPECT_TRUE(rig->outbox.discard(bad));
    EXPECT_EQ(rig->state.pending(channel).size(), 1);
}

TEST_F(SyncTest, ATemporaryNoIsTriedAgainInItsPlace) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString clientId = rig->write(u"a"_qs);
    rig->write(u"b"_qs);
    const auto first = rig->link.take<SendMessage>();
    rig->link.refuse(first->first, ErrorCode::RateLimited, 30);
    rig->settle();
    EXPECT_FALSE(rig->link.take<SendMessage>());
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Waiting);
    rig->clock.advance(60'000);
    std::optional<std::pair<std::int64_t, SendMessage>> again;
    ASSERT_TRUE(waitFor([&] { return (again = rig->link.take<SendMessage>()).has_value(); }));
    EXPECT_EQ(again->second.clientId, clientId);
}

TEST_F(SyncTest, WhatGrewOldWhileTheProgramRanAsksToo) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    rig->link.cut();
    rig->settle();
    const QString clientId = rig->write(u"before the flight"_qs);
    rig->clock.advance(25LL * 3'600'000);
    const QString young = rig->write(u"after landing"_qs);
    rig->connect({channelState(7, 0)});
    const auto sent = rig->link.take<SendMessage>();
    ASSERT_TRUE(sent); // the old one does not stand in its way
    EXPECT_EQ(sent->second.clientId, young);
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Asking);
    rig->outbox.retry(clientId);
    EXPECT_FALSE(rig->link.take<SendMessage>()); // one in flight a channel
}

TEST_F(SyncTest, KeywordsCountAsMentionsByTheServersRule) {
    rig->connect({channelState(7, 3, Resume::Reset)});
    rig->state.apply(KeywordsKnown{{u"red car"_qs}});
    rig->link.say(Events{channel, epochA, {posted(4, u"a RED CAR"_qs, 2), posted(5, u"red carts"_qs, 2)}});
    rig->settle();
    EXPECT_EQ(rig->state.channel(channel)->state.unread, 2);
    EXPECT_EQ(rig->state.channel(channel)->state.mentions, 1);
}

TEST_F(SyncTest, ADraftThatTheServerNeverGotOutlivesTheProgram) {
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

TEST_F(SyncTest, OldMessagesAskFirst) {
    const QString clientId = rig->write(u"yesterday"_qs);
    PendingMessage old = rig->state.pending(channel).first();
    old.createdAt = rig->clock.now() - 25LL * 3'600'000;
    ASSERT_TRUE(await(
        rig->cache.ask([old](CacheDatabase& database) { return database.outgoing.storePending(old); })));
    restart();
    rig->connect({channelState(7, 0, Resume::Reset)});
    EXPECT_FALSE(rig->link.take<SendMessage>());
    ASSERT_EQ(rig->state.pending(channel).size(), 1);
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Asking);
    rig->outbox.retry(clientId);
    EXPECT_TRUE(rig->link.take<SendMessage>());
}

TEST_F(SyncTest, AMessageWaitsForItsFiles) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    PendingMessage message;
    message.clientId = makeClientId();
    message.channel = channel;
    message.files = {{u"/a.jpg"_qs, TransferId(9), {}}};
    message.createdAt = rig->clock.now();
    rig->outbox.add(message);
    rig->write(u"after"_qs);
    EXPECT_FALSE(rig->link.take<SendMessage>()) << "the order is kept";
    rig->outbox.fileDone(TransferId(9), PhotoId(44));
    const auto sent = rig->link.take<SendMessage>();
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->second.entry.kind, EntryKind::Photos);
    ASSERT_EQ(sent->second.entry.photos.size(), 1);
    EXPECT_EQ(sent->second.entry.photos[0].id, PhotoId(44));
}

TEST_F(SyncTest, AtMostEightChannelsSendAtOnce) {
    QList<ChannelState> channels;
    for (int id = 1; id <= 12; ++id)
        channels.append(channelState(id, 0, Resume::Reset));
    rig->connect(channels);
    for (int id = 1; id <= 12; ++id)
        rig->write(QString::number(id), ChannelId(id));
    int inFlight = 0;
    while (rig->link.take<SendMessage>())
        ++inFlight;
    EXPECT_EQ(inFlight, 8);
}

TEST_F(SyncTest, OlderPagesComeFromTheStoreThenFromTheServer) {
    rig->connect({channelState(7, 200, Resume::Reset)});
    rig->link.sent.clear();
    QList<Event> newest;
    for (int serial = 141; serial <= 200; ++serial)
        newest.append(posted(serial, QString::number(serial), 2));
    openNewest(newest, true);
    EXPECT_EQ(rig->state.timeline(channel).rows().size(), 60U);
    rig->reader.older(channel);
    rig->settle();
    const auto history = rig->link.take<History>();
    ASSERT_TRUE(history);
    EXPECT_EQ(history->second.before, Serial(141));
    QList<Event> older;
    for (int serial = 1; serial <= 140; ++serial)
        older.append(posted(serial, QString::number(serial), 2));
    rig->link.answer(history->first, HistoryPage{channel, epochA, older, {}, false});
    rig->settle();
    EXPECT_EQ(rig->state.timeline(channel).rows().size(), 200U);
    EXPECT_TRUE(rig->state.timeline(channel).isAtStart());
    // Next time everything is here already.
    rig->link.cut();
    restart();
    rig->reader.open(channel);
    rig->settle();
    while (!rig->state.timeline(channel).isAtStart()) {
        const auto before = rig->state.timeline(channel).rows().size();
        rig->reader.older(channel);
        rig->settle();
        ASSERT_GT(rig->state.timeline(channel).rows().size(), before);
    }
    EXPECT_EQ(rig->state.timeline(channel).rows().size(), 200U);
}

// Rule: cumulative, every 32 events or after a second, one frame for all.
TEST_F(SyncTest, WhatArrivedInADirectChannelIsAcknowledgedOnce) {
    ChannelState direct = channelState(7, 2, Resume::Reset), other = channelState(8, 0, Resume::Reset);
    const ChannelState open = channelState(9, 2, Resume::Reset);
    direct.channel.kind = other.channel.kind = ChannelKind::Direct;
    direct.delivered = Serial(1);
    rig->connect({direct, other, open});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<Acknowledge>(); }));
    auto frame = rig->link.take<Acknowledge>();
    EXPECT_EQ(frame->second.channels, (QList<Hello::Cursor>{{ChannelId(7), Serial(2)}}));
    rig->link.answer(frame->first, Done());
    for (int serial = 3; serial < 3 + 32; ++serial)
        rig->link.say(Events{ChannelId(7), epochA, {posted(serial, u"x"_qs, 2)}});
    rig->link.say(Events{ChannelId(9), epochA, {posted(3, u"public"_qs, 2)}});
    rig->settle();
    frame = rig->link.take<Acknowledge>(); // without waiting for the second
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->second.channels, (QList<Hello::Cursor>{{ChannelId(7), Serial(34)}}));
    // While it is under way, more comes; the next frame holds that.
    rig->link.say(Events{ChannelId(8), epochA, {posted(1, u"y"_qs, 2)}});
    rig->link.answer(frame->first, Done());
    ASSERT_TRUE(waitFor([&] { return rig->link.has<Acknowledge>(); }));
    frame = rig->link.take<Acknowledge>();
    EXPECT_EQ(frame->second.channels, (QList<Hello::Cursor>{{ChannelId(8), Serial(1)}}));
    // Lost with the connection: the welcome says what the server has, and the rest is said again.
    rig->link.cut();
    direct.last = direct.delivered = Serial(34);
    other.last = Serial(1);
    direct.resume = other.resume = Resume::Ok;
    rig->connect({direct, other, open});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<Acknowledge>(); }));
    EXPECT_EQ(rig->link.take<Acknowledge>()->second.channels,
              (QList<Hello::Cursor>{{ChannelId(8), Serial(1)}}));
}

TEST_F(SyncTest, OthersPlacesAreAskedForWhereOneLooksAndFollowWhatIsTold) {
    ChannelState direct = channelState(7, 2);
    direct.channel.kind = ChannelKind::Direct;
    rig->connect({direct, channelState(9, 2)});
    rig->acknowledger.opened(ChannelId(9));
    EXPECT_FALSE(rig->link.has<ListReceipts>());
    rig->acknowledger.opened(ChannelId(7));
    const auto asked = rig->link.take<ListReceipts>();
    ASSERT_TRUE(asked);
    rig->link.answer(
        asked->first,
        Receipts{ChannelId(7), {{PersonId(1), Serial(2), Serial(2)}, {PersonId(2), Serial(2), Serial(1)}}});
    rig->settle();
    EXPECT_EQ(rig->state.farthest(ChannelId(7)).delivered, Serial(2));
    EXPECT_EQ(rig->state.farthest(ChannelId(7)).read, Serial(1));
    rig->link.say(Receipts{ChannelId(7), {{PersonId(2), Serial(3), Serial(3)}}});
    EXPECT_EQ(rig->state.farthest(ChannelId(7)).read, Serial(3));
    EXPECT_EQ(rig->state.farthest(ChannelId(9)).delivered, Serial());
}

TEST_F(SyncTest, ABusyServerIsAskedForTheGapAgainNotBeforeItSaid) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    rig->link.say(Events{channel, epochA, {posted(2, u"2"_qs, 2)}});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<History>(); }));
    QElapsedTimer refused;
    refused.start();
    rig->link.refuse(rig->link.take<History>()->first, ErrorCode::RateLimited, 700);
    // Neither the next event nor a position asks earlier.
    rig->link.say(Events{channel, epochA, {posted(3, u"3"_qs, 2)}});
    rig->link.say(Positions{{{channel, Serial(3)}}, Serial()});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<History>(); }));
    EXPECT_GE(refused.elapsed(), 690);
    const auto again = rig->link.take<History>();
    EXPECT_EQ(again->second.after, Serial(0));
    rig->link.answer(again->first, HistoryPage{channel, epochA, {posted(1, u"1"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs, u"2"_qs, u"3"_qs}));
}

TEST_F(SyncTest, AReadMarkerThatIsRefusedForNowGoesOutLaterAndOnlyForward) {
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
