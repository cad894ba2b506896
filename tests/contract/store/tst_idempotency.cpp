#include "shared/protocol/codec.h"
#include "tests/contract/store/storecase.h"

#include <QSet>

#include <functional>

// Whatever carries a client id is remembered for ever: a retry gets the first outcome and makes nothing,
// before retention has swept and long after it.
namespace parlor::server {

namespace {

struct Row {
    const char* name; ///< as the command is called
    Operation operation;
    std::function<Result<Outcome>(const Operation&)> run;
    Result<Outcome> first{};
};

/// Those that have a client id, by their names on the wire.
template<std::size_t... I>
QSet<QString> namesOf(std::index_sequence<I...>) {
    QSet<QString> names;
    const auto look = [&]<class C>(const C& command) {
        if constexpr (requires { command.clientId; })
            names.insert(QString(operationOf(Command(command))));
    };
    (look(std::variant_alternative_t<I, Command>()), ...);
    return names;
}

class Idempotency : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna", Role::Owner);
        bob = person("bob");
        carl = person("carl");
        dora = person("dora");
        eve = person("eve");
        general = channel(anna, "general", {bob.id, dora.id, eve.id});
        old = post(bob, general, QStringLiteral("old")).message;
        gone = post(bob, general, QStringLiteral("gone")).message;
        makeRows();
    }

    void add(const char* name, const Person& by, std::function<Task<Result<Outcome>>(const Operation&)> run) {
        rows.append({name, operation(by),
                     [run = std::move(run)](const Operation& asked) { return answerOf(run(asked)); }});
    }

    void makeRows() {
        ChannelStore& channels = store->channels();
        MessageStore& messages = store->messages();
        const std::int64_t later = store->clock.now() + 60'000;
        add("create", anna, [&](const Operation& asked) {
            NewChannel wanted;
            wanted.name = QStringLiteral("another");
            return channels.create(asked, wanted);
        });
        add("create", anna, [&, other = bob.id](const Operation& asked) {
            NewChannel wanted;
            wanted.kind = ChannelKind::Direct;
            wanted.people = {other};
            return channels.create(asked, wanted);
        });
        add("join", carl, [&](const Operation& asked) { return channels.join(asked, general, true); });
        for (const MemberChange change :
             {MemberChange::RoleChanged, MemberChange::Muted, MemberChange::Unmuted}) {
            add("member", anna, [&, change, later](const Operation& asked) {
                MemberUpdate update;
                update.person = carl.id;
                update.change = change;
                update.role = Role::Moderator;
                update.until = later;
                return channels.changeMember(asked, general, update, Role::Member);
            });
        }
        add("update", anna, [&](const Operation& asked) {
            ChannelUpdate update;
            update.topic = QStringLiteral("all and sundry");
            return channels.update(asked, general, update, Role::Admin);
        });
        add("send", bob, [&](const Operation& asked) {
            return messages.post(asked, general, text(QStringLiteral("hello")), std::nullopt);
        });
        add("edit", bob, [&](const Operation& asked) {
            return messages.edit(asked, general, old, text(QStringLiteral("older")), {});
        });
        add("react", carl, [&](const Operation& asked) {
            return messages.react(asked, general, old, QStringLiteral("\U0001F388"), true);
        });
        add("react", carl, [&](const Operation& asked) {
            return messages.react(asked, general, old, QStringLiteral("\U0001F388"), false);
        });
        add("pin", anna,
            [&](const Operation& asked) { return messages.pin(asked, general, gone, true, Role::Admin); });
        add("delete", bob, [&](const Operation& asked) { return messages.remove(asked, general, gone, {}); });
        add("schedule", bob, [&, later](const Operation& asked) {
            ScheduledMessage message;
            message.channel = general;
            message.at = later;
            message.entry = text(QStringLiteral("happy new year"));
            return store->plans().schedule(asked, message, {});
        });
        add("remind", bob, [&, later](const Operation& asked) {
            Reminder reminder;
            reminder.at = later;
            reminder.text = QStringLiteral("answer this");
            return store->plans().remind(asked, reminder);
        });
        add("leave", carl, [&](const Operation& asked) { return channels.leave(asked, general); });
        add("send", eve, [&, later](const Operation& asked) {
            return store->filters().refuse(asked, general, later); // what the word filter took
        });
        add("erase", anna,
            [&](const Operation& asked) { return store->erasure().erase(asked, dora.id, true); });
    }

    /// Of all streams.
    qsizetype eventsSoFar() const {
        qsizetype count = 0;
        for (const CommittedItem& item : log.items()) {
            if (const auto* channel = std::get_if<ChannelCommitted>(&item))
                count += channel->events.size();
            else if (const auto* person = std::get_if<PersonCommitted>(&item))
                count += person->events.size();
        }
        return count;
    }

    void expectTheFirstOutcomes() {
        const qsizetype before = eventsSoFar();
        for (const Row& row : rows) {
            const Result<Outcome> again = row.run(row.operation);
            ASSERT_TRUE(again) << row.name << ": " << wireCode(again.error().code).data();
            EXPECT_TRUE(again->duplicate) << row.name;
            EXPECT_EQ(again->channel, row.first->channel) << row.name;
            EXPECT_EQ(again->message, row.first->message) << row.name;
            EXPECT_EQ(again->serial, row.first->serial) << row.name;
            EXPECT_EQ(again->time, row.first->time) << row.name;
            Operation other = row.operation;
            other.requestHash = QByteArray(16, 'o');
            EXPECT_EQ(errorOf(row.run(other)), ErrorCode::IdempotencyConflict) << row.name;
        }
        EXPECT_EQ(eventsSoFar(), before);
    }

    /// Everything that is taken out of a store as time goes by.
    void sweepAll() {
        store->clock.advance(10LL * 365 * 24 * 3'600'000);
        const std::int64_t now = store->clock.now();
        EXPECT_GT(*answerOf(store->messages().sweep(general, now, 1'000)), 0);
        ASSERT_TRUE(answerOf(store->personStreams().sweep(now)));
        ASSERT_TRUE(answerOf(store->sessions().sweep(now)));
        while (*answerOf(store->erasure().eraseMessages(dora.id, 100)) > 0) {
        }
        const auto plans = answerOf(store->plans().ofPerson(bob.id));
        ASSERT_TRUE(plans);
        EXPECT_EQ(plans->size(), 2);
        for (const StoredPlan& plan : *plans)
            ASSERT_TRUE(answerOf(store->plans().drop(bob.id, plan.id())));
    }

    Person anna, bob, carl, dora, eve;
    ChannelId general;
    MessageId old, gone;
    QList<Row> rows;
};

} // namespace

TEST_P(Idempotency, EveryOperationIsRememberedForEver) {
    QSet<QString> named;
    for (Row& row : rows) {
        named.insert(QString::fromLatin1(row.name));
        const qsizetype before = eventsSoFar();
        row.first = row.run(row.operation);
        ASSERT_TRUE(row.first) << row.name << ": " << wireCode(row.first.error().code).data();
        EXPECT_FALSE(row.first->duplicate) << row.name;
        EXPECT_GT(eventsSoFar(), before) << row.name << " makes an event";
    }
    EXPECT_EQ(named, namesOf(std::make_index_sequence<std::variant_size_v<Command>>()))
        << "a row for each command that has a client id";
    expectTheFirstOutcomes();
    sweepAll();
    expectTheFirstOutcomes();
}

// Who asks by name may find none of that name any more, or another channel.
TEST_P(Idempotency, AJoinIsTheSameWhateverItsNameMeansByNow) {
    ChannelStore& channels = store->channels();
    const Operation asked = operation(carl);
    const auto first = answerOf(channels.join(asked, general, true));
    ASSERT_TRUE(first);
    const ChannelId other = channel(anna, "other", {});
    for (const ChannelId meant : {ChannelId(), other}) {
        const auto again = answerOf(channels.join(asked, meant, true));
        ASSERT_TRUE(again);
        EXPECT_TRUE(again->duplicate);
        EXPECT_EQ(again->channel, general);
        EXPECT_EQ(again->serial, first->serial);
    }
    EXPECT_EQ(errorOf(answerOf(channels.join(operation(carl), ChannelId(), true))),
              ErrorCode::UnknownChannel);
}

PARLOR_ON_ALL_STORES(Idempotency);

} // namespace parlor::server
