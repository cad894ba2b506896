#pragma once

#include "client/core/cache/cache.h"
#include "client/core/messages/sync.h"
#include "client/core/net/requests.h"
#include "client/core/state.h"

#include <QObject>
#include <QSet>

namespace parlor::client {

/// Loads what is looked at: from the local store at once, from the server where that has holes or doubts.
/// Interface thread only.
class Reader final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    /// `seen`: hears of the events of each page of the server.
    Reader(State& state, Cache& cache, Requests& requests, Sync& sync, Executor& executor,
           std::function<void(const QList<Event>&)> seen, QObject* parent = nullptr);

    void open(ChannelId channel);
    void older(ChannelId channel);
    void newer(ChannelId channel);
    void around(ChannelId channel, Serial serial);

    /// The connection is there: what is open and empty is loaded, and the last message of each channel.
    void online();
    void windowLost(ChannelId channel);
    void clear();

private:
    enum class Where { Newest, Older, Newer, Around };

    void askServer(ChannelId channel, Where where, const History& history);
    void answered(ChannelId channel, Where where, const History& history, const Result<HistoryPage>& page);
    void show(ChannelId channel, const CachedPage& page, bool replace);
    void goOn(ChannelId channel);
    void previewNext();
    [[nodiscard]] Serial firstOf(ChannelId channel) const;

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    Sync& m_sync;
    Executor& m_executor;
    const std::function<void(const QList<Event>&)> m_seen;
    QSet<ChannelId> m_open;
    QSet<ChannelId> m_opening; ///< their windows are on the way to the newest message
    QSet<ChannelId> m_asking;
    QList<ChannelId> m_previews; ///< channels whose last message is not known
};

} // namespace parlor::client
