#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/hub.h"
#include "server/domain/commands/caller.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/messagestore.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

namespace parlor::server {

/// Pages of the past, cut so that each fits into one frame. Domain thread only.
class HistoryService final : public QObject {
    Q_OBJECT
public:
    HistoryService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people, const Hub& hub,
                   Executor& executor, Epoch epoch, QObject* parent = nullptr);

    /// UnknownChannel, BadRequest (both before and after).
    Task<Result<HistoryPage>> history(const Caller& caller, const History& command);

private:
    void read(const History& command, Serial visibleFrom, const Promise<Result<HistoryPage>>& promise);
    void name(HistoryPage page, bool backwards, const Promise<Result<HistoryPage>>& promise);

    MessageStore& m_messages;
    ChannelStore& m_channels;
    PeopleDirectory& m_people;
    const Hub& m_hub;
    Executor& m_executor;
    const Epoch m_epoch;
};

} // namespace parlor::server
