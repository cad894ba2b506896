// Messages for later and reminders.
#include "tests/contract/store/messagingcase.h"

namespace parlor::server {

namespace {
constexpr std::int64_t minute = 60'000;
} // namespace

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

} // namespace parlor::server
