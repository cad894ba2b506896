#pragma once

#include "server/domain/channels/hub.h"
#include "shared/core/clock.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>

namespace parlor::server {

/// Who is here, told to the channels they share: a person is gone 30 s after the last session, a change is
/// told at most every 10 s, and channels of more than 1 000 members hear nothing. Never stored. Domain thread
/// only.
class Presence {
public:
    static constexpr int membersMost = 1'000;

    Presence(Hub& hub, const LiveSessions& sessions, const Clock& clock);

    [[nodiscard]] bool isOnline(PersonId person) const { return m_people.contains(person); }

    /// A session was welcomed; its subscriptions are there.
    void came(const LiveSession& session);
    /// A session ended; it has been taken out of the live ones already.
    void went(const LiveSession& session);

    /// What the person says while online; forgotten with the last session.
    void say(PersonId person, const QJsonObject& data);

    [[nodiscard]] QJsonObject saidBy(PersonId person) const { return m_people.value(person).data; }

    /// Once a second.
    void tick();

private:
    struct Place {
        ChannelSet channels;
        QJsonObject data;            ///< what the person says
        bool dataChanged = false;    ///< and nobody was told yet
        bool told = false;           ///< as online
        std::int64_t toldAt = 0;     ///< monotonic ms of the last notice
        std::int64_t goneSince = -1; ///< monotonic ms; -1 while a session is live
    };

    [[nodiscard]] ChannelSet shownIn(const LiveSession& session) const;
    void tell(PersonId person, const ChannelSet& channels, bool online, const QJsonObject& data);
    void tellData(PersonId person, Place& place);

    Hub& m_hub;
    const LiveSessions& m_sessions;
    const Clock& m_clock;
    QHash<PersonId, Place> m_people;
    QSet<PersonId> m_changing; ///< those whose notice is still due
};

} // namespace parlor::server
