#pragma once

#include "client/core/cache/cache.h"
#include "client/core/net/requests.h"
#include "client/core/state.h"
#include "shared/protocol/personevent.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

namespace parlor::client {

/// Drafts: saved here 1 s after the last key, at the latest after 5 s; on the server after 14 s of quiet.
/// Also tells the others who is typing, at most every 5 s. Interface thread only.
class Drafts final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    Drafts(State& state, Cache& cache, Requests& requests, QObject* parent = nullptr);

    void changed(ChannelId channel, const QString& text);
    void typed(ChannelId channel);
    /// The channel `from` is `to` now.
    void move(ChannelId from, ChannelId to);
    /// Another device changed it; what is being written here wins.
    void heard(const DraftChanged& draft);
    /// What the server had not confirmed when the program ended.
    void restore(const QHash<ChannelId, QString>& drafts, const QSet<ChannelId>& unsent);
    /// Sends what the server does not know; after each welcome too, before it is asked for what it has.
    void upload();
    /// Before the program ends.
    void saveAll();
    void clear();

private:
    void save();
    void sent(ChannelId channel, const QString& text, bool done);

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    QHash<ChannelId, QString> m_unsaved; ///< not on this disk yet
    QHash<ChannelId, QString> m_unsent;  ///< not confirmed by the server
    QHash<ChannelId, qint64> m_typed;    ///< when it was last told, ms
    QTimer m_saveSoon, m_saveAnyway, m_upload;
    QElapsedTimer m_clock;
};

} // namespace parlor::client
