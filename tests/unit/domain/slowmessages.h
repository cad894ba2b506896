#pragma once

#include "server/domain/ports/messagestore.h"
#include "shared/core/clock.h"

#include <functional>
#include <utility>
#include <vector>

namespace parlor::test {

/// A message store whose pages of history take as long as the test wants; the rest is another's. Counts them.
class SlowMessages final : public server::MessageStore {
public:
    explicit SlowMessages(server::MessageStore& inner) : m_inner(inner) {}

    Task<Result<server::EventPage>> history(server::HistoryQuery query) override {
        ++reads;
        const Promise<Result<server::EventPage>> promise;
        const Task<Result<server::EventPage>> read = m_inner.history(query); // as it is now
        m_held.emplace_back([promise, read] { promise.finish(read.value()); });
        return promise.task();
    }

    /// All that was read gets to who asked.
    void release() {
        for (const auto& held : std::exchange(m_held, {}))
            held();
    }

    Task<Result<server::Outcome>> post(server::Operation operation, ChannelId channel, Entry entry,
                                       std::optional<MessageId> replyTo, QList<PersonId> alerted) override {
        return m_inner.post(std::move(operation), channel, std::move(entry), replyTo, std::move(alerted));
    }

    Task<Result<server::Outcome>> edit(server::Operation operation, ChannelId channel, MessageId message,
                                       Entry entry, server::ChangeRule rule,
                                       QList<PersonId> alerted) override {
        return m_inner.edit(std::move(operation), channel, message, std::move(entry), rule,
                            std::move(alerted));
    }

    Task<Result<server::Outcome>> remove(server::Operation operation, ChannelId channel, MessageId message,
                                         server::ChangeRule rule) override {
        return m_inner.remove(std::move(operation), channel, message, rule);
    }

    Task<Result<server::Outcome>> react(server::Operation operation, ChannelId channel, MessageId message,
                                        QString emoji, bool add) override {
        return m_inner.react(std::move(operation), channel, message, std::move(emoji), add);
    }

    Task<Result<server::Outcome>> pin(server::Operation operation, ChannelId channel, MessageId message,
                                      bool pinned, Role atLeast) override {
        return m_inner.pin(std::move(operation), channel, message, pinned, atLeast);
    }

    Task<Result<int>> photoChanged(PersonId owner, PhotoReference photo, bool removed) override {
        return m_inner.photoChanged(owner, std::move(photo), removed);
    }

    Task<Result<std::optional<server::Outcome>>> outcomeOf(server::Operation operation) override {
        return m_inner.outcomeOf(std::move(operation));
    }

    Task<Result<server::EventPage>> eventsAfter(ChannelId channel, Serial cursor, int limit) override {
        return m_inner.eventsAfter(channel, cursor, limit);
    }

    Task<Result<Event>> message(ChannelId channel, MessageId id) override {
        return m_inner.message(channel, id);
    }

    Task<Result<server::EventPage>> pinned(ChannelId channel, Serial visibleFrom,
                                           std::optional<Serial> before, int limit) override {
        return m_inner.pinned(channel, visibleFrom, before, limit);
    }

    Task<Result<server::EventPage>> thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                           std::optional<Serial> after, int limit) override {
        return m_inner.thread(channel, message, visibleFrom, after, limit);
    }

    Task<Result<server::EventPage>> versions(ChannelId channel, MessageId message,
                                             std::optional<Serial> before, int limit) override {
        return m_inner.versions(channel, message, before, limit);
    }

    Task<Status> save(PersonId person, ChannelId channel, MessageId message, bool saved) override {
        return m_inner.save(person, channel, message, saved);
    }

    Task<Result<QList<server::FoundMessage>>> saved(PersonId person, std::int64_t before, MessageId beforeId,
                                                    int limit) override {
        return m_inner.saved(person, before, beforeId, limit);
    }

    Task<Result<QList<server::FoundMessage>>> search(server::MessageSearch search) override {
        return m_inner.search(std::move(search));
    }

    Task<Result<QList<PhotoPlace>>> placesShowing(PhotoId photo) override {
        return m_inner.placesShowing(photo);
    }

    Task<Result<int>> sweep(ChannelId channel, std::int64_t before, int limit) override {
        return m_inner.sweep(channel, before, limit);
    }

    int reads = 0;

private:
    server::MessageStore& m_inner;
    std::vector<std::function<void()>> m_held;
};

} // namespace parlor::test
