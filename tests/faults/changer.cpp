#include "tests/faults/changer.h"

#include "shared/core/ids.h"

#include <QJsonArray>

namespace parlor::test {

namespace {
const QString& balloon() {
    static const QString emoji = u"🎈"_qs;
    return emoji;
}
} // namespace

void MessageRows::apply(const QJsonObject& event) {
    const QString type = event.value(u"type").toString(), id = event.value(u"id").toString();
    if (type == u"message") {
        MessageRow row{event.value(u"text").toString(), event.value(u"deleted").toBool(), {}};
        for (const auto& value : event.value(u"reactions").toArray())
            for (const auto& person : value.toObject().value(u"people").toArray())
                row.reactions[value.toObject().value(u"emoji").toString()].insert(person.toString());
        m_rows.insert(id, row);
        m_asOf.insert(id, event.value(u"as_of").toInteger());
    }
    if (!m_rows.contains(id) || event.value(u"serial").toInteger() <= m_asOf.value(id))
        return;
    if (type == u"edit")
        m_rows[id].text = event.value(u"text").toString();
    else if (type == u"delete")
        m_rows[id] = {{}, true, {}};
    else if (type == u"reaction")
        react(id, event.value(u"emoji").toString(), event.value(u"author").toString(),
              event.value(u"added").toBool());
}

void MessageRows::react(const QString& message, const QString& emoji, const QString& person, bool add) {
    auto& reactions = m_rows[message].reactions;
    if (add)
        reactions[emoji].insert(person);
    else if (reactions.contains(emoji) && reactions[emoji].remove(person) && reactions[emoji].isEmpty())
        reactions.remove(emoji);
}

Changer::Changer(const QByteArray& token, QString channel, QByteArray from, Transport transport,
                 std::shared_ptr<QStringList> known, quint32 seed)
    : peer(token, {std::move(from), 0, true, transport}),
      m_channel(std::move(channel)),
      m_known(std::move(known)),
      m_random(seed) {
    peer.onFrame = [this](const QJsonObject& frame) { hear(frame); };
}

void Changer::open(std::uint16_t port) {
    if (peer.open(port))
        m_isDue = !m_underWay.isEmpty();
}

void Changer::tend(bool beginning) {
    if (!peer.isWelcome() || !peer.isOpen())
        return;
    if (m_underWay.isEmpty() && beginning) {
        m_underWay = next();
        m_isDue = true;
    }
    if (std::exchange(m_isDue, false))
        peer.say(m_underWay);
}

QJsonObject Changer::about(const QString& op, const QString& message) const {
    return {{u"op"_qs, op},
            {u"channel"_qs, m_channel},
            {u"client_id"_qs, makeClientId()},
            {u"message"_qs, message}};
}

QJsonObject Changer::next() {
    const QString text = u"number %1"_qs.arg(++m_number);
    const auto anyOf = [this](const QStringList& ids) {
        return ids.at(static_cast<qsizetype>(m_random.bounded(static_cast<quint32>(ids.size()))));
    };
    const quint32 dice = m_random.bounded(100);
    if (m_own.size() < 3 || dice < 20)
        return sendRequest(m_channel, text);
    if (dice < 55) {
        QJsonObject edit = about(u"edit"_qs, anyOf(m_own));
        edit.insert(u"kind"_qs, u"text"_qs);
        edit.insert(u"text"_qs, text);
        return edit;
    }
    if (dice < 65)
        return about(u"delete"_qs, anyOf(m_own));
    const QString message = anyOf(*m_known);
    QJsonObject react = about(u"react"_qs, message);
    react.insert(u"emoji"_qs, balloon());
    react.insert(u"add"_qs, !m_reacted.contains(message));
    return react;
}

void Changer::hear(const QJsonObject& frame) {
    const QString op = frame.value(u"op").toString();
    if (m_underWay.isEmpty() || frame.value(u"client_id") != m_underWay.value(u"client_id"))
        return;
    if (op == u"ok") {
        committed(frame);
    } else if (op == u"err" && frame.value(u"temporary").toBool()) {
        m_isDue = true;
    } else if (op == u"err") {
        // Its author may have deleted what one was about to react to.
        if (m_underWay.value(u"op").toString() == u"react")
            m_known->removeAll(m_underWay.value(u"message").toString());
        else
            faults += m_underWay.value(u"op").toString() + u" refused: "_qs + frame.value(u"code").toString();
        m_underWay = {};
    }
}

void Changer::committed(const QJsonObject& answer) {
    const qint64 serial = answer.value(u"serial").toInteger();
    const QString op = m_underWay.value(u"op").toString();
    const QString message = answer.value(u"message").toString();
    if (m_done.contains(serial))
        faults += u"serial %1 for two requests"_qs.arg(serial);
    m_underWay.insert(u"message"_qs, message);
    m_done.insert(serial, std::exchange(m_underWay, {}));
    if (op == u"send") {
        m_own += message;
        *m_known += message;
    } else if (op == u"delete") {
        m_own.removeAll(message);
        m_known->removeAll(message);
    } else if (op == u"react" && !m_reacted.remove(message)) {
        m_reacted.insert(message);
    }
}

} // namespace parlor::test
