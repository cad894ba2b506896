#pragma once

#include "server/domain/channels/hub.h"
#include "shared/core/clock.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

namespace parlor::server {

/// Who is here, told to the channels they share: a person is gone 30 s after the last session, a change is
/// told at most every 10 s, and channels of more than 1 000 members hear nothing. Who shares several channels
/// with somebody is told once. Never stored. Domain thread only.
class Presence {
public:
    static constexpr int membersMost = 1'000;

    Presence(Hub& hub, const LiveSessions& sessions, const Clock& clock);

    [[nodiscard]] bool isOnline(PersonId person) const { return m_people.contains(person); }

    /// Whether the channel was told that the person is online, and will be told when not.
    [[nodiscard]] bool isShownIn(PersonId person, ChannelId channel) const;

    /// A session was welcomed; its subscriptions are there.
    void came(const LiveSession& session);
    /// A session ended; it has been taken out of the live ones already.
    void went(const LiveSession& session);

    /// A session listens to a channel that its person came into after the welcome.
    void entered(const LiveSession& session, ChannelId channel);
    /// The person is no member of the channel any more; the hub has let the sessions go.
    void leftChannel(PersonId person, ChannelId channel);
    /// Who may be seen there may have become another; the hub says so.
    void rightsChanged(ChannelId channel);

    /// What the person says while online; forgotten with the last session.
    void say(PersonId person, const QJsonObject& data);

    [[nodiscard]] QJsonObject saidBy(PersonId person) const { return m_people.value(person).data; }

    /// Once a second.
    void tick();

private:
    struct Place {
        ChannelSet channels;      ///< of all sessions since the first: they think that the person is online
        QJsonObject data;         ///< what the person says
        bool dataChanged = false; ///< and nobody was told yet
        std::int64_t toldAt = 0;  ///< monotonic ms of the last notice
        std::int64_t goneSince = -1; ///< monotonic ms; -1 while a session is live
    };

    [[nodiscard]] ChannelSet shownIn(const LiveSession& session) const;
    void show(PersonId person, Place& place, const ChannelSet& channels);
    void tell(const ChannelSet& channels, const ChannelSet& but, PersonId person, bool online,
              const QJsonObject& data);
    void tellData(PersonId person, Place& place);
    [[nodiscard]] ChannelSet small(const ChannelSet& channels) const;

    Hub& m_hub;
    const LiveSessions& m_sessions;
    const Clock& m_clock;
    QHash<PersonId, Place> m_people;
    QSet<PersonId> m_changing; ///< those whose notice is still due
};

} // namespace parlor::server
