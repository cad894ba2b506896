#include "server/domain/messages/historyservice.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QSet>

namespace parlor::server {

namespace {

/// What a page may hold, so that rid and people added to it stay within a frame.
constexpr std::int64_t room = limits::frame - 512;

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
      m_epoch(std::move(epoch)) {}

Task<Result<HistoryPage>> HistoryService::history(const Caller& caller, const History& command) {
    if (command.before && command.after)
        return doneTask<Result<HistoryPage>>(fail(ErrorCode::BadRequest));
    const Promise<Result<HistoryPage>> promise;
    if (const Subscription* subscription = m_hub.subscription(caller.connection, command.channel)) {
        read(command, subscription->visibleFrom, promise);
        return promise.task();
    }
    whenDone(m_channels.state(caller.principal.person.id, command.channel), &m_executor, this,
             [this, command, promise](const Result<ChannelState>& state) {
                 if (!state)
                     return promise.finish(std::unexpected(state.error()));
                 read(command, state->visibleFrom, promise);
             });
    return promise.task();
}

void HistoryService::read(const History& command, Serial visibleFrom,
                          const Promise<Result<HistoryPage>>& promise) {
    HistoryQuery query;
    query.channel = command.channel;
    query.visibleFrom = std::max(visibleFrom, Serial(1));
    query.before = command.before;
    query.after = command.after;
    query.limit = std::clamp(command.limit, 1, limits::historyPage);
    query.messagesOnly = command.messagesOnly;
    whenDone(m_messages.history(query), &m_executor, this,
             [this, promise, channel = command.channel,
              backwards = !command.after](const Result<EventPage>& events) {
                 if (!events)
                     return promise.finish(std::unexpected(events.error()));
                 name({channel, m_epoch, events->events, {}, events->more}, backwards, promise);
             });
}

void HistoryService::name(HistoryPage page, bool backwards, const Promise<Result<HistoryPage>>& promise) {
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
