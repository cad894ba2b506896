#include "server/domain/moderation/filterservice.h"
#include "server/domain/moderation/reportservice.h"
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

// The word filter and the moderators' queue where they stand: before every message.
namespace parlor::test {

using namespace parlor::server;

namespace {

class Moderation : public ::testing::Test {
protected:
    void SetUp() override {
        node.takeCommits();
        node.messages.setFilter(&filter);
        anna = world.addPerson(u"anna"_qs, Role::Admin);
        bob = world.addPerson(u"bob"_qs);
        annas = node.join(anna);
        bobs = node.join(bob);
        general = node.makeChannel(annas, u"general"_qs);
        ASSERT_TRUE(node.enter(bobs, general));
    }

    FilterRuleId add(const QString& pattern, FilterAction action, bool dryRun = false) {
        FilterRule rule;
        rule.pattern = pattern;
        rule.action = action;
        rule.dryRun = dryRun;
        const auto added = await(filter.add(rule));
        EXPECT_TRUE(added);
        return added ? added->id : FilterRuleId();
    }

    SendMessage message(const QString& text) {
        SendMessage command;
        command.channel = general;
        command.clientId = makeClientId();
        command.entry.text = text;
        return command;
    }

    static std::optional<QString> textOf(const Result<Answer>& answer) {
        const auto* committed = answer ? std::get_if<Committed>(&*answer) : nullptr;
        return committed ? committed->text : std::nullopt;
    }

    QString lastText() {
        const auto page =
            await(world.store.messages().history({.channel = general, .before = {}, .after = {}}));
        for (auto at = page->events.rbegin(); at != page->events.rend(); ++at)
            if (const auto* posted = std::get_if<MessagePosted>(&at->body))
                return posted->entry.text;
        return {};
    }

    QList<Report> open() { return *await(world.store.reports().list({.channel = {}, .before = {}})); }

    Principal as(const Person& person) {
        Principal principal;
        principal.person = person;
        principal.role = person.role;
        principal.session = SessionId(1);
        principal.capability = Capability::all();
        return principal;
    }

    ChatWorld world;
    ChatNode node{world};
    FilterService filter{world.store.filters(), world.store.reports(), node.executor, world.clock};
    ChannelRights rights{world.store.channels(), node.executor};
    ReportService reports{world.store.reports(),
                          world.store.moderationLog(),
                          world.store.channels(),
                          world.store.messages(),
                          rights,
                          node.executor,
                          world.clock};
    Person anna, bob;
    server::ConnectionId annas, bobs;
    ChannelId general;
};

} // namespace

TEST_F(Moderation, StarsAreStoredAndToldToTheSender) {
    add(u"bad"_qs, FilterAction::Star);
    const SendMessage command = message(u"a bad day, @bob"_qs);
    const auto sent = node.ask(bobs, command);
    EXPECT_EQ(textOf(sent), u"a *** day, @bob"_qs);
    EXPECT_EQ(lastText(), u"a *** day, @bob"_qs);
    EXPECT_EQ(textOf(node.say(bobs, general, u"fine"_qs)), std::nullopt);
    // The retry gets the same text, whatever the list says by then.
    ASSERT_TRUE(await(filter.remove(filter.rules().first().id, {})));
    const auto again = node.ask(bobs, command);
    ASSERT_TRUE(again);
    EXPECT_TRUE(std::get<Committed>(*again).duplicate);
    EXPECT_EQ(textOf(again), u"a *** day, @bob"_qs);
}

TEST_F(Moderation, EditsAreFilteredToo) {
    const auto sent = node.say(bobs, general, u"fine"_qs);
    const MessageId id = std::get<Committed>(*sent).message;
    add(u"bad"_qs, FilterAction::Star);
    add(u"worse"_qs, FilterAction::Block);
    EditMessage edit{general, makeClientId(), id, {}};
    edit.entry.text = u"bad"_qs;
    EXPECT_EQ(textOf(node.ask(bobs, edit)), u"***"_qs);
    edit.clientId = makeClientId();
    edit.entry.text = u"worse"_qs;
    EXPECT_EQ(node.ask(bobs, edit).error().code, ErrorCode::Blocked);
    EXPECT_EQ(lastText(), u"***"_qs);
}

TEST_F(Moderation, ABlockedMessageStaysBlocked) {
    const FilterRuleId rule = add(u"worse"_qs, FilterAction::Block);
    const SendMessage command = message(u"worse"_qs);
    EXPECT_EQ(node.ask(bobs, command).error().code, ErrorCode::Blocked);
    EXPECT_EQ(node.ask(bobs, command).error().code, ErrorCode::Blocked);
    EXPECT_EQ(filter.rule(rule)->hits, 1);
    ASSERT_TRUE(await(filter.remove(rule, {})));
    EXPECT_EQ(node.ask(bobs, command).error().code, ErrorCode::Blocked);
    EXPECT_EQ(lastText(), QString());
    EXPECT_TRUE(node.ask(bobs, message(u"worse"_qs))); // said anew, it may pass
}

TEST_F(Moderation, WhatWasSaidBeforeTheRuleKeepsItsAnswer) {
    const SendMessage command = message(u"worse"_qs);
    const auto first = node.ask(bobs, command);
    ASSERT_TRUE(first);
    add(u"worse"_qs, FilterAction::Block);
    const auto again = node.ask(bobs, command);
    ASSERT_TRUE(again);
    EXPECT_TRUE(std::get<Committed>(*again).duplicate);
    EXPECT_EQ(std::get<Committed>(*again).serial, std::get<Committed>(*first).serial);
}

TEST_F(Moderation, ATimeOutKeepsOthersFromListening) {
    add(u"worst"_qs, FilterAction::TimeOut);
    EXPECT_EQ(node.say(bobs, general, u"worst"_qs).error().code, ErrorCode::Blocked);
    EXPECT_EQ(node.say(bobs, general, u"fine"_qs).error().code, ErrorCode::Muted);
    world.clock.advance(11 * 60'000);
    EXPECT_TRUE(node.say(bobs, general, u"fine"_qs));
}

TEST_F(Moderation, FlagsGoIntoTheQueueAndDryRunsOnlyCount) {
    int told = 0;
    filter.setOnReport([&](const Report&) { ++told; });
    add(u"odd"_qs, FilterAction::Flag);
    const FilterRuleId tried = add(u"tried"_qs, FilterAction::Block, true);
    ASSERT_TRUE(node.say(bobs, general, u"odd and tried"_qs));
    ASSERT_TRUE(waitFor([&] { return told == 1; }));
    ASSERT_EQ(open().size(), 1);
    EXPECT_EQ(open().first().reason, u"odd"_qs);
    EXPECT_EQ(open().first().reporter, PersonId());
    EXPECT_EQ(lastText(), u"odd and tried"_qs);
    EXPECT_EQ(filter.rule(tried)->hits, 1);
    ASSERT_TRUE(await(filter.flush()));
    FilterService later(world.store.filters(), world.store.reports(), node.executor, world.clock);
    ASSERT_TRUE(await(later.load()));
    EXPECT_EQ(later.rule(tried)->hits, 1);
}

TEST_F(Moderation, AChannelTakesARuleOnce) {
    FilterRule rule;
    rule.pattern = u"bad*"_qs;
    rule.channel = general;
    ASSERT_TRUE(await(filter.add(rule)));
    rule.pattern = u"BAD*"_qs;
    EXPECT_EQ(await(filter.add(rule)).error().code, ErrorCode::Conflict);
    rule.pattern = u"*bad"_qs;
    EXPECT_TRUE(await(filter.add(rule)));
}

TEST_F(Moderation, AListTakesAPatternOnceHoweverItIsWritten) {
    FilterRule rule;
    const auto codeOf = [&](const QString& pattern) {
        rule.pattern = pattern;
        const auto added = await(filter.add(rule));
        return added ? std::string("added") : std::string(wireCode(added.error().code).data());
    };
    EXPECT_EQ(codeOf(u"darn"_qs), "added");
    for (const QString& same : {u"DARN"_qs, u"\uff44arn"_qs, u"d\u0430rn"_qs, u" darn "_qs})
        EXPECT_EQ(codeOf(same), "conflict") << same.toStdString();
    for (const QString& other :
         {u"darn*"_qs, u"darn+"_qs, u"darn-"_qs, u"+darn"_qs, u"d arn"_qs, u"d*arn"_qs})
        EXPECT_EQ(codeOf(other), "added") << other.toStdString();
    rule.channel = general;
    EXPECT_EQ(codeOf(u"Darn"_qs), "added");
    EXPECT_EQ(codeOf(u"DARN"_qs), "conflict");
    rule.channel = {};
    ASSERT_TRUE(await(filter.remove(filter.rules().first().id, {})));
    EXPECT_EQ(codeOf(u"DARN"_qs), "added");

    FilterService later(world.store.filters(), world.store.reports(), node.executor, world.clock);
    ASSERT_TRUE(await(later.load()));
    rule.pattern = u"darn"_qs;
    EXPECT_EQ(await(later.add(rule)).error().code, ErrorCode::Conflict);
    rule.channel = ChannelId(999); // refused by the store: it does not stand in the way of another try
    EXPECT_EQ(await(later.add(rule)).error().code, ErrorCode::UnknownChannel);
    EXPECT_EQ(await(later.add(rule)).error().code, ErrorCode::UnknownChannel);
}

TEST_F(Moderation, ReportersStayUnknownInTheChannel) {
    int told = 0;
    reports.setOnReport([&](const Report&) { ++told; });
    const ChannelId bobsOwn = node.makeChannel(bobs, u"bobs"_qs);
    ASSERT_TRUE(node.enter(annas, bobsOwn));
    const MessageId own = std::get<Committed>(*node.say(bobs, bobsOwn, u"rude"_qs)).message;
    const MessageId other = std::get<Committed>(*node.say(annas, bobsOwn, u"fine"_qs)).message;
    const Person eve = world.addPerson(u"eve"_qs);
    const auto about = await(reports.report(as(eve), bobsOwn, own, {}));
    ASSERT_TRUE(about);
    ASSERT_TRUE(await(reports.report(as(eve), bobsOwn, own, u"once more"_qs)));
    EXPECT_EQ(told, 1);
    ASSERT_TRUE(await(reports.report(as(eve), bobsOwn, other, {})));
    EXPECT_EQ(told, 2);

    const ReportQuery query{.channel = bobsOwn, .before = {}};
    const auto bobSees = await(reports.list(as(bob), query));
    ASSERT_TRUE(bobSees);
    ASSERT_EQ(bobSees->size(), 1);
    EXPECT_EQ(bobSees->first().message, other);
    EXPECT_EQ(bobSees->first().reporter, PersonId());
    EXPECT_EQ(await(reports.resolve(as(bob), about->id, ReportState::Dismissed, 10)).error().code,
              ErrorCode::Forbidden);
    const auto annaSees = await(reports.list(as(anna), query));
    ASSERT_TRUE(annaSees);
    ASSERT_EQ(annaSees->size(), 2);
    EXPECT_EQ(annaSees->first().reporter, eve.id);
    EXPECT_EQ(await(reports.resolve(as(anna), about->id, ReportState::Dismissed, 10)).error().code,
              ErrorCode::Forbidden); // whose role in the channel is higher
    const auto byBob = await(reports.resolve(as(bob), bobSees->first().id, ReportState::Dismissed, 10));
    ASSERT_TRUE(byBob);
    EXPECT_EQ(byBob->reporter, PersonId());
}

TEST_F(Moderation, OnlyWhoReadsAMessageReportsIt) {
    const MessageId id = std::get<Committed>(*node.say(bobs, general, u"rude"_qs)).message;
    const Person eve = world.addPerson(u"eve"_qs);
    const ChannelId secret = node.makeChannel(annas, u"secret"_qs, Visibility::Private);
    const MessageId hidden = std::get<Committed>(*node.say(annas, secret, u"x"_qs)).message;
    EXPECT_EQ(await(reports.report(as(eve), secret, hidden, {})).error().code, ErrorCode::UnknownChannel);
    EXPECT_EQ(await(reports.report(as(eve), general, hidden, {})).error().code, ErrorCode::UnknownMessage);
    EXPECT_EQ(await(reports.report(as(anna), general, id, QString(501, u'x'))).error().code,
              ErrorCode::TooLarge);
    const auto report = await(reports.report(as(anna), general, id, u"so\nrude"_qs));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->reason, u"so rude"_qs);

    EXPECT_EQ(await(reports.list(as(eve), {.channel = {}, .before = {}})).error().code, ErrorCode::Forbidden);
    EXPECT_EQ(await(reports.resolve(as(eve), report->id, ReportState::Deleted, 10)).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(await(reports.log(as(eve), 0, 10)).error().code, ErrorCode::Forbidden);
    Principal key = as(anna); // a token that may only read
    key.capability = *Capability::parse(R"({"channel:*":["history"]})");
    EXPECT_EQ(await(reports.list(key, {.channel = {}, .before = {}})).error().code, ErrorCode::Forbidden);

    EXPECT_EQ(await(reports.list(as(anna), {.channel = {}, .before = {}}))->size(), 1);
    EXPECT_EQ(await(reports.resolve(as(anna), report->id, ReportState::TimedOut, 0)).error().code,
              ErrorCode::BadRequest);
    ASSERT_TRUE(await(reports.resolve(as(anna), report->id, ReportState::Deleted, 10)));
    EXPECT_TRUE(waitFor([&] {
        const QList<Event> events = node.eventsOf(bobs, general);
        return !events.isEmpty() && std::holds_alternative<MessageDeleted>(events.last().body);
    }));
    EXPECT_EQ(await(reports.log(as(anna), 0, 10))->first().action, u"report.delete"_qs);
}

} // namespace parlor::test
