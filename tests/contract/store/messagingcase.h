#pragma once

#include "tests/contract/store/storecase.h"

namespace parlor::server {

/// Two people in a channel, and what they do beside posting.
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

} // namespace parlor::server
