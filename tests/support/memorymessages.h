#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

class MemoryMessageStore final : public MessageStore {
public:
    explicit MemoryMessageStore(MemoryState& state) : m_state(state) {}

    Task<Result<Outcome>> post(Operation operation, ChannelId channel, Entry entry,
                               std::optional<MessageId> replyTo, QList<PersonId> alerted = {}) override;
    Task<Result<Outcome>> edit(Operation operation, ChannelId channel, MessageId message, Entry entry,
                               ChangeRule rule, QList<PersonId> alerted = {}) override;
    Task<Result<Outcome>> remove(Operation operation, ChannelId channel, MessageId message,
                                 ChangeRule rule) override;
    Task<Result<Outcome>> react(Operation operation, ChannelId channel, MessageId message, QString emoji,
                                bool add) override;
    Task<Result<Outcome>> pin(Operation operation, ChannelId channel, MessageId message, bool pinned,
                              Role atLeast) override;
    Task<Result<int>> photoChanged(PersonId owner, PhotoReference photo, bool removed) override;
    Task<Result<std::optional<Outcome>>> outcomeOf(Operation operation) override;
    Task<Result<EventPage>> history(HistoryQuery query) override;
    Task<Result<EventPage>> eventsAfter(ChannelId channel, Serial cursor, int limit) override;
    Task<Result<Event>> message(ChannelId channel, MessageId id) override;
    Task<Result<EventPage>> pinned(ChannelId channel, Serial visibleFrom, std::optional<Serial> before,
                                   int limit) override;
    Task<Result<EventPage>> thread(ChannelId channel, MessageId message, Serial visibleFrom,
                                   std::optional<Serial> after, int limit) override;
    Task<Result<EventPage>> versions(ChannelId channel, MessageId message, std::optional<Serial> before,
                                     int limit) override;
    Task<Status> save(PersonId person, ChannelId channel, MessageId message, bool saved) override;
    Task<Result<QList<FoundMessage>>> saved(PersonId person, std::int64_t before, MessageId beforeId,
                                            int limit) override;
    Task<Result<QList<FoundMessage>>> search(MessageSearch search) override;
    Task<Result<QList<PhotoPlace>>> placesShowing(PhotoId photo) override;
    Task<Result<int>> sweep(ChannelId channel, std::int64_t before, int limit) override;

private:
    using Row = MemoryState::MessageRow;

    Result<Row*> live(ChannelId channel, MessageId id);
    Status mayChange(PersonId person, const Row& row, const ChangeRule& rule);
    Outcome done(const Operation& operation, ChannelId channel, const Event& event);
    Outcome nothing(const Operation& operation, ChannelId channel, MessageId message);
    QList<PersonId> membersOf(ChannelId channel, const QList<PersonId>& people) const;

    MemoryState& m_state;
};

} // namespace parlor::test
