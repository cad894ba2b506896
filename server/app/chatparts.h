#pragma once

#include "server/app/foundation.h"
#include "server/app/latelink.h"
#include "server/bus/localbus.h"
#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/channelservice.h"
#include "server/domain/channels/hub.h"
#include "server/domain/channels/personfeeds.h"
#include "server/domain/channels/placeservice.h"
#include "server/domain/channels/presence.h"
#include "server/domain/channels/typingrelay.h"
#include "server/domain/commands/answers.h"
#include "server/domain/commands/commandtable.h"
#include "server/domain/commands/greeter.h"
#include "server/domain/commands/ratelimiter.h"
#include "server/domain/commands/router.h"
#include "server/domain/messages/historyservice.h"
#include "server/domain/messages/messageservice.h"
#include "server/domain/messages/searchservice.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/sessions/attendance.h"
#include "server/domain/sessions/inlets.h"
#include "server/domain/sessions/livesessions.h"
#include "server/edge/api/synclink.h"

#include <QTimer>

namespace parlor::server {

/// The chat side of a serving process, in the order in which its parts need one another. Domain thread only.
class ChatParts {
public:
    ChatParts(Foundation& foundation, PhotoStore& photos, RateLimiter& limiter, const ServerLimits& taken);

    [[nodiscard]] LateLink& link() { return m_sockets; }

    [[nodiscard]] SyncLink& sync() { return m_link; }

    [[nodiscard]] Router& router() { return m_router; }

    [[nodiscard]] Inlets& inlets() { return m_inlets; }

    [[nodiscard]] CommandTable& commands() { return m_table; }

    [[nodiscard]] PeopleDirectory& people() { return m_people; }

    [[nodiscard]] LiveSessions& live() { return m_live; }

    [[nodiscard]] Hub& hub() { return m_hub; }

    [[nodiscard]] HistoryService& history() { return m_history; }

    [[nodiscard]] PlaceService& places() { return m_places; }

    [[nodiscard]] Presence& presence() { return m_presence; }

    [[nodiscard]] Answers& answers() { return m_answers; }

    [[nodiscard]] MessageService& messages() { return m_messages; }

    [[nodiscard]] ChannelService& channels() { return m_channels; }

private:
    LateLink m_sockets;
    SyncLink m_link; ///< pollers beside sockets
    LocalExchange m_exchange;
    LocalBus m_bus;
    LiveSessions m_live;
    PeopleDirectory m_people;
    Hub m_hub;
    PersonFeeds m_feeds;
    Presence m_presence;
    Attendance m_attendance;
    Inlets m_inlets;
    ListenerReview m_review;
    Answers m_answers;
    MessageService m_messages;
    HistoryService m_history;
    SearchService m_search;
    ChannelService m_channels;
    PlaceService m_places;
    TypingRelay m_typing;
    CommandTable m_table;
    Greeter m_greeter;
    Router m_router;
    QTimer m_second;
    int m_seconds = 0;
};

} // namespace parlor::server
