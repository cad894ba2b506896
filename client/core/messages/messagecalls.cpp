#include "client/core/messages/messagecalls.h"

#include "client/core/cache/localsearch.h"

namespace parlor::client {

MessageCalls::MessageCalls(State& state, Cache& cache, Performer& performer, ChangeKeeper& changes,
                           Executor& executor, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_performer(performer),
      m_changes(changes),
      m_executor(executor) {}

Entry MessageCalls::entryOf(ChannelId channel, MessageId message) const {
    if (const Event* known = m_state.timeline(channel).message(message)) {
        const auto* posted = std::get_if<MessagePosted>(&known->body);
        return posted ? posted->entry : Entry();
    }
    for (const PendingMessage& pending : m_state.pending(channel))
        if (pending.message == message)
            return pending.entry();
    return {};
}

Task<Status> MessageCalls::edit(ChannelId channel, const QString& clientId, QString text) {
    for (const PendingMessage& pending : m_state.pending(channel))
        if (pending.clientId == clientId && pending.message.isValid())
            return edit(channel, pending.message, std::move(text));
    const auto& rows = m_state.timeline(channel).rows();
    for (auto row = rows.rbegin(); row != rows.rend(); ++row)
        if (row->clientId == clientId && row->author == m_state.me())
            return edit(channel, row->message, std::move(text));
    return doneTask<Status>(fail(ErrorCode::UnknownMessage));
}

Task<Status> MessageCalls::edit(ChannelId channel, MessageId message, QString text) {
    EditMessage edit;
    edit.channel = channel;
    edit.clientId = makeClientId();
    edit.message = message;
    // The whole new content: what is not text stays as it is.
    edit.entry = entryOf(channel, message);
    edit.entry.mentions.clear();
    edit.entry.mentionsAll = false;
    edit.entry.text = std::move(text);
    return m_changes.perform(edit);
}

Task<Status> MessageCalls::remove(ChannelId channel, MessageId message) {
    return m_changes.perform(DeleteMessage{channel, makeClientId(), message});
}

Task<Status> MessageCalls::react(ChannelId channel, MessageId message, QString emoji, bool add) {
    return m_changes.perform(React{channel, makeClientId(), message, std::move(emoji), add});
}

Task<Status> MessageCalls::pin(ChannelId channel, MessageId message, bool pin) {
    return m_changes.perform(PinMessage{channel, makeClientId(), message, pin});
}

Task<Result<FoundMessages>> MessageCalls::searchHere(const Search& search) {
    return m_cache.ask([search, me = m_state.me()](CacheDatabase& database) {
        return LocalSearch(database, me).find(search);
    });
}

Task<Result<FoundMessages>> MessageCalls::search(const Search& search) {
    if (!m_state.isConnected())
        return searchHere(search);
    const Promise<Result<FoundMessages>> promise;
    whenDone(m_performer.perform<SearchPage>(search), &m_executor, this,
             [this, promise, search](const Result<SearchPage>& page) {
                 if (page)
                     return promise.finish(FoundMessages{*page, false, {}});
                 if (page.error().code != ErrorCode::NetworkFailed)
                     return promise.finish(std::unexpected(page.error()));
                 // The network went while the server was asked.
                 whenDone(searchHere(search), &m_executor, this,
                          [promise](const Result<FoundMessages>& found) { promise.finish(found); });
             });
    return promise.task();
}

} // namespace parlor::client
