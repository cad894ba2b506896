#pragma once

#include "server/domain/ports/link.h"
#include "shared/core/ids.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

#include <optional>

namespace parlor::server {

/// What a socket is to others, for somebody who polls: the frames that wait to be fetched, numbered from 1
/// without holes and kept until they are acknowledged, so that a lost answer loses nothing. Bounded as an
/// outbox is.
class SyncTransport {
public:
    SyncTransport(ConnectionId connection, SessionId session, QString name);

    [[nodiscard]] ConnectionId connection() const { return m_connection; }

    [[nodiscard]] SessionId session() const { return m_session; }

    [[nodiscard]] const QString& name() const { return m_name; }

    /// False when the window is full: then the transport has to end.
    [[nodiscard]] bool push(const QByteArray& frame);

    /// Forgets the frames up to this number. False for a number that was never sent or is forgotten already.
    [[nodiscard]] bool acknowledge(std::int64_t number);

    struct Batch {
        QList<QByteArray> frames;
        std::int64_t last = 0; ///< number of the last one: the next acknowledgement
        bool more = false;
    };

    /// The waiting frames, at most about 192 KiB of them; they stay until acknowledged.
    [[nodiscard]] Batch batch() const;

    [[nodiscard]] bool isEmpty() const { return m_frames.isEmpty(); }

    // Kept for the link.
    QHash<ChannelId, QList<QByteArray>> held; ///< of channels that are not released yet
    QSet<ChannelId> channels;

    // Kept for the route.
    std::int64_t lastCall = 0;       ///< number of the last call whose frames were taken in
    std::int64_t touchedAt = 0;      ///< monotonic ms
    std::optional<CloseCode> closed; ///< it has ended; what waits may still be fetched

private:
    const ConnectionId m_connection;
    const SessionId m_session;
    const QString m_name;
    QList<QByteArray> m_frames;
    std::int64_t m_bytes = 0;
    std::int64_t m_acknowledged = 0;
};

} // namespace parlor::server
