// History, pins and versions, page by page.
#include "tests/contract/store/messagescase.h"

namespace parlor::server {

TEST_P(Messages, PinsComeInPagesAndNotFromBeforeTheReader) {
    QList<std::int64_t> all;
    for (int i = 0; i < 5; ++i) {
        const Outcome posted = post(anna, general, QString::number(i));
        ASSERT_TRUE(
            answerOf(store->messages().pin(operation(anna), general, posted.message, true, Role::Moderator)));
        all.append(posted.serial.value());
    }
    const auto page = [&](std::optional<Serial> before, int limit, Serial visibleFrom = Serial(1)) {
        return answerOf(store->messages().pinned(general, visibleFrom, before, limit)).value_or(EventPage());
    };
    const EventPage newest = page({}, 2);
    EXPECT_EQ(serials(newest.events), all.mid(3));
    EXPECT_TRUE(newest.more);
    const EventPage next = page(newest.events.first().serial, 2);
    EXPECT_EQ(serials(next.events), all.mid(1, 2));
    EXPECT_TRUE(next.more);
    const EventPage last = page(next.events.first().serial, 2);
    EXPECT_EQ(serials(last.events), all.mid(0, 1));
    EXPECT_FALSE(last.more);
    const EventPage seen = page({}, 4, Serial(all.at(2)));
    EXPECT_EQ(serials(seen.events), all.mid(2));
    EXPECT_FALSE(seen.more) << "what lies before the reader's time is no further page";
    EXPECT_EQ(errorOf(answerOf(store->messages().pinned(ChannelId(5), Serial(1), {}, 2))),
              ErrorCode::UnknownChannel);
}

TEST_P(Messages, VersionsComeInPages) {
    const Outcome posted = post(anna, general, QStringLiteral("0"));
    for (int i = 1; i < 5; ++i) {
        Entry entry;
        entry.text = QString::number(i);
        ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, posted.message, entry, {})));
    }
    const auto page = [&](std::optional<Serial> before, int limit) {
        return answerOf(store->messages().versions(general, posted.message, before, limit))
            .value_or(EventPage());
    };
    const EventPage whole = page({}, 100);
    ASSERT_EQ(whole.events.size(), 5);
    EXPECT_FALSE(whole.more);
    const EventPage newest = page({}, 2);
    EXPECT_EQ(newest.events, whole.events.mid(3));
    EXPECT_TRUE(newest.more);
    const EventPage last = page(newest.events.first().serial, 3);
    EXPECT_EQ(last.events, whole.events.mid(0, 3));
    EXPECT_FALSE(last.more);
    EXPECT_TRUE(page(posted.serial, 3).events.isEmpty());
}

TEST_P(Messages, HistoryGoesBothWays) {
    for (int i = 0; i < 10; ++i)
        post(anna, general, QString::number(i)); // serials 4 to 13
    EXPECT_EQ(serials(history({}, {}, 3)), (QList<std::int64_t>{11, 12, 13}));
    EXPECT_TRUE(more);
    EXPECT_EQ(serials(history(Serial(11), {}, 3)), (QList<std::int64_t>{8, 9, 10}));
    EXPECT_TRUE(more);
    EXPECT_EQ(serials(history(Serial(4), {}, 3)), (QList<std::int64_t>{1, 2, 3}));
    EXPECT_FALSE(more);
    EXPECT_EQ(serials(history({}, Serial(9), 3)), (QList<std::int64_t>{10, 11, 12}));
    EXPECT_TRUE(more);
    EXPECT_EQ(serials(history({}, Serial(10), 3)), (QList<std::int64_t>{11, 12, 13}));
    EXPECT_FALSE(more);
    EXPECT_TRUE(history({}, Serial(13), 3).isEmpty());
    EXPECT_TRUE(history({}, Serial(99), 3).isEmpty());
    EXPECT_TRUE(history(Serial(1), {}, 3).isEmpty());
    EXPECT_EQ(serials(history(Serial(999), {}, 1)), QList<std::int64_t>{13});
    EXPECT_EQ(serials(history({}, {}, 3, true)), (QList<std::int64_t>{11, 12, 13}));
    EXPECT_EQ(serials(history(Serial(6), {}, 5, true)), (QList<std::int64_t>{4, 5}));
    EXPECT_FALSE(more);
    EXPECT_EQ(serials(history({}, Serial(0), 2, true)), (QList<std::int64_t>{4, 5}));
    EXPECT_TRUE(more);
    HistoryQuery unknown;
    unknown.channel = ChannelId(3);
    EXPECT_EQ(errorOf(answerOf(store->messages().history(unknown))), ErrorCode::UnknownChannel);
}

TEST_P(Messages, WhatRetentionTookIsSkippedAndNoGap) {
    const Outcome first = post(anna, general, QStringLiteral("old"));   // 4
    post(anna, general, QStringLiteral("old too"));                     // 5
    const Outcome kept = post(anna, general, QStringLiteral("pinned")); // 6
    ASSERT_TRUE(
        answerOf(store->messages().pin(operation(anna), general, kept.message, true, Role::Owner))); // 7
    ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, first.message,
                                                text(QStringLiteral("older")), {}))); // 8
    store->clock.advance(1'000);
    post(anna, general, QStringLiteral("new")); // 9
    const auto told = [this] {
        const QList<CommittedItem> items = log.items();
        return std::count_if(items.begin(), items.end(), [this](const CommittedItem& item) {
            const auto* swept = std::get_if<MessagesSwept>(&item);
            return swept != nullptr && swept->channel == general;
        });
    };
    EXPECT_EQ(*answerOf(store->messages().sweep(general, 1, 100)), 0);
    EXPECT_EQ(told(), 0) << "nothing went";
    EXPECT_EQ(*answerOf(store->messages().sweep(general, store->clock.now(), 100)), 2);
    EXPECT_EQ(told(), 1);
    const QList<Event> events = allEvents(general);
    EXPECT_EQ(serials(events), (QList<std::int64_t>{1, 2, 3, 4, 6, 7, 8, 9}));
    EXPECT_EQ(events.at(3).body, EventBody(Skipped{Serial(5)}));
    EXPECT_EQ(events.at(6).body, EventBody(Skipped{Serial(8)}));
    EXPECT_EQ(errorOf(answerOf(store->messages().message(general, first.message))),
              ErrorCode::UnknownMessage);
    EXPECT_EQ(state(bob, general).unread, 2);
    EXPECT_EQ(post(anna, general, QStringLiteral("next")).serial, Serial(10));
}

} // namespace parlor::server
