#pragma once

#include "tests/support/chatpeer.h"

#include <QHash>
#include <QMap>
#include <QRandomGenerator>
#include <QSet>

namespace parlor::test {

/// A message as somebody has it after all events that came to them.
struct MessageRow {
    QString text; ///< empty when deleted
    bool deleted = false;
    QMap<QString, QSet<QString>> reactions; ///< emoji → people; never an empty set

    friend bool operator==(const MessageRow&, const MessageRow&) = default;
};

/// The messages of one channel, made of its events as PROTOCOL says ("The past").
class MessageRows {
public:
    void apply(const QJsonObject& event);

    [[nodiscard]] const QMap<QString, MessageRow>& rows() const { return m_rows; } ///< by the message's id

private:
    void react(const QString& message, const QString& emoji, const QString& person, bool add);

    QMap<QString, MessageRow> m_rows;
    QHash<QString, qint64> m_asOf;
};

/// Writes messages into one channel, edits and deletes its own and reacts to anybody's: one thing at a time,
/// each said with the same client id until it is answered for good.
class Changer {
public:
    /// `known`: ids of everybody's messages, shared by those who react to one another.
    Changer(const QByteArray& token, QString channel, QByteArray from, Transport transport,
            std::shared_ptr<QStringList> known, quint32 seed);

    void open(std::uint16_t port);
    void tend(bool beginning);

    ChatPeer peer;

    [[nodiscard]] bool isIdle() const { return m_underWay.isEmpty(); }

    /// What was answered as durable: serial → the request.
    [[nodiscard]] const QMap<qint64, QJsonObject>& done() const { return m_done; }

    /// Serials that were answered twice, and refusals that nothing explains.
    QStringList faults;

private:
    [[nodiscard]] QJsonObject next();
    [[nodiscard]] QJsonObject about(const QString& op, const QString& message) const;
    void hear(const QJsonObject& frame);
    void committed(const QJsonObject& answer);

    const QString m_channel;
    const std::shared_ptr<QStringList> m_known;
    QRandomGenerator m_random;
    QJsonObject m_underWay; ///< with its client id; empty: none
    QStringList m_own;      ///< ids of messages that are not deleted
    QSet<QString> m_reacted;
    QMap<qint64, QJsonObject> m_done;
    int m_number = 0;
    bool m_isDue = false;
};

} // namespace parlor::test
