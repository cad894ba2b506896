#include "server/domain/messages/historyreads.h"

namespace parlor::server {

namespace {
constexpr Serial none; // no page begins before the first serial
}

Task<Result<EventPage>> HistoryReads::page(const HistoryQuery& query) {
    const Key key{query.channel,
                  query.visibleFrom,
                  query.before ? query.before->next() : none, // "before nothing" is not "no before"
                  query.after ? query.after->next() : none,
                  query.limit,
                  query.messagesOnly,
                  m_hub.known(query.channel)};
    if (const auto running = m_running.find(key); running != m_running.end() && !running->second.isDone())
        return running->second;
    forgetDone();
    const Task<Result<EventPage>> task = m_messages.history(query);
    if (!task.isDone())
        m_running.insert_or_assign(key, task);
    return task;
}

void HistoryReads::forgetDone() {
    std::erase_if(m_running, [](const auto& entry) { return entry.second.isDone(); });
}

} // namespace parlor::server
