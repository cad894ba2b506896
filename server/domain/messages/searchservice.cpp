#include "server/domain/messages/searchservice.h"

#include "server/domain/messages/foundhits.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/query.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr int readsMost = 50; ///< of one search
} // namespace

/// A search while its names are found.
struct SearchService::Asked {
    Principal principal;
    MessageSearch search;
    QStringList people, channels; ///< names, still to be found
    ChannelId only;               ///< 0: everywhere
    int reads = 0;                ///< so far
    Promise<Result<SearchPage>> promise;
};

SearchService::SearchService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people,
                             Executor& executor, QObject* parent)
    : QObject(parent), m_messages(messages), m_channels(channels), m_people(people), m_executor(executor) {}

Task<Result<SearchPage>> SearchService::search(const Principal& principal, const Search& command) {
    const Query query = parseQuery(command.query);
    const auto asked = std::make_shared<Asked>();
    asked->principal = principal;
    asked->people = query.from;
    asked->channels = query.in;
    asked->only = command.channel;
    MessageSearch& search = asked->search;
    static_cast<SearchConditions&>(search) = conditionsOf(query);
    search.reader = principal.person.id;
    if (query.after)
        search.since = searchDay(*query.after);
    if (query.before)
        search.before = searchDay(*query.before);
    if (command.before && (!search.before || *command.before < *search.before))
        search.before = command.before;
    search.beforeId = command.beforeId;
    search.limit = std::clamp(command.limit, 1, limits::searchPage);
    findPeople(asked);
    return asked->promise.task();
}

void SearchService::findPeople(const std::shared_ptr<Asked>& asked) {
    if (asked->people.removeAll(u"me"_qs) > 0)
        asked->search.from.append(asked->principal.person.id);
    const qsizetype wanted = asked->people.size();
    m_people.named(asked->people, [this, asked, wanted](const Result<QList<Person>>& people) {
        if (!people)
            return asked->promise.finish(std::unexpected(people.error()));
        if (people->size() < wanted)
            return asked->promise.finish(fail(ErrorCode::UnknownPerson));
        for (const Person& person : *people)
            asked->search.from.append(person.id);
        findChannels(asked);
    });
}

void SearchService::findChannels(const std::shared_ptr<Asked>& asked) {
    if (asked->channels.isEmpty()) {
        QList<ChannelId>& inside = asked->search.inside;
        if (asked->only.isValid() && !inside.isEmpty() && !inside.contains(asked->only))
            return asked->promise.finish(SearchPage());
        if (asked->only.isValid())
            inside = {asked->only};
        return read(asked);
    }
    whenDone(m_channels.byName(asked->channels.takeFirst()), &m_executor, this,
             [this, asked](const Result<Channel>& channel) {
                 if (!channel)
                     return asked->promise.finish(std::unexpected(channel.error()));
                 asked->search.inside.append(channel->id);
                 findChannels(asked);
             });
}

void SearchService::read(const std::shared_ptr<Asked>& asked) {
    ++asked->reads;
    whenDone(m_messages.search(asked->search), &m_executor, this,
             [this, asked](const Result<QList<FoundMessage>>& found) {
                 const Promise<Result<SearchPage>>& promise = asked->promise;
                 if (!found)
                     return promise.finish(std::unexpected(found.error()));
                 SearchPage page;
                 page.more = found->size() == asked->search.limit;
                 page.hits = hitsFor(asked->principal, *found);
                 // A page of nothing but what the token does not reach has no last hit to go on from.
                 if (page.hits.isEmpty() && page.more && asked->reads < readsMost) {
                     asked->search.beforeId = found->last().event.message;
                     return read(asked);
                 }
                 constexpr std::int64_t room = limits::frame - 64;
                 while (page.hits.size() > 1 && codec::encode(Frame(Reply{0, Answer(page)})).size() > room) {
                     page.hits = page.hits.first(page.hits.size() / 2);
                     page.more = true;
                 }
                 promise.finish(page);
             });
}

} // namespace parlor::server
