#include "shared/protocol/limits.h"
#include "tests/contract/store/storecase.h"

#include <string>

namespace parlor::server {

namespace {

class Moderation : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna", Role::Admin);
        bob = person("bob");
        general = channel(anna, "general");
        join(bob, general);
    }

    FilterRule rule(const char* pattern, ChannelId where = {}) {
        FilterRule made;
        made.id = makeNew<FilterRuleId>();
        made.pattern = QString::fromUtf8(pattern);
        made.channel = where;
        made.createdBy = anna.id;
        return made;
    }

    Report reported(MessageId message, PersonId by) {
        Report report;
        report.channel = general;
        report.message = message;
        report.reporter = by;
        report.reason = QStringLiteral("why");
        const auto added = answerOf(store->reports().add(report));
        EXPECT_TRUE(added);
        return added ? added->report : Report();
    }

    QStringList actions() {
        QStringList actions;
        const auto entries = answerOf(store->moderationLog().entries(0, 100));
        for (const ModerationEntry& entry : *entries)
            actions.prepend(entry.action);
        return actions;
    }

    Person anna, bob;
    ChannelId general;
};

} // namespace

TEST_P(Moderation, RulesAreKeptAndCounted) {
    const auto first = answerOf(store->filters().add(rule("bad")));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->createdAt, store->clock.now());
    EXPECT_EQ(errorOf(answerOf(store->filters().add(rule("bad")))), ErrorCode::Conflict);
    EXPECT_EQ(errorOf(answerOf(store->filters().add(rule("bad", ChannelId(999))))),
              ErrorCode::UnknownChannel);
    const auto second = answerOf(store->filters().add(rule("bad", general)));
    ASSERT_TRUE(second);
    ASSERT_TRUE(answerOf(store->filters().count({{first->id, 3}, {FilterRuleId(12345), 1}})));
    ASSERT_TRUE(answerOf(store->filters().count({{first->id, 1}})));
    const auto rules = answerOf(store->filters().rules());
    ASSERT_TRUE(rules);
    FilterRule counted = *first;
    counted.hits = 4;
    counted.lastHitAt = store->clock.now();
    EXPECT_EQ(*rules, (QList<FilterRule>{counted, *second}));
    EXPECT_TRUE(answerOf(store->filters().remove(first->id, bob.id)));
    EXPECT_EQ(errorOf(answerOf(store->filters().remove(first->id, bob.id))), ErrorCode::NotFound);
    EXPECT_EQ(actions(), (QStringList{QStringLiteral("filter.add"), QStringLiteral("filter.add"),
                                      QStringLiteral("filter.remove")}));
}

TEST_P(Moderation, AChannelHasAHundredRules) {
    for (int i = 0; i < limits::filterRulesPerChannel; ++i)
        ASSERT_TRUE(answerOf(store->filters().add(rule(std::to_string(i).c_str(), general))));
    EXPECT_EQ(errorOf(answerOf(store->filters().add(rule("more", general)))), ErrorCode::TooLarge);
    EXPECT_TRUE(answerOf(store->filters().add(rule("more"))));
    EXPECT_TRUE(answerOf(store->filters().add(rule("more", channel(anna, "other")))));
}

TEST_P(Moderation, ARefusalIsForEver) {
    const Operation asked = operation(bob);
    const auto refused = answerOf(store->filters().refuse(asked, general, 0));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->serial, Serial());
    EXPECT_FALSE(refused->duplicate);
    const auto again = answerOf(store->filters().refuse(asked, general, 0));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->duplicate);
    // Even when nothing would refuse it any more.
    const auto posted = answerOf(store->messages().post(asked, general, text(QStringLiteral("x")), {}));
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted->serial, Serial());
    EXPECT_TRUE(posted->duplicate);
    Operation other = asked;
    other.requestHash = QByteArray(16, 'x');
    EXPECT_EQ(errorOf(answerOf(store->filters().refuse(other, general, 0))), ErrorCode::IdempotencyConflict);
}

TEST_P(Moderation, WhatWasPostedIsNotRefusedAfterwards) {
    const Operation asked = operation(bob);
    const auto posted = answerOf(store->messages().post(asked, general, text(QStringLiteral("x")), {}));
    ASSERT_TRUE(posted);
    const auto refused = answerOf(store->filters().refuse(asked, general, store->clock.now() + 1'000));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->serial, posted->serial);
    EXPECT_TRUE(refused->duplicate);
    EXPECT_EQ(answerOf(store->channels().membership(general, bob.id))->mutedUntil, 0);
}

TEST_P(Moderation, ATimeOutMutesButNoModerator) {
    const std::int64_t until = store->clock.now() + 60'000;
    ASSERT_TRUE(answerOf(store->filters().refuse(operation(bob), general, until)));
    EXPECT_EQ(answerOf(store->channels().membership(general, bob.id))->mutedUntil, until);
    const Event last = allEvents(general).last();
    ASSERT_TRUE(bodyOf<MemberChanged>(last));
    EXPECT_EQ(bodyOf<MemberChanged>(last)->change, MemberChange::Muted);
    EXPECT_EQ(last.author, bob.id);
    EXPECT_EQ(errorOf(answerOf(store->filters().refuse(operation(bob), general, until))), ErrorCode::Muted);
    ASSERT_TRUE(answerOf(store->filters().refuse(operation(anna), general, until)));
    EXPECT_EQ(answerOf(store->channels().membership(general, anna.id))->mutedUntil, 0);
    EXPECT_EQ(errorOf(answerOf(store->filters().refuse(operation(person("eve")), general, 0))),
              ErrorCode::Forbidden);
}

TEST_P(Moderation, ReportsWaitUntilTheyAreResolved) {
    const Outcome message = post(bob, general, QStringLiteral("rude"));
    const Report first = reported(message.message, anna.id);
    EXPECT_EQ(first.author, bob.id);
    EXPECT_EQ(first.text, QStringLiteral("rude"));
    EXPECT_EQ(reported(message.message, anna.id), first);
    Report again;
    again.channel = general;
    again.message = message.message;
    again.reporter = anna.id;
    EXPECT_FALSE(answerOf(store->reports().add(again))->isNew);
    const Report second = reported(message.message, {});
    EXPECT_NE(second.id, first.id);
    EXPECT_EQ(*answerOf(store->reports().list({.channel = {}, .before = {}})),
              (QList<Report>{second, first}));
    EXPECT_EQ(*answerOf(store->reports().list({.channel = general, .before = second.id})),
              (QList<Report>{first}));
    EXPECT_TRUE(answerOf(store->reports().list({.channel = ChannelId(999), .before = {}}))->isEmpty());
    const auto withoutBob =
        answerOf(store->reports().list({.channel = {}, .before = {}, .notAbout = bob.id}));
    EXPECT_TRUE(withoutBob && withoutBob->isEmpty());
    EXPECT_EQ(answerOf(store->reports().list({.channel = {}, .before = {}, .notAbout = anna.id}))->size(), 2);
    EXPECT_EQ(*answerOf(store->reports().openCount()), 2);

    const Resolution dismissal{first.id, anna.id, ReportState::Dismissed, 0};
    const auto resolved = answerOf(store->reports().resolve(dismissal));
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->state, ReportState::Dismissed);
    EXPECT_EQ(resolved->resolvedBy, anna.id);
    EXPECT_EQ(*answerOf(store->reports().openCount()), 0);
    EXPECT_EQ(answerOf(store->reports().list({.channel = {}, .openOnly = false, .before = {}}))->size(), 2);
    EXPECT_EQ(*answerOf(store->reports().resolve(dismissal)), *resolved);
    EXPECT_EQ(errorOf(answerOf(store->reports().resolve({first.id, anna.id, ReportState::Deleted, 0}))),
              ErrorCode::Conflict);
    EXPECT_EQ(errorOf(answerOf(store->reports().byId(ReportId(1)))), ErrorCode::NotFound);
    EXPECT_EQ(actions(), (QStringList{QStringLiteral("report.dismiss")}));
    EXPECT_NE(reported(message.message, anna.id).id, first.id); // it may be reported again
}

TEST_P(Moderation, AResolutionTakesTheMessageAway) {
    const Outcome message = post(bob, general, QStringLiteral("rude"));
    const Report report = reported(message.message, anna.id);
    const Person carl = person("carl", Role::Moderator); // is not in the channel
    ASSERT_TRUE(answerOf(store->reports().resolve({report.id, carl.id, ReportState::Deleted, 0})));
    const Event last = allEvents(general).last();
    EXPECT_TRUE(bodyOf<MessageDeleted>(last));
    EXPECT_EQ(last.author, carl.id);
    EXPECT_EQ(last.message, message.message);
    EXPECT_TRUE(
        bodyOf<MessagePosted>(*answerOf(store->messages().message(general, message.message)))->deleted);
    Report late;
    late.channel = general;
    late.message = message.message;
    EXPECT_EQ(errorOf(answerOf(store->reports().add(late))), ErrorCode::Gone);
    late.message = MessageId(5);
    EXPECT_EQ(errorOf(answerOf(store->reports().add(late))), ErrorCode::UnknownMessage);
}

TEST_P(Moderation, WhatTheOperatorDoesIsNobodysWord) {
    const Outcome one = post(bob, general, QStringLiteral("rude"));
    const Report first = reported(one.message, anna.id);
    ASSERT_TRUE(answerOf(store->reports().resolve({first.id, {}, ReportState::Deleted, 0})));
    const Event deleted = allEvents(general).last();
    EXPECT_TRUE(bodyOf<MessageDeleted>(deleted));
    EXPECT_FALSE(deleted.author.isValid()) << "bob did not take it back";
    const Outcome two = post(bob, general, QStringLiteral("rude again"));
    const Report second = reported(two.message, anna.id);
    const std::int64_t until = store->clock.now() + 60'000;
    ASSERT_TRUE(answerOf(store->reports().resolve({second.id, {}, ReportState::TimedOut, until})));
    const Event muted = allEvents(general).last();
    ASSERT_TRUE(bodyOf<MemberChanged>(muted));
    EXPECT_EQ(bodyOf<MemberChanged>(muted)->person.id, bob.id);
    EXPECT_FALSE(muted.author.isValid());
}

TEST_P(Moderation, AResolutionMutesTheAuthorButNobodyAbove) {
    const std::int64_t until = store->clock.now() + 60'000;
    const Outcome message = post(bob, general, QStringLiteral("rude"));
    const Report report = reported(message.message, anna.id);
    ASSERT_TRUE(answerOf(store->reports().resolve({report.id, {}, ReportState::TimedOut, until})));
    EXPECT_EQ(answerOf(store->channels().membership(general, bob.id))->mutedUntil, until);
    const Outcome above = post(anna, general, QStringLiteral("from above"));
    const Report upwards = reported(above.message, bob.id);
    const Person carl = person("carl", Role::Moderator);
    EXPECT_EQ(errorOf(answerOf(store->reports().resolve({upwards.id, carl.id, ReportState::Deleted, 0}))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(store->reports().resolve({upwards.id, carl.id, ReportState::Dismissed, 0}))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(store->reports().resolve({upwards.id, anna.id, ReportState::Dismissed, 0}))),
              ErrorCode::Forbidden); // about herself
    EXPECT_EQ(answerOf(store->reports().byId(upwards.id))->state, ReportState::Open);
    EXPECT_FALSE(
        bodyOf<MessagePosted>(*answerOf(store->messages().message(general, above.message)))->deleted);
}

TEST_P(Moderation, WebhooksKeepTheirPlace) {
    Webhook wanted;
    wanted.id = makeNew<WebhookId>();
    wanted.channel = general;
    wanted.url = QStringLiteral("https://example.org/hook");
    wanted.name = QStringLiteral("example.org");
    wanted.createdBy = anna.id;
    const auto added = answerOf(store->webhooks().add(wanted, {}));
    ASSERT_TRUE(added);
    EXPECT_EQ(added->cursor, state(anna, general).last);
    EXPECT_TRUE(added->enabled);
    Webhook incoming = wanted;
    incoming.id = makeNew<WebhookId>();
    incoming.direction = WebhookDirection::Incoming;
    incoming.bot = bob.id;
    incoming.url.clear();
    const QByteArray hash(32, 'h');
    const auto second = answerOf(store->webhooks().add(incoming, hash));
    ASSERT_TRUE(second);
    EXPECT_EQ(*answerOf(store->webhooks().list()), (QList<Webhook>{*added, *second}));
    EXPECT_EQ(*answerOf(store->webhooks().bySecretHash(hash)), *second);
    EXPECT_EQ(errorOf(answerOf(store->webhooks().bySecretHash(QByteArray(32, 'x')))), ErrorCode::NotFound);

    WebhookProgress progress{added->id, Serial(9), false, 12, 1'000, 2'000, QStringLiteral("HTTP 500")};
    ASSERT_TRUE(answerOf(store->webhooks().save(progress)));
    const auto failing = answerOf(store->webhooks().byId(added->id));
    ASSERT_TRUE(failing);
    EXPECT_EQ(failing->cursor, Serial(9));
    EXPECT_FALSE(failing->enabled);
    EXPECT_EQ(failing->failures, 12);
    EXPECT_EQ(failing->failingSince, 1'000);
    EXPECT_EQ(failing->nextAt, 2'000);
    EXPECT_EQ(failing->lastError, QStringLiteral("HTTP 500"));
    const auto enabled = answerOf(store->webhooks().enable(added->id, anna.id));
    ASSERT_TRUE(enabled);
    EXPECT_TRUE(enabled->enabled);
    EXPECT_EQ(enabled->cursor, Serial(9));
    EXPECT_EQ(enabled->failures, 0);
    EXPECT_TRUE(answerOf(store->webhooks().remove(added->id, anna.id)));
    EXPECT_EQ(errorOf(answerOf(store->webhooks().remove(added->id, anna.id))), ErrorCode::NotFound);
    EXPECT_EQ(errorOf(answerOf(store->webhooks().enable(added->id, anna.id))), ErrorCode::NotFound);
    EXPECT_TRUE(answerOf(store->webhooks().save(progress)));
    EXPECT_EQ(actions(), (QStringList{QStringLiteral("webhook.add"), QStringLiteral("webhook.add"),
                                      QStringLiteral("webhook.disable"), QStringLiteral("webhook.enable"),
                                      QStringLiteral("webhook.remove")}));
}

TEST_P(Moderation, AChannelHasTwentyWebhooks) {
    Webhook wanted;
    wanted.channel = general;
    for (int i = 0; i < webhooksPerChannel; ++i) {
        wanted.id = makeNew<WebhookId>();
        ASSERT_TRUE(answerOf(store->webhooks().add(wanted, {})));
    }
    wanted.id = makeNew<WebhookId>();
    EXPECT_EQ(errorOf(answerOf(store->webhooks().add(wanted, {}))), ErrorCode::TooLarge);
    wanted.channel = ChannelId(999);
    EXPECT_EQ(errorOf(answerOf(store->webhooks().add(wanted, {}))), ErrorCode::UnknownChannel);
}

TEST_P(Moderation, APersonHasFiftyWebhooks) {
    Webhook wanted;
    wanted.createdBy = anna.id;
    for (int i = 0; i < webhooksPerPerson; ++i) {
        if (i % webhooksPerChannel == 0)
            wanted.channel = channel(anna, qPrintable(u"hooks%1"_qs.arg(i)));
        wanted.id = makeNew<WebhookId>();
        ASSERT_TRUE(answerOf(store->webhooks().add(wanted, {})));
    }
    wanted.id = makeNew<WebhookId>();
    EXPECT_EQ(errorOf(answerOf(store->webhooks().add(wanted, {}))), ErrorCode::TooLarge);
    wanted.createdBy = bob.id;
    EXPECT_TRUE(answerOf(store->webhooks().add(wanted, {})));
    wanted.id = makeNew<WebhookId>();
    wanted.createdBy = {};
    EXPECT_TRUE(answerOf(store->webhooks().add(wanted, {}))); // the operator's
}

TEST_P(Moderation, NoticesAreOffUntilAsked) {
    EXPECT_EQ(*answerOf(store->notices().settings(bob.id)), (NoticeSettings{bob.id, false, {}}));
    const NoticeSettings on{bob.id, true, QStringLiteral("bob@example.org")};
    ASSERT_TRUE(answerOf(store->notices().setSettings(on)));
    ASSERT_TRUE(answerOf(store->notices().setSettings({anna.id, false, QStringLiteral("a@example.org")})));
    EXPECT_EQ(*answerOf(store->notices().settings(bob.id)), on);
    EXPECT_EQ(*answerOf(store->notices().enabledSettings()), (QList<NoticeSettings>{on}));
    EXPECT_EQ(errorOf(answerOf(store->notices().setSettings({PersonId(999), true, {}}))),
              ErrorCode::UnknownPerson);
}

TEST_P(Moderation, NoticesGrowTogether) {
    auto& notices = store->notices();
    constexpr std::int64_t quiet = 900'000;
    const std::int64_t now = store->clock.now();
    const auto told = [&](int mentions, int directs, std::int64_t message, std::int64_t dueAt) {
        return answerOf(notices.add(
            {bob.id, mentions, directs, general, MessageId(message), Serial(message), dueAt}, quiet));
    };
    ASSERT_TRUE(told(1, 0, 5, now + 60'000));
    ASSERT_TRUE(told(0, 1, 6, now + 90'000));
    EXPECT_TRUE(answerOf(notices.due(now + 59'999, 10))->isEmpty());
    auto due = answerOf(notices.due(now + 60'000, 10));
    ASSERT_EQ(due->size(), 1);
    const PendingNotice both{bob.id, 1, 1, general, MessageId(6), Serial(6), now + 60'000, 0};
    EXPECT_EQ(due->first(), both);
    ASSERT_TRUE(answerOf(notices.postpone(bob.id, now + 70'000)));
    due = answerOf(notices.due(now + 70'000, 10));
    ASSERT_EQ(due->size(), 1);
    EXPECT_EQ(due->first().attempts, 1);
    // One more comes while it is told: it waits for the quiet time.
    ASSERT_TRUE(told(1, 0, 7, now + 200'000));
    ASSERT_TRUE(answerOf(notices.done(both, true, quiet)));
    due = answerOf(notices.due(now + quiet, 10));
    ASSERT_EQ(due->size(), 1);
    EXPECT_EQ(due->first(), (PendingNotice{bob.id, 1, 0, general, MessageId(7), Serial(7), now + quiet, 0}));
    ASSERT_TRUE(answerOf(notices.done(due->first(), false, quiet))); // read meanwhile
    EXPECT_TRUE(answerOf(notices.due(endOfTime, 10))->isEmpty());
    // The quiet time counts from the last one that was told.
    ASSERT_TRUE(told(1, 0, 8, now + 60'000));
    EXPECT_EQ(answerOf(notices.due(endOfTime, 10))->first().dueAt, now + quiet);
}

/// The word filter's flag is part of the message's own commit: no crash comes between.
TEST_P(Moderation, AFlaggedMessageIsInTheQueueWithItsCommit) {
    const Person fay = person("fay");
    const ChannelId where = channel(fay, "flags");
    Operation flagged = operation(fay);
    flagged.flag = QStringLiteral("odd");
    const auto queue = [&] { return *answerOf(store->reports().list({})); };
    const auto posted =
        answerOf(store->messages().post(flagged, where, text(QStringLiteral("an odd one")), {}));
    ASSERT_TRUE(posted);
    ASSERT_EQ(queue().size(), 1);
    EXPECT_EQ(queue().first().message, posted->message);
    EXPECT_EQ(queue().first().reason, QStringLiteral("odd"));
    EXPECT_EQ(queue().first().text, QStringLiteral("an odd one"));
    EXPECT_EQ(queue().first().author, fay.id);
    EXPECT_EQ(queue().first().reporter, PersonId());
    EXPECT_EQ(queue().first().time, posted->time);
    // A retry, a refused write and an edit while it is open add nothing.
    ASSERT_TRUE(answerOf(store->messages().post(flagged, where, text(QStringLiteral("an odd one")), {})));
    Operation refused = operation(fay);
    refused.flag = QStringLiteral("odd");
    EXPECT_FALSE(answerOf(store->messages().post(refused, ChannelId(99), text(QStringLiteral("odd")), {})));
    Operation edited = operation(fay);
    edited.flag = QStringLiteral("odder");
    ASSERT_TRUE(answerOf(
        store->messages().edit(edited, where, posted->message, text(QStringLiteral("odder")), ChangeRule())));
    EXPECT_EQ(queue().size(), 1);
}

PARLOR_ON_ALL_STORES(Moderation);

} // namespace parlor::server
