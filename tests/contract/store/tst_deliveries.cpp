// What devices acknowledge: one number for each person and channel, that only rises.
#include "shared/protocol/limits.h"
#include "tests/contract/store/storecase.h"

namespace parlor::server {

namespace {

class DeliveryContract : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna");
        bob = person("bob");
    }

    ChannelId make(ChannelKind kind, const QList<PersonId>& people) {
        NewChannel wanted;
        wanted.kind = kind;
        wanted.people = people;
        return answerOf(store->channels().create(operation(anna), wanted))->channel;
    }

    DeliveryPlace placeOf(ChannelId channel, const Person& of) {
        const auto places = answerOf(store->deliveries().places(channel));
        for (const DeliveryPlace& place : *places)
            if (place.person == of.id)
                return place;
        return {};
    }

    Status raise(ChannelId channel, const Person& of, std::int64_t serial) {
        return answerOf(store->deliveries().raise({{channel, of.id, Serial(serial)}}));
    }

    Person anna, bob;
};

} // namespace

TEST_P(DeliveryContract, PositionsRiseAndNeverFall) {
    const ChannelId direct = make(ChannelKind::Direct, {bob.id});
    const Serial head = post(anna, direct, u"hi"_qs).serial;
    const Serial joined = placeOf(direct, bob).read;
    ASSERT_TRUE(raise(direct, bob, head.value()));
    EXPECT_EQ(placeOf(direct, bob), (DeliveryPlace{bob.id, head, joined, true}));
    EXPECT_EQ(state(bob, direct).delivered, head);
    ASSERT_TRUE(raise(direct, bob, 1));
    EXPECT_EQ(placeOf(direct, bob).delivered, head);
    EXPECT_LT(placeOf(direct, anna).delivered, head);
    // Who reads has it, whatever the device says.
    ASSERT_TRUE(answerOf(store->channels().markRead(anna.id, direct, head)));
    EXPECT_EQ(placeOf(direct, anna), (DeliveryPlace{anna.id, head, head, true}));
    EXPECT_EQ(state(anna, direct).delivered, Serial());
}

TEST_P(DeliveryContract, OnlyDirectAndSmallOnesTell) {
    EXPECT_TRUE(answerOf(store->deliveries().places(channel(anna, "general", {bob.id})))->isEmpty());
    EXPECT_TRUE(answerOf(store->deliveries().places(ChannelId(12345)))->isEmpty());
    QList<PersonId> many;
    for (int i = 0; i < limits::receiptPeople - 2; ++i)
        many.append(person(("p" + std::to_string(i)).c_str()).id);
    many.append(bob.id);
    const ChannelId group = make(ChannelKind::Group, many);
    EXPECT_EQ(answerOf(store->deliveries().places(group))->size(), limits::receiptPeople);
    const Person late = person("late");
    ASSERT_TRUE(answerOf(store->channels().changeMember(operation(anna), group, {late.id}, Role::Member)));
    EXPECT_TRUE(answerOf(store->deliveries().places(group))->isEmpty());
}

TEST_P(DeliveryContract, StrangersHaveNoPlace) {
    const ChannelId direct = make(ChannelKind::Direct, {bob.id});
    const Person eve = person("eve");
    ASSERT_TRUE(raise(direct, eve, 1));
    EXPECT_EQ(placeOf(direct, eve), DeliveryPlace());
    EXPECT_EQ(answerOf(store->deliveries().places(direct))->size(), 2);
    const qsizetype before = log.items().size();
    ASSERT_TRUE(raise(direct, bob, 2));
    EXPECT_EQ(log.items().size(), before) << "an acknowledgement is no event";
}

TEST_P(DeliveryContract, WhoDoesNotTellIsKnown) {
    const ChannelId direct = make(ChannelKind::Direct, {bob.id});
    ASSERT_TRUE(answerOf(store->accounts().setPersonSettings(bob.id, {{u"read_receipts"_qs, false}})));
    EXPECT_FALSE(placeOf(direct, bob).tellsRead);
    EXPECT_TRUE(placeOf(direct, anna).tellsRead);
    ASSERT_TRUE(answerOf(store->accounts().setPersonSettings(bob.id, {{u"read_receipts"_qs, true}})));
    EXPECT_TRUE(placeOf(direct, bob).tellsRead);
}

PARLOR_ON_ALL_STORES(DeliveryContract);

} // namespace parlor::server
