#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/channel.h"

#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace parlor::client {

/// What one wants to hear of channels and the server has not confirmed, over what it says meanwhile.
class NotificationWishes {
public:
    struct Shown {
        ChannelId channel;
        Notifications notifications = Notifications::All;
    };

    /// The wish `clientId`, once; `told`: what the server said so far. What is shown now.
    Notifications add(const QString& clientId, ChannelId channel, Notifications wish, Notifications told);
    /// The server says `told` now. What is shown all the same; nullopt where nothing is wished.
    std::optional<Notifications> seen(ChannelId channel, Notifications told);
    /// The wish came true, or not. What is shown now; nullopt for one that is not here.
    std::optional<Shown> over(const QString& clientId, bool done);

    void forget(ChannelId channel) { m_channels.remove(channel); }

    void clear() { m_channels.clear(); }

private:
    struct Wish {
        QString clientId;
        Notifications wish = Notifications::All;
    };

    struct Wishes {
        Notifications told = Notifications::All;
        QList<Wish> wishes; ///< oldest first, at least one
    };

    QHash<ChannelId, Wishes> m_channels;
};

} // namespace parlor::client
