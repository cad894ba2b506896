#include "server/domain/channels/placeservice.h"

namespace parlor::server {

PlaceService::PlaceService(ChannelStore& channels, Executor& executor, QObject* parent)
    : QObject(parent), m_channels(channels), m_executor(executor) {}

Task<Result<Done>> PlaceService::markRead(const Principal& principal, const MarkRead& command) {
    const Promise<Result<Done>> promise;
    whenDone(m_channels.markRead(principal.person.id, command.channel, command.serial), &m_executor, this,
             [promise](const Result<ReadMoved>& moved) {
                 promise.finish(moved ? Result<Done>(Done()) : std::unexpected(moved.error()));
             });
    return promise.task();
}

Task<Result<Done>> PlaceService::saveDraft(const Principal& principal, const SaveDraft& command) {
    return done(m_channels.saveDraft(principal.person.id, command.channel, command.text));
}

Task<Result<Done>> PlaceService::markUnread(const Principal& principal, const MarkUnread& command) {
    return done(m_channels.markUnread(principal.person.id, command.channel, command.marked));
}

Task<Result<Done>> PlaceService::setNotifications(const Principal& principal,
                                                  const SetNotifications& command) {
    return done(m_channels.setNotifications(principal.person.id, command.channel, command.notifications));
}

Task<Result<Done>> PlaceService::done(const Task<Status>& written) {
    const Promise<Result<Done>> promise;
    whenDone(written, &m_executor, this, [promise](const Status& status) {
        promise.finish(status ? Result<Done>(Done()) : std::unexpected(status.error()));
    });
    return promise.task();
}

} // namespace parlor::server
