#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/hub.h"
#include "server/domain/commands/caller.h"
#include "server/domain/messages/historyreads.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/messagestore.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// Pages of the past, cut so that each fits into one frame. Domain thread only.
class HistoryService final : public QObject {
    Q_OBJECT
public:
    HistoryService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people, const Hub& hub,
                   Executor& executor, Epoch epoch, QObject* parent = nullptr);

    /// UnknownChannel, BadRequest (both before and after).
    Task<Result<HistoryPage>> history(const Caller& caller, const History& command);

    /// UnknownMessage, Gone (versions).
    Task<Result<HistoryPage>> thread(const Caller& caller, const Thread& command);
    Task<Result<HistoryPage>> versions(const Caller& caller, const ListVersions& command);
    Task<Result<HistoryPage>> pins(const Caller& caller, const ListPins& command);

    /// A person's own list.
    Task<Result<Done>> save(const Principal& principal, const SaveMessage& command);
    Task<Result<SearchPage>> saved(const Principal& principal, const ListSaved& command);

private:
    /// Calls `then` with the first serial that the caller may see there, or refuses.
    void seen(const Caller& caller, ChannelId channel, const Promise<Result<HistoryPage>>& promise,
              const std::function<void(Serial)>& then);
    void readSaved(const Principal& principal, const ListSaved& command, int reads,
                   const Promise<Result<SearchPage>>& promise);
    void read(const Caller& caller, const History& command, Serial visibleFrom,
              const Promise<Result<HistoryPage>>& promise);
    void name(const Caller& caller, HistoryPage page, bool backwards,
              const Promise<Result<HistoryPage>>& promise);

    MessageStore& m_messages;
    ChannelStore& m_channels;
    PeopleDirectory& m_people;
    const Hub& m_hub;
    Executor& m_executor;
    const Epoch m_epoch;
    HistoryReads m_reads;
};

} // namespace parlor::server
