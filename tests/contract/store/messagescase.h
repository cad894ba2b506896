#pragma once

#include "tests/contract/store/storecase.h"

namespace parlor::server {

/// Two people in a channel, and what is read of it.
class Messages : public StoreCase {
protected:
    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna");
        bob = person("bob");
        general = channel(anna, "general", {bob.id}); // its head is 3 now
    }

    MessagePosted now(MessageId message) {
        const auto event = answerOf(store->messages().message(general, message));
        EXPECT_TRUE(event);
        return event ? std::get<MessagePosted>(event->body) : MessagePosted();
    }

    QList<Event> history(std::optional<Serial> before, std::optional<Serial> after, int limit,
                         bool messagesOnly = false) {
        HistoryQuery query;
        query.channel = general;
        query.before = before;
        query.after = after;
        query.limit = limit;
        query.messagesOnly = messagesOnly;
        const auto page = answerOf(store->messages().history(query));
        EXPECT_TRUE(page);
        more = page && page->more;
        return page ? page->events : QList<Event>();
    }

    static QList<std::int64_t> serials(const QList<Event>& events) {
        QList<std::int64_t> all;
        for (const Event& event : events)
            all.append(event.serial.value());
        return all;
    }

    Person anna, bob;
    ChannelId general;
    bool more = false;
};

} // namespace parlor::server
