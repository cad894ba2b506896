#include "server/domain/messages/historyservice.h"

#include "server/domain/channels/eventframes.h"
#include "server/domain/messages/foundhits.h"
#include "server/domain/sessions/channelreach.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QSet>

namespace parlor::server {

namespace {

/// What a page may hold, so that rid and people added to it stay within a frame.
constexpr std::int64_t room = limits::frame - 512;
constexpr int readsMost = 50; ///< of one list

bool fits(const HistoryPage& page) {
    return codec::encode(Frame(Reply{limits::frame, Answer(page)})).size() <= room;
}

void keepPeopleOf(HistoryPage& page) {
    QSet<PersonId> named;
    for (const Event& event : std::as_const(page.events)) {
        named.insert(event.author);
        if (const auto* changed = std::get_if<MemberChanged>(&event.body))
            named.insert(changed->person.id);
    }
    page.people.removeIf([&](const Person& person) { return !named.contains(person.id); });
}

/// Drops events at the far end until the page fits into a frame.
void fit(HistoryPage& page, bool backwards) {
    while (page.events.size() > 1 && !fits(page)) {
        const qsizetype keep = (page.events.size() + 1) / 2;
        page.events = backwards ? page.events.last(keep) : page.events.first(keep);
        page.more = true;
        keepPeopleOf(page);
    }
}

} // namespace

HistoryService::HistoryService(MessageStore& messages, ChannelStore& channels, PeopleDirectory& people,
                               const Hub& hub, Executor& executor, Epoch epoch, QObject* parent)
    : QObject(parent),
      m_messages(messages),
      m_channels(channels),
      m_people(people),
      m_hub(hub),
      m_executor(executor),
      m_epoch(std::move(epoch)),
      m_reads(messages, hub) {}

Task<Result<HistoryPage>> HistoryService::history(const Caller& caller, const History& command) {
    if (command.before && command.after)
        return doneTask<Result<HistoryPage>>(fail(ErrorCode::BadRequest));
    const Promise<Result<HistoryPage>> promise;
    seen(caller, command.channel, promise, [this, caller, command, promise](Serial visibleFrom) {
        read(caller, command, visibleFrom, promise);
    });
    return promise.task();
}

void HistoryService::seen(const Caller& caller, ChannelId channel,
                          const Promise<Result<HistoryPage>>& promise,
                          const std::function<void(Serial)>& then) {
    if (const Subscription* subscription = m_hub.subscription(caller.connection, channel))
        return m_hub.may(caller.connection, channel, ChannelRight::History)
                   ? then(subscription->visibleFrom)
                   : promise.finish(fail(ErrorCode::Forbidden));
    whenDone(m_channels.state(caller.principal.person.id, channel), &m_executor, this,
             [promise, then, onServer = caller.principal.role](const Result<ChannelState>& state) {
                 if (!state)
                     return promise.finish(std::unexpected(state.error()));
                 if (!mayIn(*state, onServer, ChannelRight::History))
                     return promise.finish(fail(ErrorCode::Forbidden));
                 then(state->visibleFrom);
             });
}

Task<Result<HistoryPage>> HistoryService::thread(const Caller& caller, const Thread& command) {
    const Promise<Result<HistoryPage>> promise;
    seen(caller, command.channel, promise, [this, caller, command, promise](Serial visibleFrom) {
        whenDone(m_messages.thread(command.channel, command.message, std::max(visibleFrom, Serial(1)),
                                   command.after, std::clamp(command.limit, 1, limits::historyPage)),
                 &m_executor, this, [this, caller, command, promise](const Result<EventPage>& page) {
                     if (!page)
                         return promise.finish(std::unexpected(page.error()));
                     name(caller, {command.channel, m_epoch, page->events, {}, page->more}, false, promise);
                 });
    });
    return promise.task();
}

Task<Result<HistoryPage>> HistoryService::versions(const Caller& caller, const ListVersions& command) {
    const Promise<Result<HistoryPage>> promise;
    seen(caller, command.channel, promise, [this, caller, command, promise](Serial visibleFrom) {
        whenDone(m_messages.message(command.channel, command.message), &m_executor, this,
                 [this, caller, command, visibleFrom, promise](const Result<Event>& message) {
                     if (!message)
                         return promise.finish(std::unexpected(message.error()));
                     if (message->serial < visibleFrom)
                         return promise.finish(fail(ErrorCode::UnknownMessage));
                     whenDone(m_messages.versions(command.channel, command.message, command.before,
                                                  std::clamp(command.limit, 1, limits::historyPage)),
                              &m_executor, this,
                              [this, caller, command, promise](const Result<EventPage>& page) {
                                  if (!page)
                                      return promise.finish(std::unexpected(page.error()));
                                  name(caller, {command.channel, m_epoch, page->events, {}, page->more}, true,
                                       promise);
                              });
                 });
    });
    return promise.task();
}

Task<Result<HistoryPage>> HistoryService::pins(const Caller& caller, const ListPins& command) {
    const Promise<Result<HistoryPage>> promise;
    seen(caller, command.channel, promise, [this, caller, command, promise](Serial visibleFrom) {
        whenDone(m_messages.pinned(command.channel, std::max(visibleFrom, Serial(1)), command.before,
                                   std::clamp(command.limit, 1, limits::historyPage)),
                 &m_executor, this, [this, caller, command, promise](const Result<EventPage>& page) {
                     if (!page)
                         return promise.finish(std::unexpected(page.error()));
                     name(caller, {command.channel, m_epoch, page->events, {}, page->more}, true, promise);
                 });
    });
    return promise.task();
}

Task<Result<Done>> HistoryService::save(const Principal& principal, const SaveMessage& command) {
    const Promise<Result<Done>> promise;
    whenDone(m_messages.save(principal.person.id, command.channel, command.message, command.save),
             &m_executor, this, [promise](const Status& saved) {
                 promise.finish(saved ? Result<Done>(Done()) : std::unexpected(saved.error()));
             });
    return promise.task();
}

Task<Result<SearchPage>> HistoryService::saved(const Principal& principal, const ListSaved& command) {
    const Promise<Result<SearchPage>> promise;
    readSaved(principal, command, 1, promise);
    return promise.task();
}

void HistoryService::readSaved(const Principal& principal, const ListSaved& command, int reads,
                               const Promise<Result<SearchPage>>& promise) {
    const int limit = std::clamp(command.limit, 1, limits::searchPage);
    whenDone(
        m_messages.saved(principal.person.id, command.before.value_or(endOfTime), command.beforeId, limit),
        &m_executor, this,
        [this, principal, command, reads, limit, promise](const Result<QList<FoundMessage>>& found) {
            if (!found)
                return promise.finish(std::unexpected(found.error()));
            SearchPage page;
            page.more = found->size() == limit;
            page.hits = hitsFor(principal, *found);
            // A page of nothing but what the token does not reach has no last hit to go on from.
            if (page.hits.isEmpty() && page.more && reads < readsMost) {
                ListSaved next = command;
                next.beforeId = found->last().event.message;
                return readSaved(principal, next, reads + 1, promise);
            }
            while (page.hits.size() > 1
                   && codec::encode(Frame(Reply{limits::frame, Answer(page)})).size() > room) {
                page.hits = page.hits.first(page.hits.size() / 2);
                page.more = true;
            }
            promise.finish(page);
        });
}

void HistoryService::read(const Caller& caller, const History& command, Serial visibleFrom,
                          const Promise<Result<HistoryPage>>& promise) {
    HistoryQuery query;
    query.channel = command.channel;
    query.visibleFrom = std::max(visibleFrom, Serial(1));
    query.before = command.before;
    query.after = command.after;
    query.limit = std::clamp(command.limit, 1, limits::historyPage);
    query.messagesOnly = command.messagesOnly;
    whenDone(m_reads.page(query), &m_executor, this,
             [this, caller, promise, channel = command.channel,
              backwards = !command.after](const Result<EventPage>& events) {
                 if (!events)
                     return promise.finish(std::unexpected(events.error()));
                 name(caller, {channel, m_epoch, events->events, {}, events->more}, backwards, promise);
             });
}

void HistoryService::name(const Caller& caller, HistoryPage page, bool backwards,
                          const Promise<Result<HistoryPage>>& promise) {
    if (!seesReactions(caller.principal, page.channel))
        page.events = withoutReactions(std::move(page.events));
    QSet<PersonId> authors;
    for (const Event& event : std::as_const(page.events))
        if (event.author.isValid())
            authors.insert(event.author);
    m_people.people(authors.values(),
                    [page, backwards, promise](const Result<QList<Person>>& people) mutable {
                        if (!people)
                            return promise.finish(std::unexpected(people.error()));
                        page.people = *people;
                        fit(page, backwards);
                        promise.finish(page);
                    });
}

} // namespace parlor::server
