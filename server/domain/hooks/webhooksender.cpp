#include "server/domain/hooks/webhooksender.h"

#include "server/domain/messages/linkparser.h"
#include "shared/core/logging.h"
#include "shared/protocol/codec.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>
#include <QPointer>

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcHooks, "parlor.hooks")

constexpr int page = 50;
constexpr std::int64_t secondMs = 1'000;
constexpr int goneStatus = 410;

/// What is told: messages, their edits and deletions.
bool isTold(const Event& event) {
    return std::holds_alternative<MessagePosted>(event.body)
           || std::holds_alternative<MessageEdited>(event.body)
           || std::holds_alternative<MessageDeleted>(event.body);
}

const Entry* entryOf(const Event& event) {
    if (const auto* posted = std::get_if<MessagePosted>(&event.body))
        return &posted->entry;
    if (const auto* edited = std::get_if<MessageEdited>(&event.body))
        return &edited->entry;
    return nullptr;
}

QByteArray bodyOf(const QString& id, ChannelId channel, const QString& channelName, const Event& event,
                  const QList<Person>& author) {
    QJsonObject body{{u"id"_qs, id},
                     {u"type"_qs, QString(typeOf(event.body))},
                     {u"channel"_qs, QJsonObject{{u"id"_qs, channel.toString()}, {u"name"_qs, channelName}}},
                     {u"event"_qs, codec::toJson(event)}};
    if (!author.isEmpty())
        body.insert(u"author"_qs, codec::toJson(author.first()));
    QJsonArray links;
    if (const Entry* entry = entryOf(event))
        for (const TextLink& link : parseLinks(entry->text))
            links.append(link.url);
    if (!links.isEmpty())
        body.insert(u"links"_qs, links);
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

std::int64_t waitAfter(int failures) {
    constexpr int doublingsMost = 20;
    return std::min(WebhookSender::lastRetryMs,
                    WebhookSender::firstRetryMs << std::min(failures - 1, doublingsMost));
}

QString reasonOf(const Result<int>& status) {
    if (status)
        return u"HTTP %1"_qs.arg(*status);
    return status.error().detail.isEmpty() ? textFor(status.error().code) : status.error().detail;
}

const QString makerLeft = QStringLiteral("who made it does not run the channel any more");

bool endsRights(const Event& event, PersonId maker) {
    const auto* member = std::get_if<MemberChanged>(&event.body);
    if (!member || member->person.id != maker)
        return false;
    return member->change == MemberChange::Left || member->change == MemberChange::Removed
           || member->change == MemberChange::Banned
           || (member->change == MemberChange::RoleChanged && member->role < Role::Admin);
}

} // namespace

QByteArray hookSignature(const QString& secret, std::int64_t timestamp, const QByteArray& body) {
    const QByteArray text = QByteArray::number(static_cast<qlonglong>(timestamp)) + '.' + body;
    return "v1="
           + QMessageAuthenticationCode::hash(text, secret.toUtf8(), QCryptographicHash::Sha256).toHex();
}

WebhookSender::WebhookSender(WebhookStore& store, MessageStore& messages, ChannelStore& channels,
                             PeopleDirectory& people, OutgoingHttp& http, SecretOf secretOf,
                             Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_store(store),
      m_messages(messages),
      m_channels(channels),
      m_people(people),
      m_http(http),
      m_secretOf(std::move(secretOf)),
      m_executor(executor),
      m_clock(clock) {}

Task<Status> WebhookSender::load() {
    const Promise<Status> promise;
    whenDone(m_store.list(), &m_executor, this, [this, promise](const Result<QList<Webhook>>& webhooks) {
        if (!webhooks)
            return promise.finish(std::unexpected(webhooks.error()));
        for (const Webhook& webhook : *webhooks)
            put(webhook);
        promise.finish({});
    });
    return promise.task();
}

void WebhookSender::put(const Webhook& webhook) {
    if (webhook.direction != WebhookDirection::Outgoing)
        return;
    State& state = m_states[webhook.id];
    state.webhook = webhook;
    state.waiting.clear();
    state.mayHaveMore = true;
    wake(state);
}

void WebhookSender::remove(WebhookId id) {
    m_queue.remove(id);
    m_states.remove(id);
    startWaiting();
}

WebhookSender::State* WebhookSender::find(WebhookId id) {
    const auto at = m_states.find(id);
    return at == m_states.end() ? nullptr : &at.value();
}

// Who may not run a channel any more hears nothing of it, from the same commit on.
void WebhookSender::committed(const CommittedItem& item) {
    if (const auto* person = std::get_if<PersonChanged>(&item); person && person->disabled)
        for (State& state : m_states)
            if (state.webhook.createdBy == person->person.id)
                stop(state, makerLeft);
    const auto* channel = std::get_if<ChannelCommitted>(&item);
    if (!channel || m_states.isEmpty())
        return;
    for (State& state : m_states)
        if (state.webhook.channel == channel->channel) {
            if (std::ranges::any_of(channel->events, [&](const Event& event) {
                    return endsRights(event, state.webhook.createdBy);
                }))
                stop(state, makerLeft);
            state.mayHaveMore = true;
            wake(state);
        }
}

void WebhookSender::tick() {
    for (State& state : m_states)
        wake(state);
}

bool WebhookSender::isReady(const State& state) const {
    return state.webhook.enabled && !state.busy && (state.mayHaveMore || !state.waiting.isEmpty())
           && m_clock.now() >= state.webhook.nextAt;
}

void WebhookSender::wake(State& state) {
    if (!isReady(state))
        return;
    m_queue.add(state.webhook);
    startWaiting();
}

void WebhookSender::startWaiting() {
    while (const auto id = m_queue.next()) {
        State* state = find(*id);
        if (!state || !isReady(*state)) { // switched off while it waited
            m_queue.done(*id);
            continue;
        }
        state->busy = true;
        if (state->waiting.isEmpty())
            read(*state);
        else
            tellNext(*state);
    }
}

void WebhookSender::release(State& state) {
    state.busy = false;
    m_queue.done(state.webhook.id);
    wake(state);
    startWaiting();
}

void WebhookSender::read(State& state) {
    state.mayHaveMore = false; // what is committed from now on sets it again
    whenDone(m_messages.eventsAfter(state.webhook.channel, state.webhook.cursor, page), &m_executor, this,
             [this, id = state.webhook.id](const Result<EventPage>& events) {
                 State* found = find(id);
                 if (!found || !found->busy)
                     return;
                 if (!events) {
                     found->mayHaveMore = true;
                     return failed(*found, textFor(events.error().code), false);
                 }
                 found->mayHaveMore |= events->more;
                 for (const Event& event : events->events) {
                     if (isTold(event)) {
                         found->waiting.append(event);
                     } else if (found->waiting.isEmpty()) {
                         const auto* skipped = std::get_if<Skipped>(&event.body);
                         found->webhook.cursor = skipped ? skipped->last : event.serial;
                     }
                 }
                 tellNext(*found);
             });
}

void WebhookSender::tellNext(State& state) {
    if (!state.webhook.enabled) {
        state.waiting.clear();
        return save(state);
    }
    if (state.waiting.isEmpty())
        return release(state);
    const Event event = state.waiting.first();
    whenDone(m_channels.byId(state.webhook.channel), &m_executor, this,
             [this, id = state.webhook.id, event](const Result<Channel>& channel) {
                 const QString name = channel ? channel->name : QString();
                 m_people.people({event.author}, [self = QPointer(this), id, event,
                                                  name](const Result<QList<Person>>& author) {
                     if (self)
                         self->post(id, event, name, author.value_or(QList<Person>()));
                 });
             });
}

void WebhookSender::post(WebhookId id, const Event& event, const QString& channelName,
                         const QList<Person>& author) {
    const State* state = find(id);
    if (!state || !state->busy)
        return;
    if (!state->webhook.enabled)
        return tellNext(*find(id));
    const QString eventId = id.toString() + u'-' + QString::number(event.serial.value());
    const std::int64_t timestamp = m_clock.now() / secondMs;
    OutgoingRequest request;
    request.url = state->webhook.url;
    request.body = bodyOf(eventId, state->webhook.channel, channelName, event, author);
    request.headers = {{"Content-Type", "application/json"},
                       {"Parlor-Id", eventId.toLatin1()},
                       {"Parlor-Timestamp", QByteArray::number(static_cast<qlonglong>(timestamp))},
                       {"Parlor-Signature", hookSignature(m_secretOf(id), timestamp, request.body)}};
    whenDone(m_http.post(std::move(request)), &m_executor, this,
             [this, id, event](const Result<int>& status) { answered(id, event, status); });
}

void WebhookSender::answered(WebhookId id, const Event& event, const Result<int>& status) {
    State* state = find(id);
    if (!state || !state->busy || (!status && status.error().code == ErrorCode::Cancelled))
        return;
    constexpr int firstOk = 200, lastOk = 299;
    if (status && *status >= firstOk && *status <= lastOk)
        return succeeded(*state, event.serial);
    failed(*state, reasonOf(status), status && *status == goneStatus);
}

void WebhookSender::succeeded(State& state, Serial cursor) {
    Webhook& webhook = state.webhook;
    webhook.cursor = cursor;
    webhook.failures = 0;
    webhook.failingSince = webhook.nextAt = 0;
    webhook.lastError.clear();
    if (!state.waiting.isEmpty())
        state.waiting.removeFirst();
    save(state);
}

void WebhookSender::failed(State& state, const QString& why, bool forGood) {
    Webhook& webhook = state.webhook;
    const std::int64_t now = m_clock.now();
    ++webhook.failures;
    if (webhook.failingSince == 0)
        webhook.failingSince = now;
    webhook.nextAt = now + waitAfter(webhook.failures);
    webhook.lastError = why;
    const bool tooLong = webhook.failures >= giveUpAttempts && now - webhook.failingSince >= giveUpAfterMs;
    if (forGood || tooLong) {
        webhook.enabled = false;
        state.waiting.clear();
        qCWarning(lcHooks) << "webhook" << webhook.id.toString() << "is switched off:" << why;
        if (m_onDisabled)
            m_onDisabled(webhook);
    }
    save(state);
}

void WebhookSender::stop(State& state, const QString& why) {
    if (!state.webhook.enabled)
        return;
    if (!state.busy) {
        state.busy = true;
        return failed(state, why, true);
    }
    // What is under way ends by itself and keeps that it was switched off.
    state.webhook.enabled = false;
    state.webhook.lastError = why;
    if (m_onDisabled)
        m_onDisabled(state.webhook);
}

void WebhookSender::save(State& state) {
    const Webhook& now = state.webhook;
    const WebhookProgress progress{now.id,           now.cursor, now.enabled,  now.failures,
                                   now.failingSince, now.nextAt, now.lastError};
    // The next one only when this one's place is safe; when it is not, it is told once more.
    whenDone(m_store.save(progress), &m_executor, this, [this, id = now.id](const Status&) {
        State* found = find(id);
        if (!found || !found->busy)
            return;
        release(*found);
    });
}

} // namespace parlor::server
