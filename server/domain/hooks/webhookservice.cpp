#include "server/domain/hooks/webhookservice.h"

#include "server/domain/hooks/hookaddress.h"
#include "server/domain/sessions/sessionservice.h"
#include "shared/auth/names.h"
#include "shared/auth/token.h"
#include "shared/protocol/jsonreader.h"
#include "shared/protocol/limits.h"

#include <QCryptographicHash>

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

const QString right = QStringLiteral("channel-metadata");
constexpr qsizetype bucketsMost = 10'000;
constexpr std::int64_t bucketFullMs = 20 * 60'000; ///< after which it has nothing to remember

Operation operationOf(PersonId person, const QString& meaning) {
    return {person,
            {},
            makeClientId(),
            QCryptographicHash::hash(meaning.toUtf8(), QCryptographicHash::Sha256).first(16)};
}

/// 128 bits that stay the same for the same key.
QString clientIdFor(WebhookId id, const QString& key) {
    if (key.isEmpty())
        return makeClientId();
    const QByteArray hash =
        QCryptographicHash::hash((id.toString() + u' ' + key).toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(
        hash.first(16).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

template<class T>
void pass(const Promise<Result<T>>& promise, const Result<T>& result) {
    promise.finish(result);
}

} // namespace

WebhookService::WebhookService(WebhookStore& store, AccountStore& accounts, ChannelStore& channels,
                               ChannelRights& rights, AddressGuard guard, WebhookSender::SecretOf secretOf,
                               Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_accounts(accounts),
      m_channels(channels),
      m_rights(rights),
      m_guard(std::move(guard)),
      m_secretOf(std::move(secretOf)),
      m_executor(executor),
      m_clock(clock) {}

template<class T>
Task<Result<T>> WebhookService::allowed(const Principal* principal, ChannelId channel, Then<T> then) {
    const Promise<Result<T>> promise;
    if (!principal) {
        then(promise);
        return promise.task();
    }
    m_rights.requireReader(*principal, channel, Role::Admin, right, [promise, then](const Status& status) {
        if (!status)
            return promise.finish(std::unexpected(status.error()));
        then(promise);
    });
    return promise.task();
}

Task<Result<MadeWebhook>> WebhookService::addOutgoing(const Principal* principal, ChannelId channel,
                                                      const QString& url) {
    const auto address = checkHookUrl(url, m_guard);
    if (!address)
        return doneTask<Result<MadeWebhook>>(std::unexpected(address.error()));
    Webhook webhook;
    webhook.id = makeNew<WebhookId>();
    webhook.channel = channel;
    webhook.name = address->host();
    webhook.url = url;
    webhook.createdBy = principal ? principal->person.id : PersonId();
    return allowed<MadeWebhook>(principal, channel,
                                [this, webhook](const Promise<Result<MadeWebhook>>& promise) {
                                    if (const Status may = mayMake(webhook.createdBy, webhook.channel); !may)
                                        return promise.finish(std::unexpected(may.error()));
                                    store(webhook, m_secretOf(webhook.id), promise);
                                });
}

Task<Result<MadeWebhook>> WebhookService::addIncoming(const Principal* principal, ChannelId channel,
                                                      const QString& name) {
    const auto shown = checkDisplayName(name);
    if (!shown)
        return doneTask<Result<MadeWebhook>>(std::unexpected(shown.error()));
    return allowed<MadeWebhook>(
        principal, channel,
        [this, channel, name = *shown,
         by = principal ? principal->person.id : PersonId()](const Promise<Result<MadeWebhook>>& promise) {
            if (const Status may = mayMake(by, channel); !may)
                return promise.finish(std::unexpected(may.error()));
            // Counted before anything is made: a refusal must not leave an account behind.
            whenDone(m_store.list(), &m_executor, this,
                     [this, by, channel, name, promise](const Result<QList<Webhook>>& all) {
                         if (!all)
                             return promise.finish(std::unexpected(all.error()));
                         const bool tooMany =
                             std::ranges::count(*all, channel, &Webhook::channel) >= webhooksPerChannel
                             || (by.isValid()
                                 && std::ranges::count(*all, by, &Webhook::createdBy) >= webhooksPerPerson);
                         if (tooMany)
                             return promise.finish(fail(ErrorCode::TooLarge));
                         makeBot(by, channel, name, promise);
                     });
        });
}

void WebhookService::makeBot(PersonId by, ChannelId channel, const QString& name,
                             const Promise<Result<MadeWebhook>>& promise) {
    whenDone(m_channels.byId(channel), &m_executor, this,
             [this, by, name, promise](const Result<Channel>& found) {
                 if (!found)
                     return promise.finish(std::unexpected(found.error()));
                 NewAccount account;
                 account.name = u"hook-"_qs + QString::number(makeId(), 36);
                 account.displayName = name;
                 account.role = Role::Member; // guests come in by invitation only
                 account.metadata = {{u"bot"_qs, true}};
                 whenDone(m_accounts.create(account), &m_executor, this,
                          [this, by, channel = *found, promise](const Result<Account>& made) {
                              if (!made)
                                  return promise.finish(std::unexpected(made.error()));
                              addBot(made->person, channel, by, promise);
                          });
             });
}

void WebhookService::addBot(const Person& bot, const Channel& channel, PersonId by,
                            const Promise<Result<MadeWebhook>>& promise) {
    // The operator acts through whoever made the channel.
    const PersonId inviter = by.isValid() ? by : channel.createdBy;
    const bool open = channel.kind == ChannelKind::Channel && channel.visibility == Visibility::Public;
    const Operation operation = operationOf(open ? bot.id : inviter, u"webhook bot "_qs + bot.id.toString());
    const auto joined =
        open ? m_channels.join(operation, channel.id, false)
             : m_channels.changeMember(operation, channel.id,
                                       {bot.id, MemberChange::Joined, Role::Member, endOfTime, false},
                                       Role::Admin);
    whenDone(joined, &m_executor, this,
             [this, bot, channel = channel.id, by, promise](const Result<Outcome>& outcome) {
                 if (!outcome)
                     return promise.finish(std::unexpected(outcome.error()));
                 Webhook webhook;
                 webhook.id = makeNew<WebhookId>();
                 webhook.channel = channel;
                 webhook.direction = WebhookDirection::Incoming;
                 webhook.name = bot.displayName;
                 webhook.bot = bot.id;
                 webhook.createdBy = by;
                 store(webhook, makeToken(TokenKind::Webhook), promise);
             });
}

void WebhookService::store(const Webhook& webhook, const QString& secret,
                           const Promise<Result<MadeWebhook>>& promise) {
    const QByteArray hash =
        webhook.direction == WebhookDirection::Incoming ? hashOfToken(secret) : QByteArray();
    whenDone(m_store.add(webhook, hash), &m_executor, this,
             [this, secret, promise](const Result<Webhook>& added) {
                 if (!added)
                     return promise.finish(std::unexpected(added.error()));
                 if (m_sender)
                     m_sender->put(*added);
                 promise.finish(MadeWebhook{*added, secret});
             });
}

Task<Result<QList<Webhook>>> WebhookService::list(const Principal* principal, ChannelId channel) {
    return allowed<QList<Webhook>>(principal, channel,
                                   [this, channel](const Promise<Result<QList<Webhook>>>& promise) {
                                       whenDone(m_store.list(), &m_executor, this,
                                                [channel, promise](const Result<QList<Webhook>>& all) {
                                                    if (!all)
                                                        return promise.finish(std::unexpected(all.error()));
                                                    QList<Webhook> found;
                                                    for (const Webhook& webhook : *all)
                                                        if (!channel.isValid() || webhook.channel == channel)
                                                            found.append(webhook);
                                                    promise.finish(found);
                                                });
                                   });
}

Task<Status> WebhookService::remove(const Principal* principal, WebhookId id) {
    const Promise<Status> promise;
    const PersonId by = principal ? principal->person.id : PersonId();
    const auto asker = principal ? std::optional(*principal) : std::nullopt;
    whenDone(m_store.byId(id), &m_executor, this, [this, asker, by, promise](const Result<Webhook>& found) {
        if (!found)
            return promise.finish(std::unexpected(found.error()));
        const auto removed =
            allowed<Webhook>(asker ? &*asker : nullptr, found->channel,
                             [this, webhook = *found, by](const Promise<Result<Webhook>>& done) {
                                 whenDone(m_store.remove(webhook.id, by), &m_executor, this,
                                          [this, webhook, done](const Status& status) {
                                              if (!status)
                                                  return done.finish(std::unexpected(status.error()));
                                              if (m_sender)
                                                  m_sender->remove(webhook.id);
                                              m_limits.remove(webhook.id);
                                              done.finish(webhook);
                                          });
                             });
        whenDone(removed, &m_executor, this, [this, promise](const Result<Webhook>& webhook) {
            if (!webhook)
                return promise.finish(std::unexpected(webhook.error()));
            // What the bot wrote stays; nobody writes as it any more.
            if (webhook->bot.isValid())
                (void)m_accounts.setDisabled(webhook->bot, true);
            promise.finish({});
        });
    });
    return promise.task();
}

Task<Result<Webhook>> WebhookService::enable(const Principal* principal, WebhookId id) {
    const Promise<Result<Webhook>> promise;
    const PersonId by = principal ? principal->person.id : PersonId();
    const auto asker = principal ? std::optional(*principal) : std::nullopt;
    whenDone(m_store.byId(id), &m_executor, this, [this, asker, by, promise](const Result<Webhook>& found) {
        if (!found)
            return promise.finish(std::unexpected(found.error()));
        const auto enabled =
            allowed<Webhook>(asker ? &*asker : nullptr, found->channel,
                             [this, id = found->id, by](const Promise<Result<Webhook>>& done) {
                                 whenDone(m_store.enable(id, by), &m_executor, this,
                                          [done](const Result<Webhook>& webhook) { pass(done, webhook); });
                             });
        whenDone(enabled, &m_executor, this, [this, promise](const Result<Webhook>& webhook) {
            if (webhook && m_sender)
                m_sender->put(*webhook);
            promise.finish(webhook);
        });
    });
    return promise.task();
}

Status WebhookService::mayMake(PersonId by, ChannelId channel) {
    if (!by.isValid())
        return {};
    const std::int64_t now = m_clock.monotonic();
    const auto take = [now](auto& buckets, auto key) {
        if (buckets.size() >= bucketsMost)
            buckets.removeIf([now](const auto& bucket) { return now - bucket->lastUsed() > bucketFullMs; });
        auto at = buckets.find(key);
        if (at == buckets.end())
            at = buckets.insert(key, TokenBucket(makingRate, now));
        return at->take(makingRate, now);
    };
    const std::int64_t wait = std::max(take(m_madeBy, by), take(m_madeIn, channel));
    return wait > 0 ? fail(ErrorCode::RateLimited, {}, wait) : Status();
}

std::int64_t WebhookService::limit(WebhookId id) {
    const std::int64_t now = m_clock.monotonic();
    auto at = m_limits.find(id);
    if (at == m_limits.end())
        at = m_limits.insert(id, TokenBucket(incomingRate, now));
    return at->take(incomingRate, now);
}

Task<Result<Committed>> WebhookService::post(const QString& secret, const HookMessage& message) {
    if (!m_messages || tokenKindOf(secret) != TokenKind::Webhook)
        return doneTask<Result<Committed>>(fail(ErrorCode::NotFound));
    const bool tooLong = codec::characters(message.text) > limits::textCharacters
                         || codec::characters(message.name) > limits::nameCharacters;
    if (tooLong)
        return doneTask<Result<Committed>>(fail(ErrorCode::TooLarge));
    const Promise<Result<Committed>> promise;
    whenDone(m_store.bySecretHash(hashOfToken(secret)), &m_executor, this,
             [this, message, promise](const Result<Webhook>& webhook) {
                 if (!webhook)
                     return promise.finish(std::unexpected(webhook.error()));
                 if (const std::int64_t wait = limit(webhook->id); wait > 0)
                     return promise.finish(fail(ErrorCode::RateLimited, {}, wait));
                 write(*webhook, message, promise);
             });
    return promise.task();
}

void WebhookService::write(const Webhook& webhook, const HookMessage& message,
                           const Promise<Result<Committed>>& promise) {
    Principal bot;
    bot.person.id = webhook.bot;
    bot.person.name = webhook.name;
    bot.capability = Capability::all();
    SendMessage command;
    command.channel = webhook.channel;
    command.clientId = clientIdFor(webhook.id, message.idempotencyKey);
    command.entry.text = message.text;
    command.entry.name = oneLine(message.name, limits::nameCharacters);
    whenDone(m_messages->send(bot, command), &m_executor, this,
             [promise](const Result<Committed>& committed) { pass(promise, committed); });
}

} // namespace parlor::server
