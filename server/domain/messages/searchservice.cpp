#include "server/domain/messages/searchservice.h"

#include "server/domain/messages/searchquery.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

namespace parlor::server {

SearchService::SearchService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people,
                             Executor& executor, QObject* parent)
    : QObject(parent), m_messages(messages), m_channels(channels), m_people(people), m_executor(executor) {}

Task<Result<SearchPage>> SearchService::search(const Principal& principal, const Search& command) {
    const auto query = parseSearch(command.query);
    if (!query)
        return doneTask<Result<SearchPage>>(std::unexpected(query.error()));
    MessageSearch search;
    search.reader = principal.person.id;
    search.channel = command.channel;
    search.terms = query->terms;
    search.hasPhotos = query->hasPhotos;
    search.since = query->since;
    search.before = query->before;
    if (command.before && (!search.before || *command.before < *search.before))
        search.before = command.before;
    search.limit = std::clamp(command.limit, 1, limits::searchPage);
    const Promise<Result<SearchPage>> promise;
    if (query->from.isEmpty()) {
        findChannel(principal, search, query->in, promise);
    } else if (query->from == u"me") {
        search.from = principal.person.id;
        findChannel(principal, search, query->in, promise);
    } else {
        m_people.named({query->from}, [this, principal, search, in = query->in,
                                       promise](const Result<QList<Person>>& people) mutable {
            if (!people)
                return promise.finish(std::unexpected(people.error()));
            if (people->isEmpty())
                return promise.finish(fail(ErrorCode::UnknownPerson));
            search.from = people->first().id;
            findChannel(principal, search, in, promise);
        });
    }
    return promise.task();
}

void SearchService::findChannel(const Principal& principal, MessageSearch search, const QString& name,
                                const Promise<Result<SearchPage>>& promise) {
    if (name.isEmpty())
        return read(principal, search, promise);
    whenDone(m_channels.byName(name), &m_executor, this,
             [this, principal, search, promise](const Result<Channel>& channel) mutable {
                 if (!channel)
                     return promise.finish(std::unexpected(channel.error()));
                 search.channel = channel->id;
                 read(principal, search, promise);
             });
}

void SearchService::read(const Principal& principal, const MessageSearch& search,
                         const Promise<Result<SearchPage>>& promise) {
    whenDone(m_messages.search(search), &m_executor, this,
             [principal, promise, limit = search.limit](const Result<QList<FoundMessage>>& found) {
                 if (!found)
                     return promise.finish(std::unexpected(found.error()));
                 SearchPage page;
                 page.more = found->size() == limit;
                 for (const FoundMessage& hit : *found)
                     if (principal.allows(channelResource(hit.channel), u"history"))
                         page.hits.append({hit.channel, hit.event, hit.snippet});
                 constexpr std::int64_t room = limits::frame - 64;
                 while (page.hits.size() > 1 && codec::encode(Frame(Reply{0, Answer(page)})).size() > room) {
                     page.hits = page.hits.first(page.hits.size() / 2);
                     page.more = true;
                 }
                 promise.finish(page);
             });
}

} // namespace parlor::server
