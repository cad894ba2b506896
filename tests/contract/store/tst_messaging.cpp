#include "tests/contract/store/storecase.h"

namespace parlor::server {
namespace {

constexpr std::int64_t minute = 60'000;

class Messaging : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna");
        bob = person("bob");
        general = channel(anna, "general", {bob.id}); // its head is 3 now
    }

    Result<Outcome> reply(const Person& author, MessageId to, const QString& words) {
        return answerOf(store->messages().post(operation(author), general, text(words), to));
    }

    Status change(const ChannelUpdate& update) {
        const auto done = answerOf(store->channels().update(operation(anna), general, update, Role::Admin));
        return done ? Status() : Status(std::unexpected(done.error()));
    }

    Result<Outcome> change(const Person& by, const Person& who, MemberChange what, ChannelId where,
                           std::int64_t until = endOfTime, bool seesHistory = true) {
        MemberUpdate update;
        update.person = who.id;
        update.change = what;
        update.until = until;
        update.seesHistory = seesHistory;
        return answerOf(store->channels().changeMember(operation(by), where, update, Role::Member));
    }

    EventPage thread(MessageId message, std::optional<Serial> after = {}, int limit = 50,
                     Serial visibleFrom = Serial(1)) {
        const auto page = answerOf(store->messages().thread(general, message, visibleFrom, after, limit));
        EXPECT_TRUE(page);
        return page.value_or(EventPage());
    }

    static QStringList textsOf(const QList<Event>& events) {
        QStringList texts;
        for (const Event& event : events) {
            if (const auto* posted = bodyOf<MessagePosted>(event))
                texts.append(posted->entry.text);
            else if (const auto* edited = bodyOf<MessageEdited>(event))
                texts.append(edited->entry.text);
        }
        return texts;
    }

    /// Without what shows a channel as it is by now.
    static QList<PersonEvent> settled(QList<PersonEvent> events) {
        events.removeIf(
            [](const PersonEvent& event) { return std::holds_alternative<ChannelJoined>(event.body); });
        return events;
    }

    QList<PersonEvent> told(const Person& who) { return settled(log.privateEvents(who.id)); }

    QList<PersonEvent> stream(const Person& of) {
        const auto page = answerOf(store->personStreams().after(of.id, Serial(), 1'000));
        EXPECT_TRUE(page);
        return page ? settled(page->events) : QList<PersonEvent>();
    }

    ScheduledMessage later(const QString& words, std::int64_t at) {
        return {.id = {}, .channel = general, .at = at, .entry = text(words)};
    }

    Person anna, bob;
    ChannelId general;
};

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

TEST_P(Messaging, SlowModeHoldsMembersBackAndNobodyElse) {
    ChannelUpdate slow;
    slow.slowMode = 60;
    ASSERT_TRUE(change(slow));
    EXPECT_EQ(state(bob, general).channel.slowMode, 60);
    const auto send = [&](const Person& by) {
        return answerOf(
            store->messages().post(operation(by), general, text(QStringLiteral("x")), std::nullopt));
    };
    const Operation once = operation(bob);
    const auto first =
        answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt));
    ASSERT_TRUE(first);
    store->clock.advance(20'000);
    const auto held = send(bob);
    ASSERT_EQ(errorOf(held), ErrorCode::SlowMode);
    EXPECT_EQ(held.error().retryAfterMs, 40'000);
    // A retry of what was sent is no second message.
    EXPECT_TRUE(
        answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt))->duplicate);
    EXPECT_TRUE(send(anna));
    EXPECT_TRUE(send(anna));
    store->clock.advance(40'000);
    EXPECT_TRUE(send(bob));
}

TEST_P(Messaging, RulesOfAChannelAreSeenByAll) {
    ChannelUpdate update;
    update.description = QStringLiteral("Beds\nand borders");
    update.retention = 3'600;
    update.metadata = QJsonObject{{QStringLiteral("colour"), QStringLiteral("green")}};
    ASSERT_TRUE(change(update));
    const Channel seen = state(bob, general).channel;
    EXPECT_EQ(seen.description, u"Beds\nand borders");
    EXPECT_EQ(seen.retention, 3'600);
    EXPECT_EQ(seen.metadata, *update.metadata);
    EXPECT_EQ(bodyOf<ChannelChanged>(log.events(general).back())->channel, seen);
    EXPECT_EQ(bodyOf<ChannelChanged>(allEvents(general).back())->channel, seen);
    const auto retentions = answerOf(store->channels().retentions());
    ASSERT_TRUE(retentions);
    EXPECT_EQ(*retentions, (QHash<ChannelId, std::int64_t>{{general, 3'600}}));
}

TEST_P(Messaging, AnInvitationOpensAPrivateChannelOnce) {
    const ChannelId den = channel(anna, "den", {}, Visibility::Private);
    const auto enter = [&] { return answerOf(store->channels().join(operation(bob), den, true)); };
    EXPECT_EQ(errorOf(enter()), ErrorCode::UnknownChannel);
    post(anna, den, QStringLiteral("before"));
    const auto invited = change(anna, bob, MemberChange::Invited, den, endOfTime, false);
    ASSERT_TRUE(invited);
    EXPECT_EQ(change(anna, bob, MemberChange::Invited, den, endOfTime, false)->serial, invited->serial);
    const PersonEventBody heard = log.privateEvents(bob.id).back().body;
    const auto* invitation = std::get_if<InvitedTo>(&heard);
    ASSERT_TRUE(invitation);
    EXPECT_EQ(invitation->channel.id, den);
    EXPECT_EQ(invitation->by, anna.id);
    EXPECT_EQ(stream(bob).back().body, log.privateEvents(bob.id).back().body);
    // It is listed, but not read before it is accepted.
    const auto listed = answerOf(store->channels().list(bob.id, true));
    ASSERT_TRUE(listed);
    EXPECT_TRUE(std::any_of(listed->begin(), listed->end(), [&](const ChannelState& one) {
        return one.channel.id == den && one.invited && !one.member;
    }));
    EXPECT_EQ(errorOf(answerOf(store->channels().state(bob.id, den))), ErrorCode::UnknownChannel);
    const auto joined = enter();
    ASSERT_TRUE(joined);
    EXPECT_FALSE(state(bob, den).invited);
    EXPECT_EQ(state(bob, den).visibleFrom, joined->serial);
    ASSERT_TRUE(answerOf(store->channels().leave(operation(bob), den)));
    EXPECT_EQ(errorOf(enter()), ErrorCode::UnknownChannel);
}

TEST_P(Messaging, AnInvitationIsDeclinedOrTakenBack) {
    const ChannelId den = channel(anna, "den", {}, Visibility::Private);
    ASSERT_TRUE(change(anna, bob, MemberChange::Invited, den));
    ASSERT_TRUE(answerOf(store->channels().leave(operation(bob), den)));
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(den).back())->change, MemberChange::Uninvited);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), den, true))),
              ErrorCode::UnknownChannel);
    ASSERT_TRUE(change(anna, bob, MemberChange::Invited, den));
    ASSERT_TRUE(change(anna, bob, MemberChange::Uninvited, den));
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), den, true))),
              ErrorCode::UnknownChannel);
    ASSERT_TRUE(change(anna, bob, MemberChange::Banned, den));
    EXPECT_EQ(errorOf(change(anna, bob, MemberChange::Invited, den)), ErrorCode::Banned);
}

TEST_P(Messaging, GuestsComeInByInvitationOnly) {
    const Person guest = person("guest", Role::Guest);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(guest), general, true))),
              ErrorCode::Forbidden);
    ASSERT_TRUE(change(anna, guest, MemberChange::Invited, general));
    EXPECT_TRUE(answerOf(store->channels().join(operation(guest), general, true)));
}

TEST_P(Messaging, BansAndMutesEndWhenTheyShould) {
    const std::int64_t until = store->clock.now() + minute;
    ASSERT_TRUE(change(anna, bob, MemberChange::Muted, general, until));
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(general).back())->until, until);
    EXPECT_EQ(bodyOf<MemberChanged>(allEvents(general).back())->until, until);
    const auto send = [&] {
        return answerOf(
            store->messages().post(operation(bob), general, text(QStringLiteral("x")), std::nullopt));
    };
    EXPECT_EQ(errorOf(send()), ErrorCode::Muted);
    store->clock.advance(minute);
    EXPECT_TRUE(send());
    ASSERT_TRUE(change(anna, bob, MemberChange::Banned, general, store->clock.now() + minute));
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), general, true))), ErrorCode::Banned);
    const auto banned = answerOf(store->channels().banned(general, store->clock.now(), 10));
    ASSERT_EQ(banned->size(), 1);
    EXPECT_EQ(banned->first().person.id, bob.id);
    store->clock.advance(minute);
    EXPECT_TRUE(answerOf(store->channels().banned(general, store->clock.now(), 10))->isEmpty());
    EXPECT_TRUE(answerOf(store->channels().join(operation(bob), general, true)));
    ASSERT_TRUE(change(anna, bob, MemberChange::Banned, general));
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(general).back())->until, 0); // for ever
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

TEST_P(Messaging, PlansWaitForTheirTime) {
    const std::int64_t now = store->clock.now();
    const Operation once = operation(bob);
    const auto planned =
        answerOf(store->plans().schedule(once, later(QStringLiteral("later"), now + minute), {}));
    ASSERT_TRUE(planned);
    const auto again =
        answerOf(store->plans().schedule(once, later(QStringLiteral("later"), now + minute), {}));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->duplicate);
    EXPECT_EQ(again->message, planned->message);
    const PlanId plan(planned->message.value());
    EXPECT_EQ(log.privateEvents(bob.id).back().body, PersonEventBody(PlanChanged{plan, PlanState::Planned}));
    EXPECT_EQ(*answerOf(store->plans().next()), now + minute);
    EXPECT_TRUE(answerOf(store->plans().due(now, 10))->isEmpty());
    ASSERT_TRUE(answerOf(store->plans().postpone(plan, now + 2 * minute)));
    EXPECT_TRUE(answerOf(store->plans().due(now + minute, 10))->isEmpty()) << "it makes room";
    ASSERT_TRUE(answerOf(store->plans().postpone(plan, now + minute)));
    const auto due = answerOf(store->plans().due(now + minute, 10));
    ASSERT_EQ(due->size(), 1);
    EXPECT_EQ(due->first().person, bob.id);
    EXPECT_TRUE(isClientId(due->first().clientId));
    EXPECT_EQ(std::get<ScheduledMessage>(due->first().plan).entry.text, u"later");
    EXPECT_EQ(answerOf(store->plans().ofPerson(bob.id))->size(), 1);
    EXPECT_TRUE(answerOf(store->plans().ofPerson(anna.id))->isEmpty());
    EXPECT_EQ(errorOf(answerOf(store->plans().drop(anna.id, plan))), ErrorCode::NotFound);
    ASSERT_TRUE(answerOf(store->plans().settle(plan, ErrorCode::Muted)));
    EXPECT_TRUE(answerOf(store->plans().due(now + minute, 10))->isEmpty());
    EXPECT_EQ(*answerOf(store->plans().next()), std::nullopt);
    EXPECT_EQ(std::get<ScheduledMessage>(answerOf(store->plans().ofPerson(bob.id))->first().plan).failed,
              ErrorCode::Muted);
    ASSERT_TRUE(answerOf(store->plans().drop(bob.id, plan)));
    EXPECT_TRUE(answerOf(store->plans().ofPerson(bob.id))->isEmpty());
    ASSERT_TRUE(answerOf(store->plans().settle(plan, std::nullopt))); // gone already: nothing
    EXPECT_EQ(log.privateEvents(bob.id).back().body,
              PersonEventBody(PlanChanged{plan, PlanState::Cancelled}));
    EXPECT_EQ(stream(bob), told(bob));
}

TEST_P(Messaging, AReminderComesOnce) {
    const Outcome about = post(anna, general, QStringLiteral("call me"));
    Reminder reminder;
    reminder.at = store->clock.now() + minute;
    reminder.channel = general;
    reminder.message = about.message;
    reminder.text = QStringLiteral("do it  now");
    const auto planned = answerOf(store->plans().remind(operation(bob), reminder));
    ASSERT_TRUE(planned);
    reminder.id = PlanId(planned->message.value());
    ASSERT_TRUE(answerOf(store->plans().fire(reminder.id)));
    ASSERT_TRUE(answerOf(store->plans().fire(reminder.id)));
    const auto all = told(bob);
    EXPECT_EQ(all.back().body, PersonEventBody(ReminderDue{reminder}));
    EXPECT_EQ(std::count_if(
                  all.begin(), all.end(),
                  [](const PersonEvent& event) { return std::holds_alternative<ReminderDue>(event.body); }),
              1);
    EXPECT_EQ(stream(bob), all);
    reminder.message = MessageId(3);
    EXPECT_EQ(errorOf(answerOf(store->plans().remind(operation(bob), reminder))), ErrorCode::UnknownMessage);
    const Person stranger = person("stranger");
    reminder.message = about.message;
    EXPECT_EQ(errorOf(answerOf(store->plans().remind(operation(stranger), reminder))), ErrorCode::Forbidden);
}

TEST_P(Messaging, NobodyPlansWithoutEnd) {
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(answerOf(store->plans().schedule(operation(bob), later(QString::number(i), 1), {})));
    EXPECT_EQ(errorOf(answerOf(store->plans().schedule(operation(bob), later(QStringLiteral("x"), 1), {}))),
              ErrorCode::TooLarge);
    EXPECT_TRUE(answerOf(store->plans().schedule(operation(anna), later(QStringLiteral("x"), 1), {})));
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

TEST_P(Messaging, AnErasedPersonIsAFormerMember) {
    const Person owner = person("owner", Role::Owner);
    const Person admin = person("admin", Role::Admin);
    const Outcome said = post(bob, general, QStringLiteral("I was here"));
    const Operation sent = operation(bob);
    ASSERT_TRUE(
        answerOf(store->messages().post(sent, general, text(QStringLiteral("me too")), std::nullopt)));
    ASSERT_TRUE(answerOf(store->channels().saveDraft(bob.id, general, QStringLiteral("secret"))));
    ASSERT_TRUE(answerOf(store->keywords().setKeywords(bob.id, {QStringLiteral("bob")})));
    ASSERT_TRUE(answerOf(store->plans().schedule(operation(bob), later(QStringLiteral("later"), 1), {})));
    EXPECT_EQ(errorOf(answerOf(store->erasure().erase(operation(anna), bob.id, false))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(store->erasure().erase(operation(admin), owner.id, false))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(store->erasure().erase(operation(owner), owner.id, false))),
              ErrorCode::Conflict);
    const Operation once = operation(admin);
    ASSERT_TRUE(answerOf(store->erasure().erase(once, bob.id, true)));
    EXPECT_TRUE(answerOf(store->erasure().erase(once, bob.id, true))->duplicate);
    const auto account = answerOf(store->accounts().byId(bob.id));
    ASSERT_TRUE(account);
    EXPECT_EQ(account->person.displayName, u"former member");
    EXPECT_FALSE(account->person.name.contains(u"bob"));
    EXPECT_TRUE(account->disabled);
    EXPECT_TRUE(account->passwordHash.isEmpty());
    EXPECT_EQ(errorOf(answerOf(store->accounts().byName(QStringLiteral("bob")))), ErrorCode::UnknownPerson);
    EXPECT_TRUE(answerOf(store->channels().drafts(bob.id))->isEmpty());
    EXPECT_TRUE(answerOf(store->keywords().keywords(bob.id))->isEmpty());
    EXPECT_TRUE(answerOf(store->plans().ofPerson(bob.id))->isEmpty());
    EXPECT_TRUE(stream(bob).isEmpty());
    EXPECT_FALSE(answerOf(store->channels().membership(general, bob.id))->member);
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(general).back())->person.displayName, u"former member");
    // The messages go piece by piece, each with its event.
    EXPECT_EQ(*answerOf(store->erasure().erasing()), QList<PersonId>{bob.id});
    EXPECT_EQ(*answerOf(store->erasure().eraseMessages(bob.id, 1)), 1);
    EXPECT_EQ(*answerOf(store->erasure().eraseMessages(bob.id, 10)), 1);
    EXPECT_EQ(*answerOf(store->erasure().eraseMessages(bob.id, 10)), 0);
    EXPECT_TRUE(answerOf(store->erasure().erasing())->isEmpty());
    EXPECT_TRUE(bodyOf<MessageDeleted>(log.events(general).back()));
    const auto gone = answerOf(store->messages().message(general, said.message));
    EXPECT_TRUE(bodyOf<MessagePosted>(*gone)->deleted);
    EXPECT_TRUE(bodyOf<MessagePosted>(*gone)->entry.text.isEmpty());
    // What was done stays done.
    EXPECT_TRUE(answerOf(store->messages().outcomeOf(bob.id, sent.clientId))->has_value());
    // The name is free again.
    NewAccount another;
    another.name = QStringLiteral("bob");
    EXPECT_TRUE(answerOf(store->accounts().create(another)));
}

TEST_P(Messaging, OtherDevicesLearnThatASessionEnded) {
    SessionRecord session;
    session.id = makeNew<SessionId>();
    session.person = bob.id;
    session.capability = Capability::all();
    TokenPair tokens;
    tokens.accessHash = QByteArray(32, 'a');
    ASSERT_TRUE(answerOf(store->sessions().open(session, tokens)));
    ASSERT_TRUE(answerOf(store->sessions().revoke(bob.id, session.id)));
    EXPECT_EQ(log.revoked(bob.id), QList<SessionId>{session.id});
    EXPECT_EQ(log.privateEvents(bob.id).back().body, PersonEventBody(SessionsEnded{{session.id}}));
    EXPECT_EQ(stream(bob), told(bob));
}

TEST_P(Messaging, NoEventAboutEndedSessionsOutgrowsAFrame) {
    constexpr int sessions = 1'200;
    for (int i = 0; i < sessions; ++i) {
        SessionRecord session;
        session.id = makeNew<SessionId>();
        session.person = bob.id;
        session.capability = Capability::all();
        TokenPair tokens;
        tokens.accessHash = QByteArray::number(i).rightJustified(32, '0');
        ASSERT_TRUE(answerOf(store->sessions().open(session, tokens)));
    }
    ASSERT_EQ(answerOf(store->sessions().revokeAll(bob.id, SessionId())), sessions);
    qsizetype told = 0;
    for (const PersonEvent& event : log.privateEvents(bob.id)) {
        if (const auto* ended = std::get_if<SessionsEnded>(&event.body)) {
            EXPECT_LE(ended->sessions.size(), SessionStore::sessionsPerEvent);
            told += ended->sessions.size();
        }
    }
    EXPECT_EQ(told, sessions);
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

} // namespace
} // namespace parlor::server
