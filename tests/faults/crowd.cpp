#include "tests/faults/crowd.h"

#include "shared/core/ids.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::test {

std::string nameOf(Transport transport) {
    return transport == Transport::Sync ? "Sync" : "Socket";
}

QByteArray addressOf(int n) {
    return "127.0." + QByteArray::number(1 + n / 200) + '.' + QByteArray::number(1 + n % 200);
}

Seen seenOf(const QJsonObject& event) {
    return {event.value(u"serial").toInteger(),
            event.value(u"type").toString() == u"message" ? event.value(u"text").toString() : QString()};
}

QList<Seen> readLog(ChatPeer& peer, const QString& channel) {
    QList<Seen> log;
    for (qint64 after = 0;;) {
        const QJsonObject page = peer.ask(
            {{u"op"_qs, u"history"_qs}, {u"channel"_qs, channel}, {u"after"_qs, after}, {u"limit"_qs, 100}});
        if (page.value(u"op").toString() == u"err")
            ADD_FAILURE() << "no page: " << QJsonDocument(page).toJson(QJsonDocument::Compact).constData();
        for (const QJsonObject& event : eventsOf(page)) {
            log.append(seenOf(event));
            after = event.contains(u"last") ? event.value(u"last").toInteger() : log.last().serial;
        }
        if (!page.value(u"more").toBool())
            return log;
    }
}

Publisher::Publisher(HistoryChecker& checker, const QByteArray& token, QString channel, QString name,
                     int window, QByteArray from, Transport transport)
    : peer(token, {std::move(from), 0, true, transport}),
      m_checker(checker),
      m_channel(std::move(channel)),
      m_name(std::move(name)),
      m_window(window) {
    peer.onFrame = [this](const QJsonObject& frame) { hear(frame); };
}

void Publisher::open(std::uint16_t port) {
    if (peer.open(port))
        m_again = m_underWay.keys();
}

void Publisher::tend(bool publishing) {
    if (!peer.isWelcome() || !peer.isOpen())
        return;
    for (const QString& clientId : std::exchange(m_again, {}))
        peer.say(sendRequest(m_channel, m_underWay.value(clientId), clientId));
    while (publishing && m_underWay.size() < m_window) {
        const QString clientId = makeClientId();
        const QString text = u"%1 %2 %3"_qs.arg(m_name).arg(++m_number).arg(clientId);
        m_checker.attempted(m_channel, text);
        m_underWay.insert(clientId, text);
        peer.say(sendRequest(m_channel, text, clientId));
    }
}

void Publisher::hear(const QJsonObject& frame) {
    const QString op = frame.value(u"op").toString();
    const QString clientId = frame.value(u"client_id").toString();
    if (!m_underWay.contains(clientId))
        return;
    if (op == u"ok") {
        m_checker.acknowledged(m_channel, m_underWay.take(clientId), frame.value(u"serial").toInteger());
        m_again.removeAll(clientId);
        ++m_acknowledged;
    } else if (op == u"err" && frame.value(u"temporary").toBool()) {
        ++temporary;
        m_again.append(clientId);
    } else if (op == u"err") {
        refusals += frame.value(u"code").toString();
        m_underWay.remove(clientId);
    }
}

Follower::Follower(HistoryChecker& checker, const QByteArray& token, QString name, QByteArray from,
                   int receiveBuffer, Transport transport)
    : peer(token, {std::move(from), receiveBuffer, true, transport}),
      m_checker(checker),
      m_name(std::move(name)) {
    peer.onFrame = [this](const QJsonObject& frame) { hear(frame); };
}

void Follower::open(std::uint16_t port) {
    QJsonArray cursors;
    for (auto it = m_cursors.begin(); it != m_cursors.end(); ++it)
        cursors.append(QJsonObject{{u"channel"_qs, it.key()}, {u"serial"_qs, it.value()}});
    m_paging.clear();
    m_pages.clear();
    m_welcomed = false;
    if (m_epoch.isEmpty())
        peer.open(port);
    else
        peer.open(port, {{u"epoch"_qs, m_epoch}, {u"channels"_qs, cursors}});
}

void Follower::hear(const QJsonObject& frame) {
    const QString op = frame.value(u"op").toString();
    const QString channel = frame.value(u"channel").toString();
    if (op == u"welcome" && peer.isWelcome() && !m_welcomed) {
        m_welcomed = true;
        welcome();
    } else if (op == u"events") {
        for (const QJsonObject& event : eventsOf(frame))
            if (m_paging.contains(channel))
                m_paging[channel].append(event);
            else
                apply(channel, event);
    } else if (op == u"positions") {
        for (const auto& value : frame.value(u"channels").toArray()) {
            const QString behind = value.toObject().value(u"channel").toString();
            if (value.toObject().value(u"serial").toInteger() > m_cursors.value(behind)
                && !m_paging.contains(behind))
                page(behind);
        }
    } else if (op == u"ok" && m_pages.contains(frame.value(u"rid").toInteger())) {
        m_pages.remove(frame.value(u"rid").toInteger());
        for (const QJsonObject& event : eventsOf(frame))
            apply(channel, event);
        if (frame.value(u"more").toBool())
            return page(channel);
        for (const QJsonObject& event : m_paging.take(channel))
            if (event.value(u"serial").toInteger() > m_cursors.value(channel))
                apply(channel, event);
    }
}

void Follower::welcome() {
    for (auto it = peer.channels.begin(); it != peer.channels.end(); ++it) {
        const QString resume = it->value(u"resume").toString();
        const qint64 last = it->value(u"last").toInteger();
        m_checker.readHead(m_name, it.key(), last);
        if (m_cursors.contains(it.key()) && resume != u"reset") {
            ++resumes;
            if (resume == u"more")
                page(it.key());
            continue;
        }
        resets += m_epoch.isEmpty() ? 0 : 1;
        m_cursors.insert(it.key(), last);
        m_checker.begins(m_name, it.key(), last);
    }
    m_epoch = peer.epoch;
}

void Follower::page(const QString& channel) {
    m_paging[channel];
    m_pages.insert(peer.say({{u"op"_qs, u"history"_qs},
                             {u"channel"_qs, channel},
                             {u"after"_qs, m_cursors.value(channel)},
                             {u"limit"_qs, 100}}),
                   channel);
}

void Follower::apply(const QString& channel, const QJsonObject& event) {
    const Seen seen = seenOf(event);
    if (event.value(u"type").toString() == u"skip") {
        const qint64 last = event.value(u"last").toInteger();
        m_checker.skipped(m_name, channel, seen.serial, last);
        m_cursors.insert(channel, last);
        return;
    }
    m_checker.observed(m_name, channel, seen);
    m_cursors.insert(channel, seen.serial);
    if (onEvent)
        onEvent(channel, event);
}

Crowd::Crowd(const QString& dataDirectory, int channelCount, int publisherCount, int followerCount,
             int window, Transport transport) {
    Seeding seeding(dataDirectory);
    const SeededPerson owner = seeding.person(u"owner"_qs, Role::Owner);
    ownerToken = seeding.session(owner.id);
    for (int i = 0; i < 4; ++i)
        moreTokens += seeding.session(owner.id);
    QList<SeededPerson> everybody{owner};
    everybody += seeding.people(u"writer"_qs, publisherCount);
    everybody += seeding.people(u"reader"_qs, followerCount);
    for (int i = 0; i < channelCount; ++i)
        channels += seeding.channel(u"channel %1"_qs.arg(i), everybody);
    for (int i = 0; i < publisherCount; ++i)
        publishers.push_back(
            std::make_unique<Publisher>(checker, everybody.at(1 + i).token, channels.at(i % channelCount),
                                        everybody.at(1 + i).name, window, addressOf(i), transport));
    for (int i = 0; i < followerCount; ++i) {
        const SeededPerson& person = everybody.at(1 + publisherCount + i);
        followers.push_back(std::make_unique<Follower>(checker, person.token, person.name,
                                                       addressOf(publisherCount + i), 0, transport));
    }
}

QList<ChatPeer*> Crowd::peers() const {
    QList<ChatPeer*> all = guests;
    for (const auto& publisher : publishers)
        all.append(&publisher->peer);
    for (const auto& follower : followers)
        all.append(&follower->peer);
    return all;
}

void Crowd::connect(std::uint16_t port) {
    m_port = port;
    for (const auto& follower : followers)
        follower->open(port);
    // Followers first: what they begin with is before what the publishers say.
    ChatPeer::pumpUntil(peers(), [this] {
        return std::all_of(followers.begin(), followers.end(),
                           [](const auto& follower) { return follower->peer.isWelcome(); });
    });
    for (const auto& publisher : publishers)
        publisher->open(port);
}

void Crowd::tend() {
    for (const auto& follower : followers)
        if (!follower->peer.isOpen() && m_port != 0)
            follower->open(m_port);
    for (const auto& publisher : publishers) {
        if (!publisher->peer.isOpen() && m_port != 0)
            publisher->open(m_port);
        publisher->tend(m_publishing);
    }
}

bool Crowd::talkUntil(const std::function<bool()>& condition, int timeoutMs) {
    m_publishing = true;
    return ChatPeer::pumpUntil(
        peers(),
        [&] {
            tend();
            return condition();
        },
        timeoutMs);
}

bool Crowd::settle(int timeoutMs) {
    m_publishing = false;
    const QDeadlineTimer deadline(timeoutMs);
    const bool idle = ChatPeer::pumpUntil(
        peers(),
        [this] {
            tend();
            return std::all_of(publishers.begin(), publishers.end(),
                               [](const auto& publisher) { return publisher->isIdle(); });
        },
        timeoutMs);
    if (!idle)
        return false;
    QHash<QString, qint64> heads;
    ChatPeer looking(ownerToken);
    if (!looking.open(m_port) || !ChatPeer::pumpUntil({&looking}, [&] { return looking.isWelcome(); }))
        return false;
    for (const QString& channel : std::as_const(channels))
        heads.insert(channel, looking.channels.value(channel).value(u"last").toInteger());
    return ChatPeer::pumpUntil(
        peers(),
        [&] {
            tend();
            return std::all_of(followers.begin(), followers.end(), [&](const auto& follower) {
                return follower->isCaughtUp()
                       && std::all_of(channels.begin(), channels.end(), [&](const QString& channel) {
                              return follower->cursor(channel) >= heads.value(channel);
                          });
            });
        },
        static_cast<int>(deadline.remainingTime()));
}

QStringList Crowd::verdict() {
    ChatPeer looking(ownerToken);
    if (!looking.open(m_port) || !ChatPeer::pumpUntil({&looking}, [&] { return looking.isWelcome(); }))
        return {u"the server does not answer"_qs};
    for (const QString& channel : std::as_const(channels))
        for (const Seen& event : readLog(looking, channel))
            checker.stored(channel, event);
    QStringList faults = checker.faults();
    for (const auto& publisher : publishers)
        for (const QString& code : std::as_const(publisher->refusals))
            faults += u"refused: "_qs + code;
    return faults;
}

int Crowd::acknowledged() const {
    int count = 0;
    for (const auto& publisher : publishers)
        count += publisher->acknowledged();
    return count;
}

int Crowd::resets() const {
    int count = 0;
    for (const auto& follower : followers)
        count += follower->resets;
    return count;
}

} // namespace parlor::test
