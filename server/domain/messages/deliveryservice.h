#pragma once

#include "server/domain/channels/hub.h"
#include "server/domain/commands/caller.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/deliverystore.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <unordered_map>

namespace parlor::server {

/// Who has what in direct channels and small groups (keepsReceipts()). Positions live here and are told to
/// those who listen at most four times a second; they reach the store at most once a second, all in one
/// transaction. What a crash takes is acknowledged again, since each welcome says what the store has. Domain
/// thread only.
class DeliveryService final : public QObject {
    Q_OBJECT
public:
    DeliveryService(DeliveryStore& store, Hub& hub, Executor& executor, const Clock& clock,
                    QObject* parent = nullptr);

    /// Passes over channels that the connection does not listen to, and positions beyond what was handed out.
    void acknowledge(const Caller& caller, const Acknowledge& command);
    /// Empty where nothing is kept, and for those who are not there or may not see who is.
    Task<Result<Receipts>> receipts(const Caller& caller, const ListReceipts& command);

    /// Read markers, comings and goings, settings.
    void committed(const CommittedItem& item);

    /// Writes what is due. By itself once a second.
    void write();
    /// Tells what is due. By itself a quarter of a second after the first change.
    void tell();
    /// Forgets conversations in which nothing has happened for ten minutes. By itself once a minute.
    void sweep();

private:
    struct Conversation {
        bool loaded = false;
        bool loading = false;
        bool again = false;                    ///< the list that is being read may be an old one
        QHash<PersonId, DeliveryPlace> people; ///< empty where nothing is kept
        QHash<PersonId, Serial> early;         ///< acknowledged before it was loaded
        QSet<PersonId> changed;                ///< not told yet
        std::int64_t usedAt = 0;               ///< monotonic ms
    };

    Conversation& open(ChannelId channel);
    void load(ChannelId channel);
    void loaded(ChannelId channel, const Result<QList<DeliveryPlace>>& places);
    void raise(ChannelId channel, PersonId person, Serial delivered);
    void moveRead(PersonId person, const ReadMoved& moved);
    void change(Conversation& conversation, PersonId person);
    static void merge(DeliveryPlace& place, const DeliveryPlace& other);

    DeliveryStore& m_store;
    Hub& m_hub;
    Executor& m_executor;
    const Clock& m_clock;
    std::unordered_map<ChannelId, Conversation> m_conversations;
    QHash<std::pair<ChannelId, PersonId>, Serial> m_unwritten;
    bool m_writing = false;
    QTimer m_tell, m_write, m_sweep;
};

} // namespace parlor::server
