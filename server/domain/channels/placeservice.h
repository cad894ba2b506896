#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

namespace parlor::server {

/// One person's own place in a channel: how far they have read, what they have begun to write. All their
/// devices hear of it through the private stream. Domain thread only.
class PlaceService final : public QObject {
    Q_OBJECT
public:
    PlaceService(ChannelStore& channels, Executor& executor, QObject* parent = nullptr);

    Task<Result<Done>> markRead(const Principal& principal, const MarkRead& command);
    Task<Result<Done>> markUnread(const Principal& principal, const MarkUnread& command);
    Task<Result<Done>> setNotifications(const Principal& principal, const SetNotifications& command);
    Task<Result<Done>> saveDraft(const Principal& principal, const SaveDraft& command);

private:
    Task<Result<Done>> done(const Task<Status>& written);

    ChannelStore& m_channels;
    Executor& m_executor;
};

} // namespace parlor::server
