#include "tests/contract/store/messagingcase.h"

namespace parlor::server {

TEST_P(Messaging, ARepliesThreadIsTheOneItAnswersIn) {
    const Outcome root = post(anna, general, QStringLiteral("root"));
    const auto first = reply(bob, root.message, QStringLiteral("first"));
    post(anna, general, QStringLiteral("aside"));
    const auto second = reply(anna, first->message, QStringLiteral("second"));
    ASSERT_TRUE(second);
    EXPECT_EQ(textsOf(thread(root.message).events),
              (QStringList{QStringLiteral("root"), QStringLiteral("first"), QStringLiteral("second")}));
    EXPECT_EQ(textsOf(thread(second->message).events),
              (QStringList{QStringLiteral("root"), QStringLiteral("first"), QStringLiteral("second")}));
    EXPECT_EQ(bodyOf<MessagePosted>(log.events(general).back())->thread, root.message);
    EXPECT_EQ(bodyOf<MessagePosted>(allEvents(general).back())->thread, root.message);
    EXPECT_EQ(bodyOf<MessagePosted>(allEvents(general).back())->replyTo, first->message);
    EXPECT_EQ(textsOf(thread(root.message, first->serial).events), QStringList{QStringLiteral("second")});
    EXPECT_EQ(textsOf(thread(root.message, {}, 2).events),
              (QStringList{QStringLiteral("root"), QStringLiteral("first")}));
    EXPECT_TRUE(thread(root.message, {}, 2).more);
    EXPECT_EQ(textsOf(thread(root.message, {}, 50, root.serial.next()).events),
              (QStringList{QStringLiteral("first"), QStringLiteral("second")}));
    EXPECT_EQ(errorOf(answerOf(store->messages().thread(general, MessageId(5), Serial(1), {}, 9))),
              ErrorCode::UnknownMessage);
}

TEST_P(Messaging, EarlierVersionsAreKeptUntilTheMessageGoes) {
    const Outcome posted = post(anna, general, QStringLiteral("teh"));
    EXPECT_EQ(textsOf(answerOf(store->messages().versions(general, posted.message, {}, 100))->events),
              QStringList{QStringLiteral("teh")});
    for (const char* words : {"the", "The"})
        ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, posted.message,
                                                    text(QString::fromLatin1(words)), {})));
    const auto page = answerOf(store->messages().versions(general, posted.message, {}, 100));
    ASSERT_TRUE(page);
    const QList<Event>* versions = &page->events;
    EXPECT_EQ(textsOf(*versions),
              (QStringList{QStringLiteral("teh"), QStringLiteral("the"), QStringLiteral("The")}));
    EXPECT_TRUE(bodyOf<MessagePosted>(versions->front()));
    EXPECT_EQ(versions->front().serial, posted.serial);
    EXPECT_EQ(versions->at(1).serial, Serial(5));
    EXPECT_EQ(versions->back().author, anna.id);
    ASSERT_TRUE(answerOf(store->messages().remove(operation(anna), general, posted.message, {})));
    EXPECT_EQ(errorOf(answerOf(store->messages().versions(general, posted.message, {}, 100))),
              ErrorCode::Gone);
}

TEST_P(Messaging, SavedMessagesAreOnesOwnAndFollowTheirChannel) {
    const Outcome one = post(anna, general, QStringLiteral("one"));
    store->clock.advance(10);
    const Outcome two = post(anna, general, QStringLiteral("two"));
    const auto save = [&](MessageId message, bool saved) {
        return answerOf(store->messages().save(bob.id, general, message, saved));
    };
    const auto saved = [&](const Person& of) {
        QList<Event> events;
        const auto found = answerOf(store->messages().saved(of.id, endOfTime, {}, 10));
        for (const FoundMessage& hit : found.value_or(QList<FoundMessage>()))
            events.append(hit.event);
        return textsOf(events);
    };
    EXPECT_TRUE(save(two.message, true));
    EXPECT_TRUE(save(one.message, true));
    EXPECT_TRUE(save(one.message, true));
    EXPECT_EQ(saved(bob), (QStringList{QStringLiteral("two"), QStringLiteral("one")}));
    EXPECT_TRUE(saved(anna).isEmpty());
    EXPECT_EQ(answerOf(store->messages().saved(bob.id, two.time, {}, 10))->size(), 1);
    EXPECT_EQ(answerOf(store->messages().saved(bob.id, endOfTime, two.message, 10))->size(), 1);
    EXPECT_TRUE(answerOf(store->messages().saved(bob.id, endOfTime, one.message, 10))->isEmpty());
    EXPECT_EQ(log.privateEvents(bob.id).back().body,
              PersonEventBody(SavedChanged{general, one.message, true}));
    EXPECT_EQ(stream(bob), told(bob));
    EXPECT_TRUE(save(one.message, false));
    EXPECT_EQ(saved(bob), QStringList{QStringLiteral("two")});
    ASSERT_TRUE(answerOf(store->messages().remove(operation(anna), general, two.message, {})));
    EXPECT_TRUE(saved(bob).isEmpty());
    EXPECT_EQ(errorOf(save(two.message, true)), ErrorCode::Gone);
    const Person stranger = person("stranger");
    EXPECT_EQ(errorOf(answerOf(store->messages().save(stranger.id, general, one.message, true))),
              ErrorCode::UnknownChannel);
}

TEST_P(Messaging, AKeywordCountsAsAMentionForMembersAndStaysSecret) {
    const Person stranger = person("stranger");
    const auto posted = answerOf(store->messages().post(operation(anna), general, text(QStringLiteral("tea")),
                                                        std::nullopt, {bob.id, stranger.id}));
    ASSERT_TRUE(posted);
    EXPECT_EQ(state(bob, general).mentions, 1);
    EXPECT_EQ(state(bob, general).unread, 1);
    EXPECT_TRUE(bodyOf<MessagePosted>(allEvents(general).back())->entry.mentions.isEmpty());
    ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, posted->message,
                                                text(QStringLiteral("coffee")), {}, {})));
    EXPECT_EQ(state(bob, general).mentions, 0);
    join(stranger, general);
    EXPECT_EQ(state(stranger, general).mentions, 0);
}

TEST_P(Messaging, MarkedAsUnreadUntilItIsRead) {
    const Outcome posted = post(anna, general, QStringLiteral("x"));
    ASSERT_TRUE(answerOf(store->channels().markRead(bob.id, general, posted.serial)));
    ASSERT_TRUE(answerOf(store->channels().markUnread(bob.id, general, true)));
    ASSERT_TRUE(answerOf(store->channels().markUnread(bob.id, general, true)));
    EXPECT_TRUE(state(bob, general).markedUnread);
    EXPECT_EQ(state(bob, general).read, posted.serial);
    const auto all = told(bob);
    EXPECT_EQ(all.back().body, PersonEventBody(ReadMoved{general, posted.serial, 0, 0, true}));
    EXPECT_EQ(stream(bob).size(), all.size());
    ASSERT_TRUE(answerOf(store->channels().markRead(bob.id, general, Serial(1)))); // lower: the flag goes
    EXPECT_FALSE(state(bob, general).markedUnread);
    EXPECT_EQ(state(bob, general).read, posted.serial);
    EXPECT_FALSE(std::get<ReadMoved>(log.privateEvents(bob.id).back().body).marked);
    const Person stranger = person("stranger");
    EXPECT_EQ(errorOf(answerOf(store->channels().markUnread(stranger.id, general, true))),
              ErrorCode::UnknownChannel);
}

TEST_P(Messaging, QuotesAreKeptAsTheyWere) {
    const Outcome cited = post(anna, general, QStringLiteral("wise words"));
    Entry entry = text(QStringLiteral("indeed"));
    entry.quote = Quote{general, cited.message, anna.id, QStringLiteral("wise words")};
    const Outcome posted = post(bob, general, entry);
    ASSERT_TRUE(answerOf(store->messages().remove(operation(anna), general, cited.message, {})));
    EXPECT_EQ(bodyOf<MessagePosted>(*answerOf(store->messages().message(general, posted.message)))->entry,
              entry);
}

TEST_P(Messaging, KeywordsAreASetOfEachPerson) {
    const QStringList words{QStringLiteral("red car"), QStringLiteral("parlor")};
    ASSERT_TRUE(answerOf(store->keywords().setKeywords(bob.id, words)));
    ASSERT_TRUE(answerOf(store->keywords().setKeywords(bob.id, words)));
    const QStringList sorted{QStringLiteral("parlor"), QStringLiteral("red car")};
    EXPECT_EQ(*answerOf(store->keywords().keywords(bob.id)), sorted);
    EXPECT_EQ(log.privateEvents(bob.id).back().body, PersonEventBody(KeywordsChanged{sorted}));
    EXPECT_EQ(stream(bob), told(bob));
    EXPECT_EQ(answerOf(store->keywords().allKeywords())->size(), 1);
    ASSERT_TRUE(answerOf(store->accounts().setDisabled(bob.id, true)));
    EXPECT_TRUE(answerOf(store->keywords().allKeywords())->isEmpty());
}

TEST_P(Messaging, SweptMessagesLeaveNoVersionsAndNothingSaved) {
    const Outcome old = post(anna, general, QStringLiteral("old"));
    ASSERT_TRUE(answerOf(
        store->messages().edit(operation(anna), general, old.message, text(QStringLiteral("older")), {})));
    ASSERT_TRUE(answerOf(store->messages().save(bob.id, general, old.message, true)));
    const auto answer = reply(bob, old.message, QStringLiteral("kept"));
    ASSERT_TRUE(
        answerOf(store->messages().pin(operation(anna), general, answer->message, true, Role::Member)));
    store->clock.advance(1);
    EXPECT_EQ(*answerOf(store->messages().sweep(general, store->clock.now(), 10)), 1);
    EXPECT_EQ(errorOf(answerOf(store->messages().versions(general, old.message, {}, 100))),
              ErrorCode::UnknownMessage);
    EXPECT_TRUE(answerOf(store->messages().saved(bob.id, endOfTime, {}, 10))->isEmpty());
    // The thread goes on without what it began with.
    EXPECT_EQ(textsOf(thread(old.message).events), QStringList{QStringLiteral("kept")});
    EXPECT_EQ(textsOf(thread(answer->message).events), QStringList{QStringLiteral("kept")});
}

PARLOR_ON_ALL_STORES(Messaging);

} // namespace parlor::server
