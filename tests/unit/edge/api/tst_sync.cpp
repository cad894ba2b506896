#include "tests/unit/edge/apinode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

/// A client that can't hold a socket.
struct Poller {
    ApiNode& api;
    QString token;
    QString transport{};
    std::int64_t ack = 0;
    std::int64_t number = 0;
    QList<Frame> got{};

    QJsonObject body(const QList<Command>& commands, int wait) {
        QJsonArray frames;
        for (const Command& command : commands)
            frames.append(QJsonDocument::fromJson(codec::encode(Request{++number, command})).object());
        QJsonObject made{{u"call"_qs, qint64(++number)}, {u"frames"_qs, frames}, {u"wait"_qs, wait}};
        if (!transport.isEmpty()) {
            made.insert(u"transport"_qs, transport);
            made.insert(u"ack"_qs, qint64(ack));
        }
        return made;
    }

    void take(const QJsonObject& answer) {
        transport = answer.value(u"transport"_qs).toString();
        ack = answer.value(u"last"_qs).toInteger();
        for (const QJsonValue& frame : answer.value(u"frames"_qs).toArray())
            got.append(*codec::decodeFrame(QJsonDocument(frame.toObject()).toJson()));
    }

    std::shared_ptr<HeldExchange> poll(const QList<Command>& commands, int wait = 20) {
        auto exchange = api.ask("POST", u"/v1/sync"_qs, body(commands, wait), token);
        if (exchange->status() == 200)
            take(exchange->json());
        return exchange;
    }

    template<class F>
    const F* first() const {
        for (const Frame& frame : got)
            if (const F* found = std::get_if<F>(&frame))
                return found;
        return nullptr;
    }

    QList<Event> events() const {
        QList<Event> all;
        for (const Frame& frame : got)
            if (const auto* some = std::get_if<Events>(&frame))
                all += some->events;
        return all;
    }
};

Hello hello() {
    Hello made;
    made.token = u"in the header"_qs;
    made.bulk = true;
    return made;
}

SendMessage message(ChannelId channel, const QString& text) {
    SendMessage made;
    made.channel = channel;
    made.clientId = makeClientId();
    made.entry.text = text;
    return made;
}

class SyncTest : public testing::Test {
protected:
    SyncTest() {
        poller.poll({hello()});
        poller.poll({CreateChannel{makeClientId(), ChannelKind::Channel, {}, u"general"_qs, {}, {}}});
        for (int i = 0; i < 5 && !created(); ++i)
            poller.poll({}, 1);
        channel = created() ? created()->channels.first().channel.id : ChannelId();
        while (api.node.hub.subscription(ConnectionId{SyncLink::pollers, 1}, channel) == nullptr)
            api.node.settle();
    }

    const ChannelList* created() const {
        for (const Frame& frame : poller.got)
            if (const auto* reply = std::get_if<Reply>(&frame))
                if (const auto* list = std::get_if<ChannelList>(&reply->answer))
                    return list;
        return nullptr;
    }

    ChatWorld world;
    ApiNode api{world};
    Person anna = world.addPerson(u"anna"_qs);
    Poller poller{api, api.node.signIn(anna).accessToken};
    ChannelId channel;
};

} // namespace

TEST_F(SyncTest, SendsAndHearsLikeASocket) {
    ASSERT_TRUE(poller.first<Welcome>());
    ASSERT_TRUE(channel.isValid());
    for (int i = 0; i < 10; ++i)
        ASSERT_EQ(poller.poll({message(channel, u"%1"_qs.arg(i))})->status(), 200);
    while (poller.events().size() < 10)
        ASSERT_EQ(poller.poll({}, 1)->status(), 200);
    const QList<Event> events = poller.events();
    for (qsizetype i = 1; i < events.size(); ++i)
        EXPECT_EQ(events.at(i).serial, events.at(i - 1).serial.next());
}

TEST_F(SyncTest, TakesTheTokenInBase64LikeEveryOtherRoute) {
    const QByteArray token = api.node.signIn(anna).accessToken.toLatin1();
    Poller sdk{api, QString::fromLatin1(token.toBase64())};
    ASSERT_EQ(sdk.poll({hello()})->status(), 200);
    for (int i = 0; i < 5 && !sdk.first<Welcome>() && !sdk.first<Refusal>(); ++i)
        sdk.poll({}, 1);
    EXPECT_TRUE(sdk.first<Welcome>());
    EXPECT_FALSE(sdk.first<Refusal>());
}

TEST_F(SyncTest, WaitsForTheFirstFrameAndAnswersAtOnceThen) {
    poller.poll({}, 0);
    auto held = api.start("POST", u"/v1/sync"_qs, poller.body({}, 20), poller.token);
    api.node.settle();
    EXPECT_FALSE(held->response);
    ASSERT_TRUE(await(world.store.messages().post({anna.id, {}, makeClientId(), QByteArray(16, 'x')}, channel,
                                                  message(channel, u"hi"_qs).entry, {})));
    ASSERT_TRUE(waitFor([&] { return held->response.has_value(); }));
    poller.take(held->json());
    EXPECT_EQ(std::get<MessagePosted>(poller.events().last().body).entry.text, u"hi"_qs);
    auto late = api.start("POST", u"/v1/sync"_qs, poller.body({}, 20), poller.token);
    api.node.settle();
    EXPECT_FALSE(late->response);
    world.clock.advance(20'000);
    api.syncRoutes.tick();
    ASSERT_TRUE(waitFor([&] { return late->response.has_value(); }));
    EXPECT_EQ(late->status(), 200);
    EXPECT_TRUE(late->json().value(u"frames"_qs).toArray().isEmpty());
}

TEST_F(SyncTest, ALostAnswerLosesNothingAndDoesNothingTwice) {
    poller.poll({}, 0);
    const QJsonObject body = poller.body({message(channel, u"once"_qs)}, 20);
    const auto lost = api.ask("POST", u"/v1/sync"_qs, body, poller.token);
    ASSERT_EQ(lost->status(), 200);
    const auto again = api.ask("POST", u"/v1/sync"_qs, body, poller.token);
    poller.take(again->json());
    while (poller.events().isEmpty())
        poller.poll({}, 1);
    api.node.settle();
    poller.poll({}, 0);
    int posted = 0;
    for (const Event& event : poller.events())
        posted += std::holds_alternative<MessagePosted>(event.body) ? 1 : 0;
    EXPECT_EQ(posted, 1);
}

TEST_F(SyncTest, UnknownTransportsAndImpossibleAcksResync) {
    QJsonObject body = poller.body({}, 0);
    body.insert(u"transport"_qs, u"somebody else's"_qs);
    EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, body, poller.token)->code(), u"resync"_qs);
    body = poller.body({}, 0);
    body.insert(u"ack"_qs, 99'999);
    EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, body, poller.token)->code(), u"resync"_qs);
    body.remove(u"ack"_qs);
    EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, body, poller.token)->status(), 200)
        << "nothing new is taken in";
    const Person bob = world.addPerson(u"bob"_qs);
    EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, poller.body({}, 0), api.node.signIn(bob).accessToken)->code(),
              u"resync"_qs);
    world.clock.advance(61'000);
    api.syncRoutes.tick();
    EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, poller.body({}, 0), poller.token)->code(), u"resync"_qs);
    EXPECT_EQ(api.node.live.count(), 0);
}

TEST_F(SyncTest, ACallThatIsNotWellFormedDoesNothing) {
    poller.poll({}, 0);
    const std::pair<QString, QJsonValue> bad[] = {{u"call"_qs, u"3"_qs},
                                                  {u"call"_qs, 3.5},
                                                  {u"call"_qs, 0},
                                                  {u"call"_qs, -1},
                                                  {u"ack"_qs, u"0"_qs},
                                                  {u"ack"_qs, -1},
                                                  {u"wait"_qs, u"1"_qs},
                                                  {u"wait"_qs, -1},
                                                  {u"wait"_qs, 26},
                                                  {u"frames"_qs, QJsonObject()},
                                                  {u"frames"_qs, QJsonValue()}};
    for (const auto& [key, value] : bad) {
        QJsonObject body = poller.body({message(channel, u"never"_qs)}, 0);
        body.insert(key, value);
        EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, body, poller.token)->code(), u"bad_request"_qs)
            << key.toStdString();
    }
    api.node.settle();
    poller.poll({}, 0);
    EXPECT_TRUE(poller.events().isEmpty());
}

TEST_F(SyncTest, AFullWindowEndsTheTransport) {
    poller.poll({}, 0);
    for (int i = 0; i < 600; ++i)
        ASSERT_TRUE(await(world.store.messages().post({anna.id, {}, makeClientId(), QByteArray(16, 'x')},
                                                      channel, message(channel, u"flood"_qs).entry, {})));
    for (int i = 0; i < 20; ++i)
        api.node.settle();
    const auto answer = api.ask("POST", u"/v1/sync"_qs, poller.body({}, 0), poller.token);
    EXPECT_EQ(answer->json().value(u"closed"_qs).toInt(), static_cast<int>(CloseCode::Slow));
}

TEST_F(SyncTest, RevocationIsSaid) {
    poller.poll({}, 0);
    auto held = api.start("POST", u"/v1/sync"_qs, poller.body({}, 20), poller.token);
    api.node.settle();
    ASSERT_TRUE(await(api.node.sessions.revokeAll(anna.id, {})));
    ASSERT_TRUE(waitFor([&] { return held->response.has_value(); }));
    EXPECT_EQ(held->json().value(u"closed"_qs).toInt(), static_cast<int>(CloseCode::Revoked));
    EXPECT_EQ(api.ask("POST", u"/v1/sync"_qs, poller.body({}, 0), poller.token)->status(), 401);
}
