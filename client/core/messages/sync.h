#pragma once

#include "client/core/cache/cache.h"
#include "client/core/messages/orderedstream.h"
#include "client/core/messages/typists.h"
#include "client/core/net/link.h"
#include "client/core/net/requests.h"
#include "client/core/state.h"
#include "shared/core/clock.h"
#include "shared/protocol/personevent.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace parlor::client {

/// Brings State and the local store up to date from what the link says, and keeps them so: cursors, gaps,
/// epochs (PROTOCOL, "Delivery"). Interface thread only.
class Sync final : public QObject, public LinkListener {
    Q_OBJECT
public:
    /// What others hear of.
    struct Hooks {
        std::function<void()> online; ///< the welcome is taken in; requests can be sent
        std::function<void()> offline;
        std::function<void(const Error&)> stopped;
        std::function<void(const PersonEventBody&)> personEvent; ///< those that are not about channels
        std::function<void(ChannelId)> windowLost;         ///< what was shown of it is void: load it anew
        std::function<void(const QList<Event>&)> seen;     ///< events that were applied, of any kind
        std::function<void(ChannelId, qsizetype)> applied; ///< so many events, the local store has them
        std::function<void()> reconnect; ///< a hole in the private stream: only a new hello closes it
    };

    /// All live longer.
    Sync(State& state, Cache& cache, Requests& requests, Executor& executor, const Clock& clock, Hooks hooks,
         QObject* parent = nullptr);

    /// From the local store, before the link is opened.
    void start(const CachedStart& start);
    void clear();

    /// The newest serial of the channel that has been applied without a gap.
    [[nodiscard]] Serial appliedTo(ChannelId channel) const;

    [[nodiscard]] const Epoch& epoch() const { return m_epoch; }

    /// A channel that one has just joined or made, as an answer told it.
    void follow(const ChannelState& state);

    Hello hello() override;
    void connectionChanged(const Connection& connection) override;
    void received(const Frame& frame) override;
    void stopped(const Error& error) override;

private:
    struct Stream {
        OrderedStream<Event> order;
        bool fetching = false;
    };

    void on(const Welcome& welcome);
    void on(const Events& events);
    void on(const PersonEvents& events);
    void on(const Positions& positions);
    void on(const PresenceNotice& notice);

    void on(const TypingNotice& notice) { m_typists.heard(notice); }

    void on(const Bye&) {}

    void on(const Receipts& receipts);

    void on(const Reply& reply) { m_requests.received(reply); }

    void on(const Refusal& refusal) { m_requests.received(refusal); }

    void greet(const Welcome& welcome);
    void sweep(const Channel& channel, std::int64_t serverTime);
    void beginEpoch(const Epoch& epoch);
    void resume(const ChannelState& state);
    void reset(ChannelId channel, Serial last);
    void take(ChannelId channel, const QList<Event>& events);
    void fetch(ChannelId channel);
    void fetchAgain(ChannelId channel);
    void fetched(ChannelId channel, const Result<HistoryPage>& page);
    void closeGaps();
    void apply(const PersonEvent& event);
    void rememberSoon(ChannelId channel);
    void remember();

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    Executor& m_executor;
    const Hooks m_hooks;
    Epoch m_epoch;
    OrderedStream<PersonEvent> m_person;
    QHash<ChannelId, Stream> m_streams;
    std::optional<Welcome> m_welcome; ///< gathered from its parts
    QSet<ChannelId> m_behind;         ///< to be paged for as soon as the link is online
    QTimer m_gap, m_remember;
    QSet<ChannelId> m_changed;
    Typists m_typists;
};

} // namespace parlor::client
