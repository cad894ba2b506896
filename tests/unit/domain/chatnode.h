#pragma once

#include "server/domain/accounts/accountservice.h"
#include "server/domain/accounts/erasure.h"
#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/channelservice.h"
#include "server/domain/channels/hub.h"
#include "server/domain/channels/ownservice.h"
#include "server/domain/channels/personfeeds.h"
#include "server/domain/channels/placeservice.h"
#include "server/domain/channels/presence.h"
#include "server/domain/channels/typingrelay.h"
#include "server/domain/commands/answers.h"
#include "server/domain/commands/deliveryhandlers.h"
#include "server/domain/commands/greeter.h"
#include "server/domain/commands/handlers.h"
#include "server/domain/commands/messaginghandlers.h"
#include "server/domain/commands/router.h"
#include "server/domain/messages/historyservice.h"
#include "server/domain/messages/messageservice.h"
#include "server/domain/messages/planservice.h"
#include "server/domain/messages/retention.h"
#include "server/domain/messages/searchservice.h"
#include "server/domain/sessions/attendance.h"
#include "server/domain/sessions/inlets.h"
#include "server/domain/sessions/livesessions.h"
#include "server/domain/sessions/sessionservice.h"
#include "shared/auth/token.h"
#include "tests/support/faultybus.h"
#include "tests/support/manualclock.h"
#include "tests/support/memorystore.h"
#include "tests/support/waiting.h"
#include "tests/unit/domain/fewphotos.h"
#include "tests/unit/domain/recordinglink.h"

namespace parlor::test {

/// What all nodes of a test share: the clock, the database and the bus between them.
struct ChatWorld {
    ManualClock clock;
    MemoryStore store{clock};
    FaultyExchange exchange;

    Epoch epoch() { return await(store.accounts().server())->epoch; }

    Person addPerson(const QString& name, Role role = Role::Member) {
        return await(store.accounts().create({name, name, {}, role, {}}))->person;
    }
};

/// One server process without sockets and disk, built as server/app builds the real one.
struct ChatNode {
    using ConnectionId = server::ConnectionId;

    /// `through`: what stands between the domain and the sockets; without one frames go to `link`.
    explicit ChatNode(ChatWorld& w, server::Link* through = nullptr)
        : world(w), out(through ? *through : static_cast<server::Link&>(link)) {
        addMessageCommands(table, answers, messages, history, search);
        addChannelCommands(table, answers, channels, places, typing);
        addPeopleCommands(table, answers, world.store.accounts(), executor);
        addReadingCommands(table, answers, history);
        addPlanCommands(table, answers, plans);
        inlets.setReview(&review);
        review.setSeated([this](ConnectionId connection, const ChannelState& state) {
            greeter.reopened(connection, state);
        });
        addOwnCommands(table, answers, own, places, presence);
        addErasureCommands(table, answers, erasure);
        addDeliveryCommands(table, answers, deliveries);
        messages.setKeywords(&own.keywords());
        messages.setChannels(&world.store.channels());
    }

    /// Its own writes come in through here; of several nodes only the one that writes hears of it.
    void takeCommits() {
        world.store.setCommittedSink([this](const QList<server::CommittedItem>& items) {
            executor.post([this, items] {
                inlets.committed(items);
                for (const server::CommittedItem& item : items)
                    deliveries.committed(item);
            });
        });
    }

    server::SignedIn signIn(const Person& person, const Capability& capability = Capability::all()) {
        return *await(sessions.open(person, u"test"_qs, capability, peer));
    }

    ConnectionId connect(const server::PeerInfo& from = {u"127.0.0.1"_qs, u"127.0.0.1"_qs, false, true}) {
        const ConnectionId id{0, ++lastConnection};
        router.opened(id, from);
        return id;
    }

    /// Connects, says hello and waits for the welcome.
    ConnectionId join(const QString& token, const Hello& hello = {}) {
        const ConnectionId id = connect();
        Hello full = hello;
        full.token = token;
        router.received(id, Request{1, full});
        EXPECT_TRUE(waitFor([&] { return welcomeOf(id) != nullptr || link.peer(id).closed; }));
        return id;
    }

    ConnectionId join(const Person& person, const Hello& hello = {}) {
        return join(signIn(person).accessToken, hello);
    }

    const Welcome* welcomeOf(ConnectionId id) { return first<Welcome>(id); }

    template<class F>
    const F* first(ConnectionId id) {
        for (const Frame& frame : link.peer(id).frames)
            if (const F* found = std::get_if<F>(&frame))
                return found;
        return nullptr;
    }

    template<class F>
    int countOf(ConnectionId id) {
        int count = 0;
        for (const Frame& frame : link.peer(id).frames)
            count += std::holds_alternative<F>(frame) ? 1 : 0;
        return count;
    }

    /// All events of one channel that the connection got, in the order in which it got them.
    QList<Event> eventsOf(ConnectionId id, ChannelId channel) {
        QList<Event> all;
        for (const Frame& frame : link.peer(id).frames)
            if (const auto* events = std::get_if<Events>(&frame); events && events->channel == channel)
                all += events->events;
        return all;
    }

    /// Sends a command and waits for what becomes of it.
    template<class C>
    Result<Answer> ask(ConnectionId id, const C& command) {
        const std::int64_t rid = ++lastRid + 100;
        router.received(id, Request{rid, command});
        std::optional<Result<Answer>> result;
        const bool answered = waitFor([&] {
            for (const Frame& frame : link.peer(id).frames) {
                if (const auto* reply = std::get_if<Reply>(&frame); reply && reply->rid == rid)
                    result = reply->answer;
                else if (const auto* refusal = std::get_if<Refusal>(&frame); refusal && refusal->rid == rid)
                    result = fail(refusal->code, {}, refusal->retryAfterMs);
            }
            return result.has_value();
        });
        EXPECT_TRUE(answered);
        return answered ? *result : fail(ErrorCode::Timeout);
    }

    Result<Answer> say(ConnectionId id, ChannelId channel, const QString& text) {
        SendMessage command;
        command.channel = channel;
        command.clientId = makeClientId();
        command.entry.text = text;
        return ask(id, command);
    }

    ChannelId makeChannel(ConnectionId id, const QString& name, Visibility visibility = Visibility::Public) {
        CreateChannel command;
        command.clientId = makeClientId();
        command.name = name;
        command.visibility = visibility;
        const auto answer = ask(id, command);
        EXPECT_TRUE(answer);
        return answer ? std::get<ChannelList>(*answer).channels.first().channel.id : ChannelId();
    }

    Result<Answer> enter(ConnectionId id, ChannelId channel) {
        return ask(id, JoinChannel{makeClientId(), channel, {}});
    }

    /// Lets everything that is under way arrive.
    void settle() {
        for (int i = 0; i < 50; ++i)
            QCoreApplication::processEvents();
    }

    ChatWorld& world;
    const server::PeerInfo peer{u"127.0.0.1"_qs, u"127.0.0.1"_qs, false, true};
    QtExecutor executor;
    RecordingLink link;
    server::Link& out;
    FewPhotos photos;
    FaultyBus bus{world.exchange};
    server::LiveSessions live;
    server::RateLimiter limiter{world.clock};
    server::SessionService sessions{world.store.sessions(), executor, world.clock};
    server::PeopleDirectory people{world.store.accounts(), executor};
    server::Hub hub{out, world.store.messages(), bus, live, executor, world.clock, world.epoch()};
    server::PersonFeeds feeds{out, world.store.personStreams(), bus, live, executor, world.epoch()};
    server::Presence presence{hub, live, world.clock};
    server::Attendance attendance{out, live, hub, feeds, presence, world.clock};
    server::Inlets inlets{bus, hub, feeds, attendance, sessions, people};
    server::ListenerReview review{out, hub, live, world.store.channels(), executor};
    server::MessageService messages{world.store.messages(), photos, people, executor};
    server::HistoryService history{world.store.messages(), world.store.channels(), people, hub, executor,
                                   world.epoch()};
    server::SearchService search{world.store.messages(), world.store.channels(), people, executor};
    server::ChannelService channels{world.store.channels(), people, presence, executor, world.clock};
    server::OwnService own{world.store.accounts(), world.store.channels(), world.store.keywords(), executor};
    server::PlanService plans{world.store.plans(), messages, world.store.keys(), executor, world.clock};
    server::DeliveryService deliveries{world.store.deliveries(), hub, executor, world.clock};
    server::Retention retention{world.store.channels(), world.store.messages(), hub, executor, world.clock};
    server::Erasure erasure{world.store.erasure(), executor};
    server::PlaceService places{world.store.channels(), executor};
    server::TypingRelay typing{hub, world.clock};
    server::Answers answers{out, executor};
    server::CommandTable table;
    server::Greeter greeter{out,    sessions, live,        attendance,
                            hub,    feeds,    presence,    world.store.personStreams(),
                            people, executor, world.clock, {u"Test"_qs, world.epoch()}};
    server::Router router{table, answers, greeter, sessions, live, attendance, limiter};
    std::uint64_t lastConnection = 0;
    std::int64_t lastRid = 0;
};

} // namespace parlor::test
