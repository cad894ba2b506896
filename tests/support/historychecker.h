#pragma once

#include <QHash>
#include <QMap>
#include <QString>
#include <QStringList>

namespace parlor::test {

/// One event of a channel as somebody was shown it.
struct Seen {
    qint64 serial = 0;
    QString body; ///< the message's text, different for each send of a test; empty for what is no message

    friend bool operator==(const Seen&, const Seen&) = default;
};

/// Holds what a run of a server was seen to do against what a chat promises, after the checkers of Jepsen
/// ("set-full" and "total order"): what was acknowledged is in the log, once, at the place that was named;
/// nobody invents anything; serials are 1, 2, 3 … without a hole; everybody sees the log's order, nothing
/// twice, nothing missing in between; and what a reader was told to be there does not vanish again. Pure
/// values, no I/O; feed it in the order in which each observer saw things.
class HistoryChecker {
public:
    /// A client began to send this. Bodies that were never attempted may not be in a log.
    void attempted(const QString& channel, const QString& body);

    /// The server said that it is durable, at this serial.
    void acknowledged(const QString& channel, const QString& body, qint64 serial);

    /// The log itself after everything: each event from the first serial on, in order.
    void stored(const QString& channel, const Seen& event);

    /// Where an observer begins (its cursor): before the first observed(), and again when it was told to
    /// start anew. Without it an observer begins at its first event.
    void begins(const QString& observer, const QString& channel, qint64 cursor);

    /// The next event that an observer applied.
    void observed(const QString& observer, const QString& channel, const Seen& event);

    /// Serials of which an observer was told that they hold nothing for it.
    void skipped(const QString& observer, const QString& channel, qint64 first, qint64 last);

    /// A reader was told that the channel's newest serial is this.
    void readHead(const QString& reader, const QString& channel, qint64 serial);

    /// Every broken promise as one line; empty when all hold.
    [[nodiscard]] QStringList faults() const;

    [[nodiscard]] qsizetype acknowledgedCount() const;
    [[nodiscard]] qsizetype observedCount() const;

private:
    struct Observation {
        qint64 cursor = -1; ///< -1: not begun
        QHash<QString, qint64> bodies;
        QList<Seen> events;
        QStringList faults; ///< found while they were told
    };

    struct Channel {
        QHash<QString, qint64> acknowledged; ///< body → serial
        QHash<QString, bool> attempted;
        QList<Seen> log;
        QMap<QString, Observation> observers;
        QHash<QString, qint64> heads; ///< by reader
        QStringList faults;
    };

    void checkLog(const QString& name, const Channel& channel, QStringList* faults) const;

    QMap<QString, Channel> m_channels;
};

} // namespace parlor::test
