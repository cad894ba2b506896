#include "server/domain/messages/deliveryservice.h"

#include <QLoggingCategory>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.delivery")

constexpr int tellMs = 250;
constexpr int writeMs = 1'000;
constexpr int sweepMs = 60'000;
constexpr std::int64_t idleMs = 600'000;

bool changesPeople(const Event& event) {
    const auto* member = std::get_if<MemberChanged>(&event.body);
    return member
           && (member->change == MemberChange::Joined || member->change == MemberChange::Left
               || member->change == MemberChange::Removed || member->change == MemberChange::Banned);
}

Receipt receiptOf(const DeliveryPlace& place) {
    return {place.person, place.delivered, place.tellsRead ? place.read : Serial()};
}

} // namespace

DeliveryService::DeliveryService(DeliveryStore& store, Hub& hub, Executor& executor, const Clock& clock,
                                 QObject* parent)
    : QObject(parent), m_store(store), m_hub(hub), m_executor(executor), m_clock(clock) {
    m_tell.setSingleShot(true);
    m_tell.setInterval(tellMs);
    connect(&m_tell, &QTimer::timeout, this, &DeliveryService::tell);
    m_write.setSingleShot(true);
    m_write.setInterval(writeMs);
    connect(&m_write, &QTimer::timeout, this, &DeliveryService::write);
    connect(&m_sweep, &QTimer::timeout, this, &DeliveryService::sweep);
    m_sweep.start(sweepMs);
}

void DeliveryService::acknowledge(const Caller& caller, const Acknowledge& command) {
    for (const Hello::Cursor& cursor : command.channels) {
        if (!m_hub.subscription(caller.connection, cursor.channel))
            continue;
        const Serial published = m_hub.published(cursor.channel).value_or(Serial());
        raise(cursor.channel, caller.principal.person.id, std::min(cursor.serial, published));
    }
}

Task<Result<Receipts>> DeliveryService::receipts(const Caller& caller, const ListReceipts& command) {
    if (!m_hub.may(caller.connection, command.channel, ChannelRight::Presence))
        return doneTask<Result<Receipts>>(Receipts{command.channel, {}});
    const Promise<Result<Receipts>> promise;
    // From the store, because another node may know of others; from here what is not written yet.
    whenDone(m_store.places(command.channel), &m_executor, this,
             [this, promise, channel = command.channel,
              me = caller.principal.person.id](const Result<QList<DeliveryPlace>>& places) {
                 if (!places)
                     return promise.finish(std::unexpected(places.error()));
                 Receipts answer{channel, {}};
                 const auto known = m_conversations.find(channel);
                 bool mine = false;
                 for (DeliveryPlace place : *places) {
                     if (known != m_conversations.end())
                         merge(place, known->second.people.value(place.person));
                     mine = mine || place.person == me;
                     answer.receipts.append(receiptOf(place));
                 }
                 promise.finish(mine ? answer : Receipts{channel, {}});
             });
    return promise.task();
}

void DeliveryService::committed(const CommittedItem& item) {
    if (const auto* channel = std::get_if<ChannelCommitted>(&item)) {
        if (m_conversations.contains(channel->channel)
            && std::any_of(channel->events.begin(), channel->events.end(), changesPeople))
            load(channel->channel);
    } else if (const auto* person = std::get_if<PersonCommitted>(&item)) {
        for (const PersonEvent& event : person->events) {
            if (const auto* moved = std::get_if<ReadMoved>(&event.body)) {
                moveRead(person->person, *moved);
            } else if (const auto* settings = std::get_if<SettingsChanged>(&event.body)) {
                const bool tells = settings->settings.value(u"read_receipts").toBool(true);
                for (auto& [id, conversation] : m_conversations)
                    if (const auto at = conversation.people.find(person->person);
                        at != conversation.people.end() && std::exchange(at->tellsRead, tells) != tells)
                        change(conversation, person->person);
            }
        }
    }
}

DeliveryService::Conversation& DeliveryService::open(ChannelId channel) {
    Conversation& conversation = m_conversations[channel];
    conversation.usedAt = m_clock.monotonic();
    if (!conversation.loaded)
        load(channel);
    return conversation;
}

void DeliveryService::load(ChannelId channel) {
    Conversation& conversation = m_conversations[channel];
    conversation.loaded = false;
    if (std::exchange(conversation.loading, true)) {
        conversation.again = true;
        return;
    }
    whenDone(m_store.places(channel), &m_executor, this,
             [this, channel](const Result<QList<DeliveryPlace>>& places) { loaded(channel, places); });
}

void DeliveryService::loaded(ChannelId channel, const Result<QList<DeliveryPlace>>& places) {
    const auto at = m_conversations.find(channel);
    if (at == m_conversations.end())
        return;
    Conversation& conversation = at->second;
    conversation.loading = false;
    if (std::exchange(conversation.again, false))
        return load(channel);
    if (!places) {
        qCWarning(log) << "who has what could not be read:" << places.error();
        m_conversations.erase(at); // the next acknowledgement tries again
        return;
    }
    conversation.loaded = true;
    const auto before = std::exchange(conversation.people, {});
    for (DeliveryPlace place : *places) {
        const auto known = before.constFind(place.person);
        if (known != before.cend())
            merge(place, *known);
        conversation.people.insert(place.person, place);
        if (known == before.cend() && !before.isEmpty())
            change(conversation, place.person);
    }
    if (!conversation.changed.isEmpty() && !m_tell.isActive())
        m_tell.start();
    const auto early = std::exchange(conversation.early, {});
    for (auto it = early.cbegin(); it != early.cend(); ++it)
        raise(channel, it.key(), it.value());
}

void DeliveryService::merge(DeliveryPlace& place, const DeliveryPlace& other) {
    place.delivered = std::max(place.delivered, other.delivered);
    place.read = std::max(place.read, other.read);
}

void DeliveryService::raise(ChannelId channel, PersonId person, Serial delivered) {
    Conversation& conversation = open(channel);
    if (!conversation.loaded) {
        Serial& early = conversation.early[person];
        early = std::max(early, delivered);
        return;
    }
    const auto place = conversation.people.find(person);
    if (place == conversation.people.end() || delivered <= place->delivered)
        return;
    place->delivered = delivered;
    m_unwritten.insert({channel, person}, delivered);
    if (!m_write.isActive())
        m_write.start();
    change(conversation, person);
}

void DeliveryService::moveRead(PersonId person, const ReadMoved& moved) {
    // While nobody listens nobody is told; who comes asks the store.
    if (!m_hub.published(moved.channel))
        return;
    Conversation& conversation = open(moved.channel);
    if (!conversation.loaded) // the store has it: it is told when that is read
        return change(conversation, person);
    const auto place = conversation.people.find(person);
    if (place == conversation.people.end() || moved.read <= place->read)
        return;
    place->read = moved.read;
    place->delivered = std::max(place->delivered, moved.read);
    change(conversation, person);
}

void DeliveryService::change(Conversation& conversation, PersonId person) {
    conversation.changed.insert(person);
    if (!m_tell.isActive())
        m_tell.start();
}

void DeliveryService::tell() {
    for (auto& [channel, conversation] : m_conversations) {
        if (!conversation.loaded)
            continue;
        const QSet<PersonId> changed = std::exchange(conversation.changed, {});
        Receipts told{channel, {}};
        for (const PersonId person : changed)
            if (const auto place = conversation.people.constFind(person); place != conversation.people.cend())
                told.receipts.append(receiptOf(*place));
        if (!told.receipts.isEmpty())
            m_hub.broadcast(channel, told, {});
    }
}

void DeliveryService::write() {
    if (m_unwritten.isEmpty() || std::exchange(m_writing, true))
        return;
    QList<DeliveryStore::Raise> raises;
    const auto unwritten = std::exchange(m_unwritten, {});
    raises.reserve(unwritten.size());
    for (auto it = unwritten.cbegin(); it != unwritten.cend(); ++it)
        raises.append({it.key().first, it.key().second, it.value()});
    whenDone(m_store.raise(raises), &m_executor, this, [this, unwritten](const Status& written) {
        m_writing = false;
        if (!written) {
            qCWarning(log) << "what people have could not be written yet:" << written.error();
            for (auto it = unwritten.cbegin(); it != unwritten.cend(); ++it) {
                Serial& again = m_unwritten[it.key()];
                again = std::max(again, it.value());
            }
        }
        if (!m_unwritten.isEmpty())
            m_write.start();
    });
}

void DeliveryService::sweep() {
    const std::int64_t now = m_clock.monotonic();
    std::erase_if(m_conversations, [now](const auto& entry) {
        const Conversation& conversation = entry.second;
        return !conversation.loading && conversation.changed.isEmpty() && now - conversation.usedAt > idleMs;
    });
}

} // namespace parlor::server
