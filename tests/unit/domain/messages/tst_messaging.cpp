#include "shared/protocol/limits.h"
#include "tests/unit/domain/messages/roomcase.h"

namespace parlor::test {

namespace {

constexpr std::int64_t minute = 60'000;

} // namespace

TEST_F(Messaging, WindowsCloseForOnesOwnButNotForModerators) {
    node.messages.setWindows({minute, 2 * minute}, &world.clock);
    const MessageId message = say(bobAt, u"teh"_qs);
    const auto edit = [&] {
        EditMessage command{room, makeClientId(), message, {}};
        command.entry.text = u"the"_qs;
        return node.ask(bobAt, command);
    };
    const auto remove = [&](server::ConnectionId who) {
        return node.ask(who, DeleteMessage{room, makeClientId(), message});
    };
    world.clock.advance(minute);
    EXPECT_TRUE(edit());
    world.clock.advance(1);
    EXPECT_EQ(refusal(edit()), ErrorCode::WindowClosed);
    world.clock.advance(minute);
    EXPECT_EQ(refusal(remove(bobAt)), ErrorCode::WindowClosed);
    EXPECT_TRUE(remove(annAt)); // owner of the channel
}

TEST_F(Messaging, AQuoteIsFilledInForWhoMayRead) {
    const MessageId cited = say(annAt, QString(600, u'w'));
    const ChannelId den = node.makeChannel(annAt, u"den"_qs, Visibility::Private);
    SendMessage hidden{den, makeClientId(), {}, std::nullopt};
    hidden.entry.text = u"secret"_qs;
    const auto secret = std::get<Committed>(*node.ask(annAt, hidden)).message;
    const auto quote = [&](ChannelId from, MessageId message) {
        SendMessage send{room, makeClientId(), {}, std::nullopt};
        send.entry.text = u"see"_qs;
        send.entry.quote = Quote{.channel = from, .message = message};
        return node.ask(bobAt, send);
    };
    const auto sent = quote(room, cited);
    ASSERT_TRUE(sent);
    const auto event = await(world.store.messages().message(room, std::get<Committed>(*sent).message));
    const auto& entry = std::get<MessagePosted>(event->body).entry;
    ASSERT_TRUE(entry.quote);
    EXPECT_EQ(entry.quote->author, ann.id);
    EXPECT_EQ(entry.quote->text, QString(500, u'w'));
    EXPECT_EQ(refusal(quote(den, secret)), ErrorCode::UnknownChannel);
    EXPECT_EQ(refusal(quote(room, MessageId(7))), ErrorCode::UnknownMessage);
    ASSERT_TRUE(node.ask(annAt, DeleteMessage{room, makeClientId(), cited}));
    EXPECT_EQ(refusal(quote(room, cited)), ErrorCode::Gone);
}

TEST_F(Messaging, WhatCitesSomethingIsAnsweredAgainAfterThatIsGone) {
    const MessageId cited = say(annAt, u"wise words"_qs), mine = say(bobAt, u"hm"_qs);
    SendMessage send{room, makeClientId(), {}, std::nullopt};
    send.entry.text = u"see"_qs;
    send.entry.quote = Quote{.channel = room, .message = cited};
    EditMessage edit{room, makeClientId(), mine, send.entry};
    const auto sent = node.ask(bobAt, send), edited = node.ask(bobAt, edit);
    ASSERT_TRUE(sent && edited);
    const auto isAsBefore = [](const Result<Answer>& now, const Result<Answer>& before) {
        const auto* again = now ? std::get_if<Committed>(&*now) : nullptr;
        const auto& first = std::get<Committed>(*before);
        return again && again->duplicate && again->message == first.message && again->serial == first.serial
               && again->time == first.time;
    };
    ASSERT_TRUE(node.ask(annAt, DeleteMessage{room, makeClientId(), cited}));
    EXPECT_TRUE(isAsBefore(node.ask(bobAt, send), sent));
    EXPECT_TRUE(isAsBefore(node.ask(bobAt, edit), edited));
    ASSERT_TRUE(await(world.store.messages().sweep(room, world.clock.now() + 1, 100)));
    EXPECT_TRUE(isAsBefore(node.ask(bobAt, send), sent));
    EXPECT_TRUE(isAsBefore(node.ask(bobAt, edit), edited));
    // One that says something else is another one.
    send.entry.text = u"look"_qs;
    EXPECT_EQ(refusal(node.ask(bobAt, send)), ErrorCode::IdempotencyConflict);
    send.clientId = makeClientId();
    EXPECT_EQ(refusal(node.ask(bobAt, send)), ErrorCode::UnknownMessage);
}

TEST_F(Messaging, AtMostFiftyAreMentioned) {
    QString text;
    for (int i = 0; i < 60; ++i) {
        const QString name = u"person%1"_qs.arg(i);
        world.addPerson(name);
        text += u'@' + name + u' ';
    }
    const auto event = await(world.store.messages().message(room, say(annAt, text)));
    EXPECT_EQ(std::get<MessagePosted>(event->body).entry.mentions.size(), limits::mentionsPerMessage);
}

TEST_F(Messaging, KeywordsAlertAndOnlyTheirOwnerKnows) {
    ASSERT_TRUE(node.ask(bobAt, SetKeywords{{u"  Red  Car "_qs, u"tea"_qs}}));
    const auto own = node.ask(bobAt, ReadPrivate{});
    ASSERT_TRUE(own);
    EXPECT_EQ(std::get<PrivateState>(*own).keywords, (QStringList{u"red car"_qs, u"tea"_qs}));
    say(annAt, u"Look, a RED CAR."_qs);
    const auto state = await(world.store.channels().state(bob.id, room));
    EXPECT_EQ(state->mentions, 1);
    node.settle();
    EXPECT_EQ(countPrivate<KeywordsChanged>(bobAt), 1);
    EXPECT_EQ(countPrivate<KeywordsChanged>(annAt), 0);
    const auto posted = std::get<MessagePosted>(node.eventsOf(annAt, room).back().body);
    EXPECT_TRUE(posted.entry.mentions.isEmpty());
    // Another node learns them from the store.
    server::OwnService other(world.store.accounts(), world.store.channels(), world.store.keywords(),
                             node.executor);
    other.start();
    EXPECT_TRUE(waitFor([&] { return !other.keywords().alertedBy(ann.id, u"tea"_qs).isEmpty(); }));
}

TEST_F(Messaging, ASearchGoesOnPastWhatItsTokenDoesNotReach) {
    const ChannelId den = node.makeChannel(bobAt, u"den"_qs);
    SendMessage send{den, makeClientId(), {}, std::nullopt};
    send.entry.text = u"needle in the den"_qs;
    ASSERT_TRUE(node.ask(bobAt, send));
    for (int i = 0; i < 15; ++i)
        say(annAt, u"needle %1"_qs.arg(i));
    const QByteArray only = R"({"channel:)" + den.toString().toLatin1() + R"(":["history","subscribe"]})";
    const auto narrow = node.join(node.signIn(bob, *Capability::parse(only)).accessToken);
    const auto found = node.ask(narrow, Search{u"needle"_qs, {}, {}, 5});
    ASSERT_TRUE(found);
    const auto& page = std::get<SearchPage>(*found);
    ASSERT_EQ(page.hits.size(), 1);
    EXPECT_EQ(page.hits.first().channel, den);
    EXPECT_EQ(std::get<SearchPage>(*node.ask(bobAt, Search{u"needle"_qs, {}, {}, 50})).hits.size(), 16);
}

TEST_F(Messaging, TowersOfMarksAreNoText) { // U1
    const QString high = u'x' + QString(64, QChar(0x0316)), tower = high + QChar(0x0316);
    const MessageId message = say(bobAt, high);
    EXPECT_EQ(refusal(node.say(bobAt, room, tower)), ErrorCode::BadText);
    EditMessage edit;
    edit.channel = room;
    edit.clientId = makeClientId();
    edit.message = message;
    edit.entry.text = tower;
    EXPECT_EQ(refusal(node.ask(bobAt, edit)), ErrorCode::BadText);
    EXPECT_EQ(refusal(node.ask(bobAt, later(tower, minute))), ErrorCode::BadText);
    ASSERT_TRUE(node.ask(bobAt, later(high, minute)));
    world.clock.advance(minute);
    tick(node);
    EXPECT_EQ(textsIn(room), (QStringList{high, high}));
}

TEST_F(Messaging, RetentionSweepsAndTheMemoryForgets) {
    say(annAt, u"old"_qs);
    UpdateChannel keep;
    keep.clientId = makeClientId();
    keep.channel = room;
    keep.retention = 60;
    EXPECT_EQ(refusal(node.ask(bobAt, keep)), ErrorCode::Forbidden);
    keep.clientId = makeClientId();
    ASSERT_TRUE(node.ask(annAt, keep));
    world.clock.advance(30'000);
    say(annAt, u"young"_qs);
    world.clock.advance(30'001);
    node.retention.tick();
    ASSERT_TRUE(waitFor([&] { return textsIn(room) == QStringList{u"young"_qs}; }));
    node.settle();
    // Somebody who comes back now gets what is there, not what memory still held.
    Hello hello;
    hello.epoch = world.epoch();
    hello.channels = {{room, Serial(3)}};
    const auto back = node.join(bob, hello);
    ASSERT_TRUE(waitFor([&] { return !node.eventsOf(back, room).isEmpty(); }));
    node.settle();
    for (const Event& event : node.eventsOf(back, room))
        if (const auto* posted = std::get_if<MessagePosted>(&event.body)) {
            EXPECT_EQ(posted->entry.text, u"young");
        }
}

TEST_F(Messaging, ErasingGoesOnAfterARestart) {
    const Person root = world.addPerson(u"root"_qs, Role::Owner);
    const auto rootAt = node.join(root);
    for (int i = 0; i < 5; ++i)
        say(bobAt, QString::number(i));
    EXPECT_EQ(refusal(node.ask(annAt, ErasePerson{makeClientId(), bob.id, true})), ErrorCode::Forbidden);
    ASSERT_TRUE(node.ask(rootAt, ErasePerson{makeClientId(), bob.id, false}));
    EXPECT_EQ(textsIn(room).size(), 5); // kept, by a former member
    EXPECT_TRUE(waitFor([&] { return node.link.peer(bobAt).closed.has_value(); }));
    const Person cid = world.addPerson(u"cid"_qs);
    const auto cidAt = node.join(cid);
    ASSERT_TRUE(node.enter(cidAt, room));
    say(cidAt, u"mine"_qs);
    ASSERT_TRUE(
        await(world.store.erasure().erase({root.id, {}, makeClientId(), QByteArray(16, 'x')}, cid.id, true)));
    node.erasure.resume();
    EXPECT_TRUE(waitFor([&] { return !textsIn(room).contains(u"mine"_qs); }));
    EXPECT_TRUE(waitFor([&] { return await(world.store.erasure().erasing())->isEmpty(); }));
}

TEST_F(Messaging, WhatIsSaidWhileOnlineIsToldAtMostEveryTenSeconds) {
    world.clock.advance(20'000);
    const auto notices = [&] { return node.countOf<PresenceNotice>(annAt); };
    const int before = notices();
    ASSERT_TRUE(node.ask(bobAt, SetPresence{{{u"status"_qs, u"cooking"_qs}}}));
    node.settle();
    EXPECT_EQ(notices(), before + 1);
    ASSERT_TRUE(node.ask(bobAt, SetPresence{{{u"status"_qs, u"eating"_qs}}}));
    ASSERT_TRUE(node.ask(bobAt, SetPresence{{{u"status"_qs, u"sleeping"_qs}}}));
    node.settle();
    node.presence.tick();
    EXPECT_EQ(notices(), before + 1);
    world.clock.advance(10'000);
    node.presence.tick();
    EXPECT_EQ(notices(), before + 2);
    const auto members = node.ask(annAt, ListMembers{room});
    ASSERT_TRUE(members);
    bool seen = false;
    for (const Member& member : std::get<MemberList>(*members).members)
        seen = seen || member.presence.value(u"status").toString() == u"sleeping";
    EXPECT_TRUE(seen);
}

TEST_F(Messaging, OnlyModeratorsSeeWhoIsBanned) {
    ChangeMember ban{makeClientId(), room, bob.id, MemberChange::Banned};
    ban.until = world.clock.now() + minute;
    ASSERT_TRUE(node.ask(annAt, ban));
    const auto banned = node.ask(annAt, ListMembers{room, true});
    ASSERT_TRUE(banned);
    ASSERT_EQ(std::get<MemberList>(*banned).members.size(), 1);
    EXPECT_EQ(std::get<MemberList>(*banned).members.first().until, ban.until);
    const Person cid = world.addPerson(u"cid"_qs);
    const auto cidAt = node.join(cid);
    ASSERT_TRUE(node.enter(cidAt, room));
    EXPECT_EQ(refusal(node.ask(cidAt, ListMembers{room, true})), ErrorCode::Forbidden);
    // The live socket of the banned one hears nothing after the ban.
    node.settle();
    const auto before = node.eventsOf(bobAt, room).size();
    say(annAt, u"without bob"_qs);
    node.settle();
    EXPECT_EQ(node.eventsOf(bobAt, room).size(), before);
}

TEST_F(Messaging, ReadMarksAgreeOnAllDevices) {
    const auto second = node.join(bob);
    const MessageId message = say(annAt, u"x"_qs);
    ASSERT_TRUE(message.isValid());
    ASSERT_TRUE(node.ask(bobAt, MarkRead{room, Serial(99)}));
    ASSERT_TRUE(node.ask(bobAt, MarkUnread{room, true}));
    ASSERT_TRUE(node.ask(second, MarkRead{room, Serial(1)}));
    node.settle();
    QList<ReadMoved> one, two;
    for (const PersonEvent& event : privateOf(bobAt))
        if (const auto* moved = std::get_if<ReadMoved>(&event.body))
            one.append(*moved);
    for (const PersonEvent& event : privateOf(second))
        if (const auto* moved = std::get_if<ReadMoved>(&event.body))
            two.append(*moved);
    EXPECT_EQ(one, two);
    ASSERT_EQ(one.size(), 3);
    EXPECT_TRUE(one.at(1).marked);
    EXPECT_FALSE(one.at(2).marked);
    EXPECT_EQ(one.at(2).read, one.at(0).read);
}

} // namespace parlor::test
