#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class RouterTest : public testing::Test {
protected:
    void SetUp() override { node.takeCommits(); }

    ErrorCode codeOf(const Result<Answer>& answer) {
        return answer ? ErrorCode::Cancelled : answer.error().code;
    }

    ChatWorld world;
    ChatNode node{world};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
};

} // namespace

TEST_F(RouterTest, NothingIsPossibleBeforeHello) {
    const auto id = node.connect();
    EXPECT_EQ(codeOf(node.say(id, ChannelId(1), u"hi"_qs)), ErrorCode::NotSignedIn);
    EXPECT_EQ(codeOf(node.ask(id, ListChannels{})), ErrorCode::NotSignedIn);
    EXPECT_EQ(codeOf(node.ask(id, Authenticate{u"x"_qs})), ErrorCode::NotSignedIn);
    EXPECT_TRUE(node.ask(id, Ping{}));
    EXPECT_FALSE(node.link.peer(id).closed);
}

TEST_F(RouterTest, WelcomesAndGreetsOnlyOnce) {
    const auto id = node.join(anna);
    const Welcome* welcome = node.welcomeOf(id);
    ASSERT_TRUE(welcome);
    EXPECT_EQ(welcome->person.name, u"anna"_qs);
    EXPECT_EQ(welcome->epoch, world.epoch());
    EXPECT_TRUE(node.link.peer(id).signedIn);
    EXPECT_EQ(codeOf(node.ask(id, Hello())), ErrorCode::BadFrame);
}

TEST_F(RouterTest, RefusesBadTokensForGood) {
    const auto made = node.join(u"nonsense"_qs);
    EXPECT_EQ(node.link.peer(made).closed, CloseCode::BadToken);
    const auto unknown = node.join(makeToken(TokenKind::Access));
    EXPECT_EQ(node.link.peer(unknown).closed, CloseCode::BadToken);
    const SignedIn refreshAsAccess = node.signIn(anna);
    EXPECT_EQ(node.link.peer(node.join(refreshAsAccess.refreshToken)).closed, CloseCode::BadToken);
}

TEST_F(RouterTest, AnExpiredTokenMayComeBackRenewed) {
    const SignedIn signedIn = node.signIn(anna);
    world.clock.advance(16 * 60'000);
    const auto late = node.join(signedIn.accessToken);
    EXPECT_EQ(node.link.peer(late).closed, CloseCode::TokenExpired);
    const auto renewed = await(node.sessions.refresh(signedIn.refreshToken));
    ASSERT_TRUE(renewed);
    EXPECT_TRUE(node.welcomeOf(node.join(renewed->accessToken)));
}

TEST_F(RouterTest, OldProtocolsAreTold) {
    Hello hello;
    hello.protocol = 99;
    const auto id = node.join(anna, hello);
    EXPECT_EQ(node.link.peer(id).closed, CloseCode::TooOld);
    EXPECT_EQ(node.first<Refusal>(id)->code, ErrorCode::VersionMismatch);
}

TEST_F(RouterTest, SendsFanOutAndAnswerDurably) {
    const auto a = node.join(anna), b = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    ASSERT_TRUE(node.enter(b, channel));
    const auto sent = node.say(a, channel, u"hello @bob"_qs);
    ASSERT_TRUE(sent);
    const auto& committed = std::get<Committed>(*sent);
    EXPECT_FALSE(committed.duplicate);
    ASSERT_TRUE(waitFor([&] { return !node.eventsOf(b, channel).isEmpty(); }));
    const Event event = node.eventsOf(b, channel).last();
    EXPECT_EQ(event.serial, committed.serial);
    EXPECT_EQ(event.message, committed.message);
    EXPECT_EQ(event.author, anna.id);
    EXPECT_EQ(std::get<MessagePosted>(event.body).entry.mentions, QList<PersonId>{bob.id});
    ASSERT_TRUE(waitFor([&] { return !node.eventsOf(a, channel).isEmpty(); }));
    EXPECT_EQ(node.eventsOf(a, channel).last().clientId, committed.clientId);
}

TEST_F(RouterTest, ARetryGetsTheFirstAnswerAndAnotherMeaningNone) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    SendMessage command;
    command.channel = channel;
    command.clientId = makeClientId();
    command.entry.text = u"once"_qs;
    const auto first = node.ask(a, command);
    const auto second = node.ask(a, command);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(std::get<Committed>(*first).serial, std::get<Committed>(*second).serial);
    EXPECT_TRUE(std::get<Committed>(*second).duplicate);
    command.entry.text = u"twice"_qs;
    EXPECT_EQ(codeOf(node.ask(a, command)), ErrorCode::IdempotencyConflict);
}

TEST_F(RouterTest, OneSendersMessagesKeepTheirOrder) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    for (int i = 0; i < 15; ++i) {
        SendMessage command;
        command.channel = channel;
        command.clientId = makeClientId();
        command.entry.text = i % 2 ? u"%1"_qs.arg(i) : u"%1 @bob @nobody"_qs.arg(i);
        node.router.received(a, Request{1'000 + i, command});
    }
    ASSERT_TRUE(waitFor([&] { return node.eventsOf(a, channel).size() >= 15; }));
    int expected = 0;
    for (const Event& event : node.eventsOf(a, channel))
        if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
            EXPECT_EQ(posted->entry.text.split(u' ').first().toInt(), expected++);
        }
    EXPECT_EQ(expected, 15);
}

TEST_F(RouterTest, ALimitedSendIsToldWhenAndTheConnectionStands) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    Result<Answer> last = node.say(a, channel, u"0"_qs);
    for (int i = 0; i < 30 && last; ++i)
        last = node.say(a, channel, u"more"_qs);
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, ErrorCode::RateLimited);
    EXPECT_GT(last.error().retryAfterMs, 0);
    world.clock.advance(last.error().retryAfterMs);
    EXPECT_TRUE(node.say(a, channel, u"now"_qs));
}

TEST_F(RouterTest, BulkIsForThoseWhoAskForIt) {
    Hello hello;
    hello.bulk = true;
    const auto a = node.join(anna, hello);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(node.say(a, channel, u"line"_qs));
}

TEST_F(RouterTest, OnlyWhatSizesTheMachineIsNotMetered) {
    const auto joinWith = [&](const QString& name) {
        ApiKey key;
        key.name = key.label = name;
        key.capability = Capability::all();
        key.person = anna.id;
        EXPECT_TRUE(await(world.store.keys().create(key)));
        const KeyUse use{.name = key.name, .clientId = {}, .revision = 1};
        const auto opened =
            await(node.sessions.open(anna, name, Capability::all(), node.peer, use, 3'600'000));
        EXPECT_TRUE(opened);
        return opened ? node.join(opened->accessToken) : ConnectionId();
    };
    EXPECT_TRUE(node.link.peer(joinWith(u"load.1"_qs)).unmetered);
    EXPECT_FALSE(node.link.peer(joinWith(u"site"_qs)).unmetered);
    EXPECT_FALSE(node.link.peer(node.join(anna)).unmetered);
}

TEST_F(RouterTest, BulkIsNotForAnonymousClientsOfAKey) {
    ApiKey key;
    key.name = key.label = u"site"_qs;
    key.capability = Capability::all();
    key.person = anna.id;
    ASSERT_TRUE(await(world.store.keys().create(key)));
    const KeyUse use{.name = key.name, .clientId = u"anonymous-1"_qs, .revision = 1};
    const auto opened =
        await(node.sessions.open(anna, u"site"_qs, Capability::all(), node.peer, use, 3'600'000));
    ASSERT_TRUE(opened);
    Hello hello;
    hello.bulk = true;
    const auto a = node.join(opened->accessToken, hello);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    Result<Answer> last = node.say(a, channel, u"0"_qs);
    for (int i = 0; i < 30 && last; ++i)
        last = node.say(a, channel, u"more"_qs);
    EXPECT_EQ(codeOf(last), ErrorCode::RateLimited);
}

TEST_F(RouterTest, AllDevicesOfAPersonWriteTogether) {
    const auto a = node.join(anna), other = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    Result<Answer> last = node.say(a, channel, u"0"_qs);
    for (int i = 0; i < 30 && last; ++i)
        last = node.say(i % 2 ? a : other, channel, u"more"_qs);
    EXPECT_EQ(codeOf(last), ErrorCode::RateLimited);
    EXPECT_EQ(codeOf(node.say(a, channel, u"more"_qs)), ErrorCode::RateLimited);
    EXPECT_EQ(codeOf(node.say(other, channel, u"more"_qs)), ErrorCode::RateLimited);
}

TEST_F(RouterTest, CapabilitiesNarrowWhatARoleMayDo) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    ASSERT_TRUE(node.enter(node.join(bob), channel));
    const auto only = [&](const QByteArray& operations) {
        const QByteArray json = R"({"channel:)" + channel.toString().toLatin1() + R"(":)" + operations + "}";
        return node.join(node.signIn(bob, *Capability::parse(json)).accessToken);
    };
    const auto reader = only(R"(["subscribe","history"])");
    EXPECT_EQ(codeOf(node.say(reader, channel, u"no"_qs)), ErrorCode::Forbidden);
    EXPECT_TRUE(node.ask(reader, History{channel, {}, {}, 10, false}));
    const auto writer = only(R"(["publish"])");
    ASSERT_TRUE(node.say(writer, channel, u"yes"_qs));
    EXPECT_EQ(codeOf(node.ask(writer, History{channel, {}, {}, 10, false})), ErrorCode::Forbidden);
    EXPECT_EQ(
        codeOf(node.ask(writer, CreateChannel{makeClientId(), ChannelKind::Channel, {}, u"x"_qs, {}, {}})),
        ErrorCode::Forbidden);
    node.settle();
    EXPECT_FALSE(node.eventsOf(reader, channel).isEmpty());
    EXPECT_TRUE(node.eventsOf(writer, channel).isEmpty());
}

TEST_F(RouterTest, RevokedSessionsAreClosedAndHearNothingMore) {
    const SignedIn signedIn = node.signIn(bob);
    const auto a = node.join(anna), b = node.join(signedIn.accessToken);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    ASSERT_TRUE(node.enter(b, channel));
    ASSERT_TRUE(await(node.sessions.revoke(bob.id, signedIn.session)));
    ASSERT_TRUE(waitFor([&] { return node.link.peer(b).closed.has_value(); }));
    EXPECT_EQ(node.link.peer(b).closed, CloseCode::Revoked);
    EXPECT_TRUE(std::holds_alternative<Bye>(node.link.peer(b).frames.last()));
    EXPECT_EQ(node.link.peer(node.join(signedIn.accessToken)).closed, CloseCode::Revoked);
    EXPECT_FALSE(node.live.find(b));
}

TEST_F(RouterTest, TheNewerSocketOfASessionWins) {
    const SignedIn signedIn = node.signIn(anna);
    const auto old = node.join(signedIn.accessToken), fresh = node.join(signedIn.accessToken);
    EXPECT_EQ(node.link.peer(old).closed, CloseCode::Replaced);
    EXPECT_FALSE(node.link.peer(fresh).closed);
    node.router.closed(old);
    EXPECT_TRUE(node.makeChannel(fresh, u"still-here"_qs).isValid());
}

TEST_F(RouterTest, APersonHasTwentySockets) {
    for (int i = 0; i < 20; ++i)
        ASSERT_FALSE(node.link.peer(node.join(anna)).closed);
    EXPECT_EQ(node.link.peer(node.join(anna)).closed, CloseCode::RateLimited);
    EXPECT_FALSE(node.link.peer(node.join(bob)).closed);
}

TEST_F(RouterTest, RenewsInBandAndOnlyItsOwnSession) {
    const SignedIn signedIn = node.signIn(anna);
    const auto a = node.join(signedIn.accessToken);
    const auto renewed = await(node.sessions.refresh(signedIn.refreshToken));
    ASSERT_TRUE(renewed);
    EXPECT_EQ(codeOf(node.ask(a, Authenticate{node.signIn(bob).accessToken})), ErrorCode::TokenInvalid);
    EXPECT_TRUE(node.ask(a, Authenticate{renewed->accessToken}));
    world.clock.advance(14 * 60'000);
    node.attendance.tick();
    EXPECT_FALSE(node.link.peer(a).closed);
    world.clock.advance(3 * 60'000);
    node.attendance.tick();
    EXPECT_EQ(node.link.peer(a).closed, CloseCode::TokenExpired);
}

TEST_F(RouterTest, NonsenseIsAnsweredAndEndsAtSomePoint) {
    const auto id = node.connect();
    node.router.refused(id, {ErrorCode::BadFrame, {}, 0}, 7);
    EXPECT_EQ(node.first<Refusal>(id)->rid, 7);
    for (int i = 0; i < 100; ++i)
        node.router.received(id, fail(ErrorCode::BadFrame));
    EXPECT_EQ(node.link.peer(id).closed, CloseCode::ProtocolError);
}

TEST_F(RouterTest, DrainsWithASpread) {
    QList<ChatNode::ConnectionId> ids;
    for (int i = 0; i < 10; ++i)
        ids.append(node.join(anna));
    node.router.drain(5'000);
    QSet<std::int64_t> waits;
    for (const auto id : ids) {
        EXPECT_EQ(node.link.peer(id).closed, CloseCode::Restart);
        const auto* bye = node.first<Bye>(id);
        ASSERT_TRUE(bye && bye->reconnect);
        EXPECT_LE(bye->afterMs, 5'000);
        waits.insert(bye->afterMs);
    }
    EXPECT_GT(waits.size(), 3);
    EXPECT_EQ(node.link.peer(node.connect()).closed, CloseCode::Restart);
}

TEST_F(RouterTest, HistoryPagesFitIntoFrames) {
    Hello hello;
    hello.bulk = true;
    const auto a = node.join(anna, hello);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    for (int i = 0; i < 30; ++i)
        ASSERT_TRUE(node.say(a, channel, QString(8'000, u'x')));
    const auto newest = node.ask(a, History{channel, {}, {}, 100, false});
    ASSERT_TRUE(newest);
    const auto& page = std::get<HistoryPage>(*newest);
    EXPECT_TRUE(page.more);
    EXPECT_LT(page.events.size(), 10);
    EXPECT_EQ(page.people.size(), 1);
    // Paging back and forth reaches everything, without a hole.
    QList<Event> all = page.events;
    while (all.first().serial > Serial(1)) {
        const auto older = node.ask(a, History{channel, all.first().serial, {}, 100, false});
        ASSERT_TRUE(older && !std::get<HistoryPage>(*older).events.isEmpty());
        all = std::get<HistoryPage>(*older).events + all;
    }
    for (qsizetype i = 0; i < all.size(); ++i)
        EXPECT_EQ(all.at(i).serial.value(), i + 1);
    EXPECT_EQ(codeOf(node.ask(a, History{channel, Serial(1), Serial(2), 10, false})), ErrorCode::BadRequest);
}

TEST_F(RouterTest, StrangersSeeNothingOfPrivateChannels) {
    const auto a = node.join(anna), b = node.join(bob);
    const ChannelId channel = node.makeChannel(a, u"secret"_qs, Visibility::Private);
    ASSERT_TRUE(node.say(a, channel, u"psst"_qs));
    EXPECT_EQ(codeOf(node.say(b, channel, u"hi"_qs)), ErrorCode::UnknownChannel);
    EXPECT_EQ(codeOf(node.ask(b, History{channel, {}, {}, 10, false})), ErrorCode::UnknownChannel);
    EXPECT_EQ(codeOf(node.ask(b, ListMembers{channel})), ErrorCode::UnknownChannel);
    EXPECT_EQ(codeOf(node.enter(b, channel)), ErrorCode::UnknownChannel);
    EXPECT_EQ(codeOf(node.ask(b, Typing{channel})), ErrorCode::UnknownChannel);
    EXPECT_TRUE(node.eventsOf(b, channel).isEmpty());
}

TEST_F(RouterTest, EmptyMessagesAndOthersPhotosAreRefused) {
    const auto a = node.join(anna);
    const ChannelId channel = node.makeChannel(a, u"general"_qs);
    EXPECT_EQ(codeOf(node.say(a, channel, u" \n "_qs)), ErrorCode::BadRequest);
    SendMessage command;
    command.channel = channel;
    command.clientId = makeClientId();
    command.entry.kind = EntryKind::Photos;
    command.entry.photos = {PhotoReference{PhotoId(7), 0, 0, {}, {}, {}}};
    EXPECT_EQ(codeOf(node.ask(a, command)), ErrorCode::UnknownPhoto);
    StoredPhoto photo;
    photo.photo.id = PhotoId(7);
    photo.photo.owner = bob.id;
    photo.photo.state = PhotoState::Ready;
    node.photos.photos.append(photo);
    EXPECT_EQ(codeOf(node.ask(a, command)), ErrorCode::UnknownPhoto);
}
