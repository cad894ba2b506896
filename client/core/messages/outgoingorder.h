#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/commands.h"

#include <QHash>
#include <QList>
#include <QObject>

#include <optional>

namespace parlor::client {

/// What goes out one after the other: all that one does to a channel, or to one message that is in it.
struct Lane {
    ChannelId channel;
    MessageId message; ///< 0: the channel itself

    friend bool operator==(const Lane&, const Lane&) = default;

    friend size_t qHash(const Lane& lane, size_t seed = 0) {
        return qHashMulti(seed, lane.channel, lane.message);
    }
};

/// The lane of a command that makes or changes a channel or changes a message; nullopt for one that stands in
/// nobody's way.
std::optional<Lane> laneOf(const Command& command);

/// The one order of messages and changes on their way out, across the queues that hold them. Knows neither
/// the network nor what is sent. Interface thread only.
class OutgoingOrder final : public QObject {
    Q_OBJECT
public:
    enum class Kind {
        Message,    ///< follows everything before it
        Change,     ///< follows changes, and overtakes messages: a long upload holds up no moderator
        LastChange, ///< after which nothing can be said there: follows everything
    };

    // A change of a message that is there follows those of the same message and of the channel; of what
    // follows only the last change waits for it, beside those of the same message.

    using QObject::QObject;

    static Kind kindOf(const Command& command);

    /// The places that an earlier life gave, by client id; before these enter().
    void restore(const QHash<QString, std::int64_t>& places);

    /// At the end of its lane, or at its restored place. An id that is in a lane already stays there.
    void enter(const Lane& lane, const QString& clientId, Kind kind);
    /// It is answered, or no longer stands in the way of what follows.
    void leave(const QString& clientId);

    /// What is in the lanes of one channel goes on in those of another.
    void move(ChannelId from, ChannelId to);

    /// Also true for what is in no lane.
    [[nodiscard]] bool mayGo(const QString& clientId) const;

    void clear();

Q_SIGNALS:
    /// Something in a lane may go now that could not before. Connect it queued.
    void freed();

private:
    struct Place {
        std::int64_t at = 0;
        QString clientId;
        Lane lane;
        Kind kind = Kind::Message;
    };

    static bool isBefore(const Place& one, const Place& other);
    /// `later` waits for `earlier`, which stands before it.
    static bool follows(const Place& later, const Place& earlier);

    QHash<ChannelId, QList<Place>> m_channels; ///< each in its order
    QHash<QString, Place> m_places;
    QHash<QString, std::int64_t> m_restored;
    std::int64_t m_last = 0;
};

} // namespace parlor::client
