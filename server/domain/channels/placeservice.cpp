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
    const Promise<Result<Done>> promise;
    whenDone(m_channels.saveDraft(principal.person.id, command.channel, command.text), &m_executor, this,
             [promise](const Status& saved) {
                 promise.finish(saved ? Result<Done>(Done()) : std::unexpected(saved.error()));
             });
    return promise.task();
}

} // namespace parlor::server
