#include "server/edge/topics/topicframes.h"
#include "shared/protocol/limits.h"
#include "tests/unit/edge/topics/topicnode.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::server {

namespace {

const QByteArray subscribeToT = R"({"type":"subscribe","topic":"t"})";

QByteArray messageTo(const QByteArray& topic, const QByteArray& message) {
    return R"({"type":"message","topic":")" + topic + R"(","message":)" + message + "}";
}

} // namespace

TEST(Topics, AMessageReachesEachSubscriberByteForByte) {
    TopicNode node;
    const ConnectionId a = node.open(), b = node.open(), other = node.open();
    node.say(a, subscribeToT);
    node.say(b, subscribeToT);
    node.say(other, R"({"type":"subscribe","topic":"u"})");
    EXPECT_TRUE(node.heard(a).isEmpty()) << "there is no acknowledgement";
    node.say(b, messageTo("t", R"({"n":1.50,"s":"x\"}","l":[1,{"message":2}]})"));
    const QList<QByteArray> expected{
        R"({"id":"1","type":"data","payload":{"data":{"data":{"n":1.50,"s":"x\"}","l":[1,{"message":2}]}}}})"};
    EXPECT_EQ(node.heard(a), expected);
    EXPECT_EQ(node.heard(b), expected) << "the sender is a subscriber like the others";
    EXPECT_TRUE(node.heard(other).isEmpty());
}

TEST(Topics, IsEncodedOnceForAllWhoseSubscriptionHasTheSameNumber) {
    TopicNode node;
    for (int i = 0; i < 50; ++i)
        node.say(node.open(), subscribeToT);
    const ConnectionId late = node.open();
    node.say(late, R"({"type":"subscribe","topic":"first"})");
    node.say(late, subscribeToT);
    node.say(late, messageTo("t", "1"));
    EXPECT_EQ(node.link.encoded, 2);
    EXPECT_EQ(node.heard(late),
              QList<QByteArray>{R"({"id":"2","type":"data","payload":{"data":{"data":1}}})"});
}

TEST(Topics, ASubscriptionLapsesAtItsTtlOrAfterTwoHours) {
    TopicNode node;
    const ConnectionId timed = node.open(), usual = node.open(), past = node.open();
    node.say(timed,
             R"({"type":"subscribe","topic":"t","ttl":)" + QByteArray::number(startMs / 1'000 + 10) + "}");
    node.say(usual, subscribeToT);
    node.say(past, R"({"type":"subscribe","topic":"t","ttl":1000})");
    EXPECT_EQ(node.refusal(past), u"bad_request");
    node.clock.advance(9'999);
    node.say(usual, messageTo("t", "1"));
    EXPECT_EQ(node.heard(timed).size(), 1);
    node.clock.advance(1);
    node.say(usual, messageTo("t", "2"));
    EXPECT_TRUE(node.heard(timed).isEmpty());
    EXPECT_EQ(node.heard(usual).size(), 2);
    node.clock.advance(2 * 3'600'000);
    node.socket.tick();
    EXPECT_EQ(node.socket.board().topics(), 0);
}

TEST(Topics, ATtlMayBeAFraction) {
    TopicNode node;
    const ConnectionId who = node.open();
    node.say(who,
             R"({"type":"subscribe","topic":"t","ttl":)" + QByteArray::number(startMs / 1'000 + 10) + ".4}");
    node.clock.advance(9'999);
    node.say(who, messageTo("t", "1"));
    EXPECT_EQ(node.heard(who).size(), 1);
    node.clock.advance(1);
    node.say(who, messageTo("t", "2"));
    EXPECT_TRUE(node.heard(who).isEmpty());
}

TEST(Topics, SubscribingAgainRenews) {
    TopicNode node;
    const ConnectionId who = node.open();
    node.say(who,
             R"({"type":"subscribe","topic":"t","ttl":)" + QByteArray::number(startMs / 1'000 + 10) + "}");
    node.say(who, subscribeToT);
    node.clock.advance(60'000);
    node.say(who, messageTo("t", "1"));
    EXPECT_EQ(node.heard(who).size(), 1) << "once, and still";
}

TEST(Topics, ADisconnectDropsEverything) {
    TopicNode node;
    const ConnectionId gone = node.open(), stays = node.open();
    node.say(gone, subscribeToT);
    node.socket.closed(gone);
    node.say(stays, messageTo("t", "1"));
    EXPECT_TRUE(node.heard(gone).isEmpty());
    EXPECT_EQ(node.socket.board().topics(), 0);
}

TEST(Topics, ASocketHasAThousandSubscriptions) {
    TopicNode node;
    const ConnectionId who = node.open();
    for (int i = 0; i < TopicBoard::subscriptionsMost; ++i)
        node.say(who, R"({"type":"subscribe","topic":"t)" + QByteArray::number(i) + "\"}");
    EXPECT_TRUE(node.heard(who).isEmpty());
    node.say(who, subscribeToT);
    EXPECT_EQ(node.refusal(who), u"too_large");
    node.say(who, R"({"type":"unsubscribe","topic":"t0"})");
    node.say(who, subscribeToT);
    EXPECT_TRUE(node.heard(who).isEmpty());
}

// Whatever restarts them, they all come back at once, from one address and with one key.
TEST(Topics, ManySocketsOfOneAddressSubscribeAtOnce) {
    TopicNode node;
    QList<ConnectionId> sockets;
    for (int i = 0; i < 1'500; ++i) {
        sockets.append(node.open(i % 2 ? QByteArray() : QByteArray(R"({"topic:*":["subscribe"]})")));
        node.say(sockets.last(), subscribeToT);
    }
    node.say(sockets.last(), messageTo("t", "1"));
    const auto deaf = std::count_if(sockets.begin(), sockets.end(),
                                    [&](ConnectionId who) { return node.heard(who).size() != 1; });
    EXPECT_EQ(deaf, 0);
}

TEST(Topics, ASocketRenewsAllAtOnceAndNoMore) {
    TopicNode node;
    const ConnectionId who = node.open(), other = node.open();
    for (int i = 0; i < 2 * TopicBoard::subscriptionsMost; ++i)
        node.say(who, R"({"type":"subscribe","topic":"t)"
                          + QByteArray::number(i % TopicBoard::subscriptionsMost) + "\"}");
    EXPECT_TRUE(node.heard(who).isEmpty());
    node.say(who, subscribeToT);
    EXPECT_EQ(node.refusal(who), u"rate_limited");
    node.say(other, subscribeToT);
    EXPECT_TRUE(node.heard(other).isEmpty());
    node.clock.advance(20);
    node.say(who, R"({"type":"subscribe","topic":"t0"})");
    EXPECT_TRUE(node.heard(who).isEmpty());
}

TEST(Topics, BadInputIsAnsweredAndTheSocketStands) {
    const QList<std::pair<QByteArray, QString>> cases{
        {"nonsense", u"bad_frame"_qs},
        {"[]", u"bad_frame"_qs},
        {"{}", u"bad_frame"_qs},
        {R"({"type":7})", u"bad_frame"_qs},
        {R"({"type":"subscribe"})", u"bad_frame"_qs},
        {R"({"type":"subscribe","topic":7})", u"bad_frame"_qs},
        {R"({"type":"subscribe","topic":""})", u"bad_name"_qs},
        {R"({"type":"subscribe","topic":"a\nb"})", u"bad_name"_qs},
        {R"({"type":"subscribe","topic":")" + QByteArray(251, 't') + "\"}", u"bad_name"_qs},
        {R"({"type":"subscribe","topic":"t","ttl":"soon"})", u"bad_frame"_qs},
        {R"({"type":"subscribe","topic":"t","ttl":"1.5"})", u"bad_frame"_qs},
        {R"({"type":"subscribe","topic":"t","ttl":-1})", u"bad_frame"_qs},
        {R"({"type":"subscribe","topic":"t","ttl":1e300})", u"bad_frame"_qs},
        {R"({"type":"subscribe","topic":"t","ttl":1.5})", u"bad_request"_qs},
        {R"({"type":"message","topic":"t"})", u"bad_frame"_qs},
        {messageTo("t", QByteArray(17, '[') + QByteArray(17, ']')), u"too_deep"_qs},
        {messageTo("t", "\"" + QByteArray(limits::frame - 60, 'x') + "\""), u"too_large"_qs},
        {R"({"type":"store","topic":"t","on":true})", u"forbidden"_qs},
        {R"({"type":"auth"})", u"bad_frame"_qs},
    };
    TopicNode node;
    const ConnectionId who = node.open();
    node.say(who, subscribeToT);
    for (const auto& [text, code] : cases) {
        node.say(who, text);
        EXPECT_EQ(node.refusal(who), code) << text.left(80).toStdString();
    }
    node.say(who, messageTo("t", "1"));
    EXPECT_EQ(node.heard(who).size(), 1);
    EXPECT_TRUE(node.link.closed.isEmpty());
}

TEST(Topics, ATypeThatIsNotKnownIsIgnoredAndCounts) {
    TopicNode node({.open = true, .openRate = RateClass::Person});
    const ConnectionId who = node.open();
    for (int i = 0; i < 599; ++i)
        node.say(who, R"({"type":"shout","topic":"t"})");
    EXPECT_TRUE(node.heard(who).isEmpty());
    node.say(who, "nonsense");
    EXPECT_EQ(node.refusal(who), u"bad_frame");
    node.say(who, "nonsense");
    EXPECT_TRUE(node.heard(who).isEmpty()) << "all that may be answered at once is used up";
    node.say(who, subscribeToT);
    node.say(who, messageTo("t", "1"));
    EXPECT_EQ(node.heard(who).size(), 1);
}

TEST(Topics, ATtlOfNullIsNone) {
    TopicNode node;
    const ConnectionId who = node.open();
    node.say(who, R"({"type":"subscribe","topic":"t","ttl":null})");
    node.clock.advance(2 * 3'600'000 - 1);
    node.say(who, messageTo("t", "1"));
    EXPECT_EQ(node.heard(who).size(), 1);
    node.clock.advance(1);
    node.say(who, messageTo("t", "2"));
    EXPECT_TRUE(node.heard(who).isEmpty());
}

TEST(Topics, WithoutAnOpenDoorATokenIsNeeded) {
    TopicNode node({.open = false});
    const ConnectionId nobody = node.open();
    node.say(nobody, subscribeToT);
    EXPECT_EQ(node.refusal(nobody), u"not_signed_in");
    EXPECT_FALSE(node.link.admitted.contains(nobody)) << "so that it is closed after a while";

    const ConnectionId reader = node.open(R"(Bearer {"topic:t":["subscribe"]})");
    EXPECT_TRUE(node.link.admitted.contains(reader));
    node.say(reader, subscribeToT);
    node.say(reader, messageTo("t", "1"));
    EXPECT_EQ(node.refusal(reader), u"forbidden");
    node.say(reader, R"({"type":"subscribe","topic":"u"})");
    EXPECT_EQ(node.refusal(reader), u"forbidden");

    node.say(nobody, R"({"type":"auth","token":"{\"topic:*\":[\"publish\"]}"})");
    node.say(nobody, messageTo("t", "2"));
    EXPECT_EQ(node.heard(reader).size(), 1);

    const ConnectionId bad = node.open("Bearer made-up");
    EXPECT_EQ(node.link.closed.value(bad), CloseCode::BadToken);
}

TEST(Topics, WhatComesBeforeTheTokenIsKnownWaits) {
    TopicNode node({.open = false});
    node.tokens.holdsBack = true;
    const ConnectionId who = node.open(R"(Bearer {"topic:*":["*"]})");
    node.say(who, subscribeToT);
    node.say(who, messageTo("t", "1"));
    EXPECT_TRUE(node.heard(who).isEmpty());
    node.tokens.held();
    EXPECT_EQ(node.heard(who).size(), 1);
}

TEST(Topics, ARevokedSessionAndAnExpiredTokenEnd) {
    TopicNode node({.open = false});
    const ConnectionId who = node.open(R"({"topic:*":["*"]})");
    node.say(who, subscribeToT);
    node.socket.committed(SessionsRevoked{PersonId(7), {SessionId(71)}});
    EXPECT_TRUE(node.link.closed.isEmpty());
    node.socket.committed(SessionsRevoked{PersonId(7), {SessionId(70)}});
    EXPECT_EQ(node.link.closed.value(who), CloseCode::Revoked);
    EXPECT_EQ(node.socket.board().topics(), 0);

    const ConnectionId later = node.open(R"({"topic:*":["*"]})");
    node.say(later, subscribeToT);
    node.clock.advance(3'600'000);
    node.say(later, messageTo("t", "1"));
    EXPECT_EQ(node.refusal(later), u"token_expired");
    node.socket.tick();
    EXPECT_EQ(node.socket.board().topics(), 0) << "a subscription does not outlive its right";
}

TEST(Topics, EachRateClassHasItsLimit) {
    TopicNode node({.open = true, .openRate = RateClass::Person});
    const ConnectionId who = node.open(), neighbour = node.open();
    for (int i = 0; i < 20; ++i)
        node.say(i % 2 ? who : neighbour, messageTo("t", "1"));
    EXPECT_TRUE(node.heard(who).isEmpty());
    node.say(who, messageTo("t", "1"));
    const QJsonObject error = QJsonDocument::fromJson(node.heard(who).value(0)).object();
    EXPECT_EQ(error.value(u"payload").toObject().value(u"code").toString(), u"rate_limited");
    EXPECT_GT(error.value(u"payload").toObject().value(u"retry_after_ms").toInt(), 0);
}

TEST(Topics, OnlyAKeyWithHistoryTurnsStoringOn) {
    TopicNode node;
    QStringList kept;
    QList<bool> turned;
    node.socket.setStoring(
        [&](const Principal&, const QString&, bool on, const std::function<void(const Status&)>& done) {
            turned.append(on);
            done({});
        },
        [&](const QString& topic, const QByteArray& message) {
            kept.append(topic + u'=' + QString::fromUtf8(message));
        });
    const ConnectionId key = node.open(R"({"topic:*":["history","publish"]})"),
                       without = node.open(R"({"topic:*":["publish"]})");
    node.say(without, R"({"type":"store","topic":"t","on":true})");
    EXPECT_EQ(node.refusal(without), u"forbidden");
    node.say(key, R"({"type":"store","topic":"t","on":true})");
    node.say(key, R"({"type":"store","topic":"t","on":false})");
    EXPECT_EQ(turned, (QList<bool>{true, false}));
    for (const QString& name : {QString(), u"person.7"_qs}) {
        node.tokens.keyName = name;
        const ConnectionId person = node.open(R"({"topic:*":["history"]})");
        node.say(person, R"({"type":"store","topic":"t","on":true})");
        EXPECT_EQ(node.refusal(person), u"forbidden") << name.toStdString();
    }
    EXPECT_EQ(turned.size(), 2);
    node.say(without, messageTo("t", "1"));
    EXPECT_EQ(kept, QStringList{u"t=1"_qs});
}

TEST(Topics, FindsTheRawValueWhateverStandsAround) {
    const auto raw = [](const char* text) { return topics::rawValue(text, "message").toByteArray(); };
    EXPECT_EQ(raw(R"({"message":1})"), "1");
    EXPECT_EQ(raw(R"({ "a" : "}\"," , "message" : [1, {"x":"]"}] , "b":2 })"), R"([1, {"x":"]"}])");
    EXPECT_EQ(raw(R"({"a":{"message":1},"message":"x\\"})"), R"("x\\")");
    EXPECT_EQ(raw(R"({"m\u0065ssage":null})"), "null");
    EXPECT_EQ(raw(R"({"a":[],"b":{}})"), "");
}

} // namespace parlor::server
