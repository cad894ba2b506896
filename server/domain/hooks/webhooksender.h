#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/hooks/deliveryqueue.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/outgoing.h"
#include "server/domain/ports/webhookstore.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace parlor::server {

/// `Parlor-Signature` of a body: "v1=" and the hex HMAC-SHA256 of "<timestamp>.<body>" under the webhook's
/// secret.
QByteArray hookSignature(const QString& secret, std::int64_t timestamp, const QByteArray& body);

/// Posts what is said in channels to the addresses of their webhooks: in order, one at a time for each, again
/// and again until it is taken (at least once, with an id that stays the same), from the cursor in the store,
/// so that a restart loses nothing. Slow and dead ones do not hold up others: see DeliveryQueue. Who fails
/// for a day is switched off. Domain thread only. Composition: load() before serving, committed() from the
/// stream, tick() once a second.
class WebhookSender final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t firstRetryMs = 1'000;
    static constexpr std::int64_t lastRetryMs = 600'000;
    static constexpr std::int64_t giveUpAfterMs = 86'400'000;
    static constexpr int giveUpAttempts = 10;

    using SecretOf = std::function<QString(WebhookId)>;

    WebhookSender(WebhookStore& store, MessageStore& messages, ChannelStore& channels,
                  PeopleDirectory& people, OutgoingHttp& http, SecretOf secretOf, Executor& executor,
                  const Clock& clock, QObject* parent = nullptr);

    Task<Status> load();

    /// Made or switched on.
    void put(const Webhook& webhook);
    void remove(WebhookId id);

    void committed(const CommittedItem& item);
    void tick();

    /// Called when one was switched off because it kept failing.
    void setOnDisabled(std::function<void(const Webhook&)> onDisabled) {
        m_onDisabled = std::move(onDisabled);
    }

private:
    struct State {
        Webhook webhook;
        QList<Event> waiting; ///< read, not yet told
        bool busy = false;
        bool mayHaveMore = true;
    };

    [[nodiscard]] bool isReady(const State& state) const;
    void wake(State& state);
    void startWaiting();
    void release(State& state);
    void read(State& state);
    void tellNext(State& state);
    void post(WebhookId id, const Event& event, const QString& channelName, const QList<Person>& author);
    void answered(WebhookId id, const Event& event, const Result<int>& status);
    void succeeded(State& state, Serial cursor);
    void failed(State& state, const QString& why, bool forGood);
    void stop(State& state, const QString& why);
    void save(State& state);
    State* find(WebhookId id);

    WebhookStore& m_store;
    MessageStore& m_messages;
    ChannelStore& m_channels;
    PeopleDirectory& m_people;
    OutgoingHttp& m_http;
    SecretOf m_secretOf;
    Executor& m_executor;
    const Clock& m_clock;
    QHash<WebhookId, State> m_states;
    DeliveryQueue m_queue;
    std::function<void(const Webhook&)> m_onDisabled;
};

} // namespace parlor::server
