#include "tests/contract/store/messagescase.h"

namespace parlor::server {

TEST_P(Messages, SerialsAreContiguousInEachChannel) {
    const ChannelId other = channel(bob, "other");
    EXPECT_EQ(post(anna, general, QStringLiteral("a")).serial, Serial(4));
    EXPECT_EQ(post(bob, other, QStringLiteral("b")).serial, Serial(3));
    EXPECT_EQ(post(bob, general, QStringLiteral("c")).serial, Serial(5));
    const QList<Event> events = allEvents(general);
    EXPECT_EQ(serials(events), (QList<std::int64_t>{1, 2, 3, 4, 5}));
    EXPECT_EQ(log.events(general), events);
    EXPECT_EQ(events.back().author, bob.id);
    EXPECT_EQ(bodyOf<MessagePosted>(events.back())->entry.text, u"c");
}

TEST_P(Messages, EverythingOfAnEntryIsKept) {
    Entry entry;
    entry.kind = EntryKind::Data;
    entry.text = QString::fromUtf8("Grüße 👋🏽 日本");
    entry.name = QStringLiteral("move");
    entry.data = QStringLiteral("{\"x\":1}");
    entry.encoding = QStringLiteral("json");
    entry.metadata = {{QStringLiteral("k"), QStringLiteral("v")}};
    entry.mentions = {bob.id};
    entry.mentionsAll = true;
    const Outcome first = post(anna, general, entry);
    const auto done =
        answerOf(store->messages().post(operation(anna), general, text(QStringLiteral("re")), first.message));
    ASSERT_TRUE(done);
    EXPECT_EQ(now(first.message).entry, entry);
    EXPECT_EQ(now(done->message).replyTo, first.message);
    EXPECT_EQ(allEvents(general), log.events(general));
    EXPECT_EQ(errorOf(answerOf(store->messages().post(operation(anna), channel(anna, "other"),
                                                      text(QStringLiteral("re")), first.message))),
              ErrorCode::UnknownMessage);
}

TEST_P(Messages, TheSameClientIdIsOneMessageForEver) {
    const Operation once = operation(anna);
    const auto first =
        answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt));
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->duplicate);
    store->clock.advance(7LL * 24 * 60 * 60 * 1'000);
    auto again = answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->duplicate);
    again->duplicate = false;
    EXPECT_EQ(*again, *first);
    Operation changed = once;
    changed.requestHash = QByteArray(16, 'z');
    EXPECT_EQ(
        errorOf(answerOf(store->messages().post(changed, general, text(QStringLiteral("y")), std::nullopt))),
        ErrorCode::IdempotencyConflict);
    Operation bobs = once;
    bobs.person = bob.id;
    EXPECT_FALSE(
        answerOf(store->messages().post(bobs, general, text(QStringLiteral("x")), std::nullopt))->duplicate);
    Outcome told = *first;
    told.duplicate = true;
    EXPECT_EQ(*answerOf(store->messages().outcomeOf(once)), std::optional(told));
    EXPECT_EQ(errorOf(answerOf(store->messages().outcomeOf(changed))), ErrorCode::IdempotencyConflict);
    EXPECT_EQ(*answerOf(store->messages().outcomeOf(operation(anna))), std::nullopt);
    // It is told even when the right has gone meanwhile, and when the message has been swept.
    ASSERT_TRUE(answerOf(store->messages().sweep(general, store->clock.now() + 1, 100)));
    ASSERT_TRUE(answerOf(store->channels().leave(operation(anna), general)));
    EXPECT_EQ(
        answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt))->serial,
        first->serial);
}

TEST_P(Messages, TheSameClientIdAHundredTimesAtOnceIsOneMessage) {
    const Operation once = operation(anna);
    QList<Task<Result<Outcome>>> tasks;
    for (int i = 0; i < 100; ++i)
        tasks.append(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt));
    int originals = 0;
    for (const auto& task : tasks) {
        const auto done = answerOf(task);
        ASSERT_TRUE(done);
        EXPECT_EQ(done->serial, Serial(4));
        originals += done->duplicate ? 0 : 1;
    }
    EXPECT_EQ(originals, 1);
    EXPECT_EQ(log.events(general).size(), 4);
}

TEST_P(Messages, ARefusedOneTakesNoSerial) {
    const Person stranger = person("stranger");
    QList<Task<Result<Outcome>>> tasks;
    for (int i = 0; i < 256; ++i)
        tasks.append(store->messages().post(operation(i % 2 ? stranger : anna), general,
                                            text(QString::number(i)), std::nullopt));
    std::int64_t expected = 4;
    for (int i = 0; i < tasks.size(); ++i) {
        const auto done = answerOf(tasks.at(i));
        if (i % 2) {
            EXPECT_EQ(errorOf(done), ErrorCode::Forbidden);
        } else {
            ASSERT_TRUE(done);
            EXPECT_EQ(done->serial, Serial(expected++));
        }
    }
    EXPECT_EQ(serials(log.events(general)), serials(allEvents(general)));
    EXPECT_EQ(log.events(general).size(), 3 + 128);
}

TEST_P(Messages, RightsThatAreGoneWhenTheWriteRunsRefuseIt) {
    ChannelUpdate archive;
    archive.archived = true;
    const auto first =
        store->messages().post(operation(bob), general, text(QStringLiteral("in")), std::nullopt);
    const auto closing = store->channels().update(operation(anna), general, archive, Role::Admin);
    const auto second =
        store->messages().post(operation(bob), general, text(QStringLiteral("late")), std::nullopt);
    EXPECT_TRUE(answerOf(first));
    EXPECT_TRUE(answerOf(closing));
    EXPECT_EQ(errorOf(answerOf(second)), ErrorCode::Archived);
}

TEST_P(Messages, ARevokedSessionOrADisabledPersonWritesNoMore) {
    SessionRecord session;
    session.id = makeNew<SessionId>();
    session.person = bob.id;
    session.capability = Capability::all();
    TokenPair tokens;
    tokens.accessHash = QByteArray(32, 'a');
    ASSERT_TRUE(answerOf(store->sessions().open(session, tokens)));
    const auto send = [&] {
        Operation mine = operation(bob);
        mine.session = session.id;
        return answerOf(store->messages().post(mine, general, text(QStringLiteral("x")), std::nullopt));
    };
    EXPECT_TRUE(send());
    ASSERT_TRUE(answerOf(store->sessions().revoke(bob.id, session.id)));
    EXPECT_EQ(errorOf(send()), ErrorCode::TokenRevoked);
    ASSERT_TRUE(answerOf(store->accounts().setDisabled(bob.id, true)));
    EXPECT_EQ(errorOf(answerOf(
                  store->messages().post(operation(bob), general, text(QStringLiteral("x")), std::nullopt))),
              ErrorCode::AccountDisabled);
}

TEST_P(Messages, EditsShowInEveryLaterReading) {
    const Outcome posted = post(anna, general, QStringLiteral("teh"));
    const auto edited = answerOf(
        store->messages().edit(operation(anna), general, posted.message, text(QStringLiteral("the")), {}));
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->serial, Serial(5));
    EXPECT_EQ(bodyOf<MessageEdited>(log.events(general).back())->entry.text, u"the");
    const MessagePosted latest = now(posted.message);
    EXPECT_EQ(latest.entry.text, u"the");
    EXPECT_TRUE(latest.edited);
    EXPECT_EQ(latest.asOf, Serial(5));
    const QList<Event> events = allEvents(general);
    EXPECT_EQ(*bodyOf<MessagePosted>(events.at(3)), latest);
    EXPECT_EQ(bodyOf<MessageEdited>(events.at(4))->entry.text, u"the");
}

TEST_P(Messages, WhoMayChangeAMessage) {
    const Outcome posted = post(bob, general, QStringLiteral("mine"));
    ChangeRule rule;
    rule.ownSince = store->clock.now();
    const auto edit = [&](const Person& by) {
        return answerOf(
            store->messages().edit(operation(by), general, posted.message, text(QStringLiteral("x")), rule));
    };
    EXPECT_EQ(errorOf(edit(anna)), ErrorCode::Forbidden);
    EXPECT_TRUE(edit(bob));
    rule.ownSince += 1;
    EXPECT_EQ(errorOf(edit(bob)), ErrorCode::WindowClosed);
    rule.othersFrom = Role::Moderator;
    EXPECT_TRUE(edit(anna)); // the owner of the channel
    EXPECT_EQ(errorOf(answerOf(store->messages().edit(operation(anna), general, MessageId(5), {}, rule))),
              ErrorCode::UnknownMessage);
    EXPECT_EQ(errorOf(answerOf(
                  store->messages().remove(operation(anna), channel(anna, "other"), posted.message, rule))),
              ErrorCode::UnknownMessage);
}

TEST_P(Messages, NothingOfADeletedOneIsLeft) {
    const Outcome posted = post(anna, general, QStringLiteral("regret"));
    ASSERT_TRUE(answerOf(
        store->messages().react(operation(bob), general, posted.message, QStringLiteral("😮"), true)));
    ASSERT_TRUE(answerOf(store->messages().remove(operation(anna), general, posted.message, {})));
    const MessagePosted latest = now(posted.message);
    EXPECT_TRUE(latest.deleted);
    EXPECT_TRUE(latest.entry.text.isEmpty());
    EXPECT_TRUE(latest.reactions.isEmpty());
    EXPECT_EQ(latest.asOf, Serial(6));
    EXPECT_TRUE(bodyOf<MessagePosted>(allEvents(general).at(3))->entry.text.isEmpty());
    EXPECT_EQ(errorOf(answerOf(store->messages().remove(operation(anna), general, posted.message, {}))),
              ErrorCode::Gone);
    EXPECT_EQ(errorOf(answerOf(store->messages().react(operation(bob), general, posted.message,
                                                       QStringLiteral("😮"), true))),
              ErrorCode::Gone);
}

TEST_P(Messages, ReactionsAreASet) {
    const Outcome posted = post(anna, general, QStringLiteral("x"));
    const QString up = QString::fromUtf8("👍");
    const QString heart = QString::fromUtf8("❤️");
    const auto react = [&](const Person& by, const QString& emoji, bool add) {
        return *answerOf(store->messages().react(operation(by), general, posted.message, emoji, add));
    };
    EXPECT_EQ(react(bob, up, true).serial, Serial(5));
    EXPECT_EQ(react(bob, up, true).serial, Serial(5)); // there already
    EXPECT_EQ(react(anna, heart, true).serial, Serial(6));
    EXPECT_EQ(react(anna, up, true).serial, Serial(7));
    EXPECT_EQ(now(posted.message).reactions, (QList<Reaction>{{up, {bob.id, anna.id}}, {heart, {anna.id}}}));
    EXPECT_EQ(react(anna, heart, false).serial, Serial(8));
    EXPECT_EQ(react(anna, heart, false).serial, Serial(8));
    EXPECT_EQ(now(posted.message).reactions, (QList<Reaction>{{up, {bob.id, anna.id}}}));
    EXPECT_EQ(bodyOf<ReactionChanged>(allEvents(general).back())->added, false);
    EXPECT_EQ(bodyOf<ReactionChanged>(allEvents(general).back())->emoji, heart);
}

TEST_P(Messages, PinsNeedARole) {
    const Outcome posted = post(anna, general, QStringLiteral("rules"));
    const auto pin = [&](const Person& by, bool pinned) {
        return answerOf(
            store->messages().pin(operation(by), general, posted.message, pinned, Role::Moderator));
    };
    EXPECT_EQ(errorOf(pin(bob, true)), ErrorCode::Forbidden);
    EXPECT_EQ(pin(anna, true)->serial, Serial(5));
    EXPECT_EQ(pin(anna, true)->serial, Serial(5));
    const auto pinned = answerOf(store->messages().pinned(general, Serial(1), {}, 100));
    ASSERT_EQ(pinned->events.size(), 1);
    EXPECT_EQ(pinned->events.first().message, posted.message);
    EXPECT_TRUE(std::get<MessagePosted>(pinned->events.first().body).pinned);
    EXPECT_EQ(pin(anna, false)->serial, Serial(6));
    EXPECT_TRUE(answerOf(store->messages().pinned(general, Serial(1), {}, 100))->events.isEmpty());
}

TEST_P(Messages, ReactionsOfAMessageFitAFrame) {
    const Outcome posted = post(anna, general, QStringLiteral("so popular"));
    const auto react = [&](int number, bool add) {
        return answerOf(
            store->messages().react(operation(anna), general, posted.message, QString::number(number), add));
    };
    for (int i = 0; i < MessageStore::reactionsMost; ++i)
        ASSERT_TRUE(react(i, true));
    EXPECT_EQ(errorOf(react(MessageStore::reactionsMost, true)), ErrorCode::TooLarge);
    EXPECT_TRUE(react(7, true)) << "it is there";
    ASSERT_TRUE(react(7, false));
    EXPECT_TRUE(react(MessageStore::reactionsMost, true));
}

TEST_P(Messages, PhotosAreShownAsTheyAreNow) {
    const PhotoId id = store->addPhoto(anna.id);
    Entry entry = text(QStringLiteral("look"));
    entry.kind = EntryKind::Photos;
    PhotoReference reference;
    reference.id = id;
    entry.photos = {reference};
    const Outcome posted = post(anna, general, entry);
    EXPECT_EQ(*answerOf(store->messages().placesShowing(id)), (QList<PhotoPlace>{{general, posted.serial}}));
    PhotoReference ready = reference;
    ready.width = 400;
    ready.height = 300;
    ready.thumbHash = QStringLiteral("0011223344556677");
    ready.video = true;
    ready.durationMs = 65'000;
    EXPECT_EQ(*answerOf(store->messages().photoChanged(anna.id, ready, false)), 1);
    EXPECT_EQ(now(posted.message).entry.photos, QList<PhotoReference>{ready});
    EXPECT_FALSE(now(posted.message).edited);
    EXPECT_EQ(log.events(general).back().body, EventBody(PhotoChanged{ready, false}));
    EXPECT_EQ(allEvents(general).back(), log.events(general).back());
    EXPECT_EQ(*answerOf(store->messages().photoChanged(anna.id, ready, true)), 1);
    EXPECT_TRUE(now(posted.message).entry.photos.first().thumbHash.isEmpty());
    EXPECT_FALSE(now(posted.message).entry.photos.first().video);
    EXPECT_EQ(now(posted.message).entry.photos.first().width, 400);
    // Nor do its earlier versions show what was taken away.
    Entry edited = entry;
    edited.text = QStringLiteral("looked");
    edited.photos = {ready};
    const Outcome second = post(anna, general, edited);
    ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, second.message, edited, {})));
    EXPECT_GE(*answerOf(store->messages().photoChanged(anna.id, ready, true)), 1);
    const auto page = answerOf(store->messages().versions(general, second.message, {}, 100));
    ASSERT_TRUE(page);
    // Once more, and elsewhere: the newest message of each channel counts.
    const Outcome newest = post(anna, general, edited);
    const ChannelId other = channel(anna, "other");
    const Outcome elsewhere = post(anna, other, edited);
    EXPECT_EQ(*answerOf(store->messages().placesShowing(id)),
              (QList<PhotoPlace>{{general, newest.serial}, {other, elsewhere.serial}}));
    const QList<Event>* versions = &page->events;
    ASSERT_EQ(versions->size(), 2);
    EXPECT_TRUE(bodyOf<MessagePosted>(versions->front())->entry.photos.first().thumbHash.isEmpty());
    EXPECT_TRUE(bodyOf<MessageEdited>(versions->back())->entry.photos.first().thumbHash.isEmpty());
    entry.photos.first().id = PhotoId(12);
    EXPECT_EQ(errorOf(answerOf(store->messages().post(operation(anna), general, entry, std::nullopt))),
              ErrorCode::UnknownPhoto);
}

PARLOR_ON_ALL_STORES(Messages);

} // namespace parlor::server
