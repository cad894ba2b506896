#include "tests/support/historychecker.h"

namespace parlor::test {

namespace {

QString at(qint64 serial) {
    return QStringLiteral(" at %1").arg(serial);
}

} // namespace

void HistoryChecker::attempted(const QString& channel, const QString& body) {
    m_channels[channel].attempted.insert(body, true);
}

void HistoryChecker::acknowledged(const QString& channel, const QString& body, qint64 serial) {
    Channel& known = m_channels[channel];
    if (const auto before = known.acknowledged.constFind(body);
        before != known.acknowledged.constEnd() && *before != serial)
        known.faults +=
            QStringLiteral("moved: %1 was acknowledged%2 and%3").arg(body, at(*before), at(serial));
    known.acknowledged.insert(body, serial);
}

void HistoryChecker::stored(const QString& channel, const Seen& event) {
    m_channels[channel].log.append(event);
}

void HistoryChecker::begins(const QString& observer, const QString& channel, qint64 cursor) {
    Observation& seen = m_channels[channel].observers[observer];
    seen.cursor = cursor;
    seen.bodies.clear();
}

void HistoryChecker::observed(const QString& observer, const QString& channel, const Seen& event) {
    Observation& seen = m_channels[channel].observers[observer];
    if (seen.cursor >= 0 && event.serial <= seen.cursor)
        seen.faults += QStringLiteral("backwards: saw%1 after%2").arg(at(event.serial), at(seen.cursor));
    if (seen.cursor >= 0 && event.serial > seen.cursor + 1)
        seen.faults += QStringLiteral("gap: saw%1 after%2").arg(at(event.serial), at(seen.cursor));
    if (!event.body.isEmpty()) {
        if (seen.bodies.contains(event.body))
            seen.faults += QStringLiteral("doubled: saw %1%2 and%3")
                               .arg(event.body, at(seen.bodies.value(event.body)), at(event.serial));
        seen.bodies.insert(event.body, event.serial);
    }
    seen.cursor = event.serial;
    seen.events.append(event);
}

void HistoryChecker::skipped(const QString& observer, const QString& channel, qint64 first, qint64 last) {
    Observation& seen = m_channels[channel].observers[observer];
    if (seen.cursor >= 0 && first != seen.cursor + 1)
        seen.faults += QStringLiteral("gap: skipped from%1 after%2").arg(at(first), at(seen.cursor));
    seen.cursor = last;
}

void HistoryChecker::readHead(const QString& reader, const QString& channel, qint64 serial) {
    Channel& known = m_channels[channel];
    if (const auto before = known.heads.constFind(reader);
        before != known.heads.constEnd() && serial < *before)
        known.faults +=
            QStringLiteral("not monotonic: %1 read%2 after%3").arg(reader, at(serial), at(*before));
    known.heads.insert(reader, serial);
}

void HistoryChecker::checkLog(const QString& name, const Channel& channel, QStringList* faults) const {
    const auto say = [&](const QString& fault) { *faults += name + QStringLiteral(": ") + fault; };
    QHash<QString, qint64> places;
    qint64 expected = 1;
    for (const Seen& event : channel.log) {
        if (event.serial != expected)
            say(QStringLiteral("the log has a hole: expected%1, is%2").arg(at(expected), at(event.serial)));
        expected = event.serial + 1;
        if (event.body.isEmpty())
            continue;
        if (places.contains(event.body))
            say(QStringLiteral("doubled: %1%2 and%3")
                    .arg(event.body, at(places.value(event.body)), at(event.serial)));
        else
            places.insert(event.body, event.serial);
        if (!channel.attempted.isEmpty() && !channel.attempted.contains(event.body))
            say(QStringLiteral("invented: %1%2").arg(event.body, at(event.serial)));
    }
    for (auto it = channel.acknowledged.begin(); it != channel.acknowledged.end(); ++it) {
        if (!places.contains(it.key()))
            say(QStringLiteral("lost: %1, acknowledged%2").arg(it.key(), at(it.value())));
        else if (places.value(it.key()) != it.value())
            say(QStringLiteral("moved: %1 was acknowledged%2, is%3")
                    .arg(it.key(), at(it.value()), at(places.value(it.key()))));
    }
    for (auto it = channel.heads.begin(); it != channel.heads.end(); ++it)
        if (it.value() >= expected)
            say(QStringLiteral("vanished: %1 had read%2").arg(it.key(), at(it.value())));
}

QStringList HistoryChecker::faults() const {
    QStringList faults;
    for (auto channel = m_channels.begin(); channel != m_channels.end(); ++channel) {
        for (const QString& fault : channel->faults)
            faults += channel.key() + QStringLiteral(": ") + fault;
        checkLog(channel.key(), *channel, &faults);
        QHash<qint64, QString> log;
        for (const Seen& event : channel->log)
            log.insert(event.serial, event.body);
        for (auto seen = channel->observers.begin(); seen != channel->observers.end(); ++seen) {
            const QString who = channel.key() + QStringLiteral(", ") + seen.key() + QStringLiteral(": ");
            for (const QString& fault : seen->faults)
                faults += who + fault;
            for (const Seen& event : seen->events)
                if (!log.contains(event.serial))
                    faults +=
                        who + QStringLiteral("vanished: saw \"%1\"%2").arg(event.body, at(event.serial));
                else if (log.value(event.serial) != event.body)
                    faults += who
                              + QStringLiteral("another order: saw \"%1\"%2, the log has \"%3\"")
                                    .arg(event.body, at(event.serial), log.value(event.serial));
        }
    }
    return faults;
}

qsizetype HistoryChecker::acknowledgedCount() const {
    qsizetype count = 0;
    for (const Channel& channel : m_channels)
        count += channel.acknowledged.size();
    return count;
}

qsizetype HistoryChecker::observedCount() const {
    qsizetype count = 0;
    for (const Channel& channel : m_channels)
        for (const Observation& seen : channel.observers)
            count += seen.events.size();
    return count;
}

} // namespace parlor::test
