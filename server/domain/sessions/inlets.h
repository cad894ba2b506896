#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/hub.h"
#include "server/domain/channels/personfeeds.h"
#include "server/domain/ports/bus.h"
#include "server/domain/ports/committed.h"
#include "server/domain/sessions/attendance.h"
#include "server/domain/sessions/listenerreview.h"
#include "server/domain/sessions/sessionservice.h"

namespace parlor::server {

/// Where everything that became true comes in, in the order in which it did: from this node's store and, as
/// hints, from the others'. Removals and revocations take the same way as events, so nothing follows them.
/// Composition: `feed.setCommittedSink([&](QList<CommittedItem> items) { domain.post([&inlets, items] {
/// inlets.committed(items); }); });` before the first write. Domain thread only.
class Inlets final : public BusListener {
public:
    /// Becomes the bus's listener.
    Inlets(Bus& bus, Hub& hub, PersonFeeds& people, Attendance& attendance, SessionService& sessions,
           PeopleDirectory& directory);
    ~Inlets() override;

    /// Hears of everything after the others; nullptr: nobody.
    void setReview(ListenerReview* review) { m_review = review; }

    Inlets(const Inlets&) = delete;
    Inlets& operator=(const Inlets&) = delete;

    void committed(const QList<CommittedItem>& items);

    void hinted(const Hint& hint) override;

    void ephemeral(ChannelId channel, const Frame& frame) override { m_hub.ephemeral(channel, frame); }

private:
    void apply(const SessionsRevoked& revoked);
    void apply(const PersonChanged& changed);

    Bus& m_bus;
    Hub& m_hub;
    PersonFeeds& m_people;
    Attendance& m_attendance;
    SessionService& m_sessions;
    PeopleDirectory& m_directory;
    ListenerReview* m_review = nullptr;
};

} // namespace parlor::server
