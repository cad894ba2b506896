#pragma once

#include "client/core/cache/cache.h"
#include "client/core/foundmessages.h"
#include "client/core/messages/changekeeper.h"
#include "client/core/messages/performer.h"
#include "client/core/state.h"
#include "shared/core/executor.h"

#include <QObject>

namespace parlor::client {

/// What one does with messages that are there, and how one finds them: by the server, or without it on this
/// device. Interface thread only.
class MessageCalls final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    MessageCalls(State& state, Cache& cache, Performer& performer, ChangeKeeper& changes, Executor& executor,
                 QObject* parent = nullptr);

    Task<Status> edit(ChannelId channel, MessageId message, QString text);
    /// Of one's own that waited to be sent a moment ago, and is there now.
    Task<Status> edit(ChannelId channel, const QString& clientId, QString text);
    Task<Status> remove(ChannelId channel, MessageId message);
    Task<Status> react(ChannelId channel, MessageId message, QString emoji, bool add);
    Task<Status> pin(ChannelId channel, MessageId message, bool pin);

    Task<Result<FoundMessages>> search(const Search& search);

private:
    /// What it says as far as this device knows.
    [[nodiscard]] Entry entryOf(ChannelId channel, MessageId message) const;
    Task<Result<FoundMessages>> searchHere(const Search& search);

    State& m_state;
    Cache& m_cache;
    Performer& m_performer;
    ChangeKeeper& m_changes;
    Executor& m_executor;
};

} // namespace parlor::client
