#include "server/domain/messages/searchservice.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/query.h"

#include <QTimeZone>

namespace parlor::server {

namespace {

std::int64_t startOf(QDate day) {
    return day.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
}

} // namespace

SearchService::SearchService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people,
                             Executor& executor, QObject* parent)
    : QObject(parent), m_messages(messages), m_channels(channels), m_people(people), m_executor(executor) {}

Task<Result<SearchPage>> SearchService::search(const Principal& principal, const Search& command) {
    const Query query = parseQuery(command.query);
    MessageSearch search;
    search.reader = principal.person.id;
    search.channel = command.channel;
    for (const Query::Term& term : query.terms)
        search.terms.append({term.text, term.prefix, term.excluded});
    search.hasPhotos = query.hasPhoto;
    if (query.after)
        search.since = startOf(*query.after);
    if (query.before)
        search.before = startOf(*query.before);
    if (command.before && (!search.before || *command.before < *search.before))
        search.before = command.before;
    search.limit = std::clamp(command.limit, 1, limits::searchPage);
    const QString from = query.from.value(0), in = query.in.value(0);
    const Promise<Result<SearchPage>> promise;
    if (from.isEmpty()) {
        findChannel(principal, search, in, promise);
    } else if (from == u"me") {
        search.from = principal.person.id;
        findChannel(principal, search, in, promise);
    } else {
        m_people.named({from},
                       [this, principal, search, in, promise](const Result<QList<Person>>& people) mutable {
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
