#pragma once

#include "server/domain/channels/hub.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/messagestore.h"

#include <QObject>

namespace parlor::server {

/// Takes messages away that are older than their channel keeps them, a few hundred at a time, so that nobody
/// waits behind it. Serials and operations stay taken for ever. Domain thread only.
class Retention final : public QObject {
    Q_OBJECT
public:
    Retention(ChannelStore& channels, MessageStore& messages, Hub& hub, Executor& executor,
              const Clock& clock, QObject* parent = nullptr);

    /// Every few seconds; does nothing while the last round is still going on.
    void tick();

private:
    void sweep(QList<std::pair<ChannelId, std::int64_t>> channels);

    ChannelStore& m_channels;
    MessageStore& m_messages;
    Hub& m_hub;
    Executor& m_executor;
    const Clock& m_clock;
    bool m_busy = false;
};

} // namespace parlor::server
