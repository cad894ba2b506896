#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/hooks/addressguard.h"
#include "server/domain/hooks/webhooksender.h"
#include "server/domain/messages/messageservice.h"
#include "server/domain/moderation/channelrights.h"
#include "server/domain/ports/accountstore.h"

#include <QHash>
#include <QObject>

namespace parlor::server {

/// A new webhook with what is only shown once.
struct MadeWebhook {
    Webhook webhook;
    QString secret; ///< outgoing: the key of the signatures; incoming: the last part of its address
};

/// What comes in through an incoming webhook.
struct HookMessage {
    QString text;
    QString name; ///< shown beside the bot's; at most 64 characters
    QString
        idempotencyKey; ///< the same again within the same webhook is the same message; empty: each is new
};

/// Webhooks of channels: who runs a channel makes them and takes them away; what an incoming one is given is
/// written as its bot, a person who can't sign in, with `"bot": true` in the metadata. Domain thread only.
class WebhookService final : public QObject {
    Q_OBJECT
public:
    /// One message a second, bursts of 20, for each incoming webhook.
    static constexpr Rate incomingRate{1, 20};
    /// One a minute, 20 at once, for each person and for each channel: an incoming one makes an account.
    static constexpr Rate makingRate{1.0 / 60, 20};

    WebhookService(WebhookStore& store, AccountStore& accounts, ChannelStore& channels, ChannelRights& rights,
                   AddressGuard guard, WebhookSender::SecretOf secretOf, Executor& executor,
                   const Clock& clock, QObject* parent = nullptr);

    /// What a serving process has and an administrator's command has not. Both live longer.
    void setServing(MessageService* messages, WebhookSender* sender) {
        m_messages = messages;
        m_sender = sender;
    }

    // For who runs the channel (an admin of it or of the server who can read it), or `principal` nullptr: the
    // operator.
    /// BadRequest, Forbidden, UnknownChannel, TooLarge, RateLimited.
    Task<Result<MadeWebhook>> addOutgoing(const Principal* principal, ChannelId channel, const QString& url);
    Task<Result<MadeWebhook>> addIncoming(const Principal* principal, ChannelId channel, const QString& name);
    /// Of one channel; 0: all, for the operator alone.
    Task<Result<QList<Webhook>>> list(const Principal* principal, ChannelId channel);
    Task<Status> remove(const Principal* principal, WebhookId id);
    Task<Result<Webhook>> enable(const Principal* principal, WebhookId id);

    /// Writes as the bot. NotFound (no such secret), RateLimited, TooLarge, BadRequest, and what sending
    /// says.
    Task<Result<Committed>> post(const QString& secret, const HookMessage& message);

private:
    template<class T>
    using Then = std::function<void(const Promise<Result<T>>&)>;

    template<class T>
    Task<Result<T>> allowed(const Principal* principal, ChannelId channel, Then<T> then);
    void makeBot(PersonId by, ChannelId channel, const QString& name,
                 const Promise<Result<MadeWebhook>>& promise);
    void addBot(const Person& bot, const Channel& channel, PersonId by,
                const Promise<Result<MadeWebhook>>& promise);
    void store(const Webhook& webhook, const QString& secret, const Promise<Result<MadeWebhook>>& promise);
    void write(const Webhook& webhook, const HookMessage& message, const Promise<Result<Committed>>& promise);
    std::int64_t limit(WebhookId id);
    Status mayMake(PersonId by, ChannelId channel);

    WebhookStore& m_store;
    AccountStore& m_accounts;
    ChannelStore& m_channels;
    ChannelRights& m_rights;
    MessageService* m_messages = nullptr;
    WebhookSender* m_sender = nullptr;
    AddressGuard m_guard;
    WebhookSender::SecretOf m_secretOf;
    Executor& m_executor;
    const Clock& m_clock;
    QHash<WebhookId, TokenBucket> m_limits;
    QHash<PersonId, TokenBucket> m_madeBy;
    QHash<ChannelId, TokenBucket> m_madeIn;
};

} // namespace parlor::server
