#pragma once

#include "tests/support/memorystate.h"

#include <atomic>

namespace parlor::test {

class MemoryChannelStore final : public ChannelStore {
public:
    explicit MemoryChannelStore(MemoryState& state) : m_state(state) {}

    /// How often somebody's place in a channel was asked for.
    [[nodiscard]] int placeReads() const { return m_placeReads; }

    Task<Result<Outcome>> create(Operation operation, NewChannel channel) override;
    Task<Result<Outcome>> join(Operation operation, ChannelId channel, bool seesHistory) override;
    Task<Result<Outcome>> leave(Operation operation, ChannelId channel) override;
    Task<Result<Outcome>> changeMember(Operation operation, ChannelId channel, MemberUpdate update,
                                       Role atLeast) override;
    Task<Result<Outcome>> update(Operation operation, ChannelId channel, ChannelUpdate update,
                                 Role atLeast) override;
    Task<Result<Channel>> byId(ChannelId id) override;
    Task<Result<Channel>> byName(QString name) override;
    Task<Result<std::optional<ChannelId>>> findDirect(QList<PersonId> people) override;
    Task<Result<QList<ChannelState>>> list(PersonId person, bool discover) override;
    Task<Result<ChannelState>> state(PersonId person, ChannelId channel) override;
    Task<Result<QList<MemberRecord>>> members(ChannelId channel, PersonId after, int limit) override;
    Task<Result<Standing>> standing(PersonId person, ChannelId channel) override;
    Task<Result<Membership>> membership(ChannelId channel, PersonId person) override;
    Task<Result<QHash<ChannelId, Membership>>> memberships(PersonId person) override;
    Task<Result<QHash<ChannelId, Serial>>> heads(QList<ChannelId> channels) override;
    Task<Result<ReadMoved>> markRead(PersonId person, ChannelId channel, Serial serial) override;
    Task<Status> markUnread(PersonId person, ChannelId channel, bool marked) override;
    Task<Result<QList<MemberRecord>>> banned(ChannelId channel, std::int64_t now, int limit) override;
    Task<Result<QHash<ChannelId, std::int64_t>>> retentions() override;
    Task<Status> saveDraft(PersonId person, ChannelId channel, QString text) override;
    Task<Result<QList<DraftChanged>>> drafts(PersonId person) override;
    Task<Status> setNotifications(PersonId person, ChannelId channel, Notifications setting) override;

private:
    using Row = MemoryState::ChannelRow;

    bool nameIsTaken(const QString& name, ChannelId except) const;
    Row* direct(QList<PersonId> people);

    MemoryState& m_state;
    std::atomic<int> m_placeReads = 0;
};

} // namespace parlor::test
