#include "client/core/messages/messagecalls.h"

#include "client/core/cache/localsearch.h"

namespace parlor::client {

MessageCalls::MessageCalls(State& state, Cache& cache, Performer& performer, Executor& executor,
                           QObject* parent)
    : QObject(parent), m_state(state), m_cache(cache), m_performer(performer), m_executor(executor) {}

Task<Status> MessageCalls::perform(Command command) {
    const Promise<Status> promise;
    whenDone(m_performer.perform<Committed>(std::move(command)), &m_executor, this,
             [promise](const Result<Committed>& answer) {
                 promise.finish(answer ? Status() : Status(std::unexpected(answer.error())));
             });
    return promise.task();
}

Task<Status> MessageCalls::edit(ChannelId channel, MessageId message, QString text) {
    EditMessage edit;
    edit.channel = channel;
    edit.clientId = makeClientId();
    edit.message = message;
    // The whole new content: what is not text stays as it is.
    if (const Event* known = m_state.timeline(channel).message(message))
        if (const auto* posted = std::get_if<MessagePosted>(&known->body))
            edit.entry = posted->entry;
    edit.entry.mentions.clear();
    edit.entry.mentionsAll = false;
    edit.entry.text = std::move(text);
    return perform(edit);
}

Task<Status> MessageCalls::remove(ChannelId channel, MessageId message) {
    return perform(DeleteMessage{channel, makeClientId(), message});
}

Task<Status> MessageCalls::react(ChannelId channel, MessageId message, QString emoji, bool add) {
    return perform(React{channel, makeClientId(), message, std::move(emoji), add});
}

Task<Status> MessageCalls::pin(ChannelId channel, MessageId message, bool pin) {
    return perform(PinMessage{channel, makeClientId(), message, pin});
}

Task<Result<FoundMessages>> MessageCalls::searchHere(const Search& search) {
    return m_cache.ask([search, me = m_state.me()](CacheDatabase& database) {
        return LocalSearch(database, me).find(search);
    });
}

Task<Result<FoundMessages>> MessageCalls::search(const Search& search) {
    if (m_state.connection().state != Connectivity::Online)
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
