#include "client/core/messages/reader.h"

#include "client/core/messages/orderedstream.h"
#include "client/core/unmadechannel.h"
#include "shared/protocol/limits.h"

#include <limits>

namespace parlor::client {

namespace {

constexpr int cachedRows = 80;
constexpr int fewRows = 25; ///< less than a screen: ask the server for more at once
constexpr int newestEvents = 60;
constexpr int previewEvents = 10;
constexpr int previewsAtMost = 100;

} // namespace

Reader::Reader(State& state, Cache& cache, Requests& requests, Sync& sync, Executor& executor,
               std::function<void(const QList<Event>&)> seen, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_requests(requests),
      m_sync(sync),
      m_executor(executor),
      m_seen(std::move(seen)) {}

Serial Reader::firstOf(ChannelId channel) const {
    const ChannelView* view = m_state.channel(channel);
    return view ? std::max(view->state.visibleFrom, Serial(1)) : Serial(1);
}

void Reader::clear() {
    m_open.clear();
    m_opening.clear();
    m_asking.clear();
    m_previews.clear();
}

void Reader::open(ChannelId channel) {
    m_open.insert(channel);
    m_cache.tell([channel](CacheDatabase& database) {
        return database.places.setSetting(u"open_channel"_qs, channel.toString());
    });
    const Timeline& timeline = m_state.timeline(channel);
    if (timeline.window() && timeline.isAtEnd())
        return;
    if (isUnmade(channel)) {
        m_state.apply(PageLoaded{channel, {Serial(1), Serial()}, {}, true, true, true});
        return;
    }
    m_opening.insert(channel);
    m_state.apply(PageLoading{channel, true});
    const Serial applied = m_sync.appliedTo(channel);
    whenDone(m_cache.ask([channel, applied](CacheDatabase& database) {
        return database.timelines.before(channel, applied.next(), cachedRows);
    }),
             &m_executor, this, [this, channel](const Result<CachedPage>& page) {
                 const Timeline& shown = m_state.timeline(channel);
                 if (shown.window() && shown.isAtEnd())
                     return;
                 if (page && page->range)
                     show(channel, *page, true);
                 const Timeline& now = m_state.timeline(channel);
                 const bool enough = page && page->range && page->verified
                                     && (now.rows().size() >= std::size_t(fewRows) || now.isAtStart());
                 if (enough)
                     return goOn(channel);
                 History history;
                 history.channel = channel;
                 history.limit = newestEvents;
                 askServer(channel, Where::Newest, history);
             });
}

void Reader::show(ChannelId channel, const CachedPage& page, bool replace) {
    const bool atStart = page.range->from <= firstOf(channel);
    const bool atEnd = page.range->to >= m_sync.appliedTo(channel);
    m_state.apply(PageLoaded{channel, *page.range, page.events, atStart, atEnd, replace});
    if (!replace)
        goOn(channel);
}

// What happened while the newest page was under way: the window goes on to the end.
void Reader::goOn(ChannelId channel) {
    if (m_state.timeline(channel).isAtEnd())
        m_opening.remove(channel);
    else if (m_opening.contains(channel))
        newer(channel);
}

void Reader::older(ChannelId channel) {
    const Timeline& timeline = m_state.timeline(channel);
    if (!timeline.window() || timeline.isAtStart() || timeline.isLoading())
        return;
    const Serial before = timeline.window()->from;
    m_state.apply(PageLoading{channel, true});
    whenDone(m_cache.ask([channel, before](CacheDatabase& database) {
        return database.timelines.before(channel, before, cachedRows);
    }),
             &m_executor, this, [this, channel, before](const Result<CachedPage>& page) {
                 const auto window = m_state.timeline(channel).window();
                 if (!window || window->from != before)
                     return;
                 const bool known = page && page->range;
                 if (known && (page->verified || !m_state.isConnected()))
                     return show(channel, *page, false);
                 History history;
                 history.channel = channel;
                 history.before = before;
                 history.limit = limits::historyPage;
                 askServer(channel, Where::Older, history);
             });
}

void Reader::newer(ChannelId channel) {
    const Timeline& timeline = m_state.timeline(channel);
    if (!timeline.window() || timeline.isAtEnd() || timeline.isLoading())
        return;
    const Serial after = timeline.window()->to;
    m_state.apply(PageLoading{channel, true});
    whenDone(m_cache.ask([channel, after](CacheDatabase& database) {
        return database.timelines.from(channel, after.next(), cachedRows);
    }),
             &m_executor, this, [this, channel, after](const Result<CachedPage>& page) {
                 const auto window = m_state.timeline(channel).window();
                 if (!window || window->to != after)
                     return;
                 if (page && page->range && (page->verified || !m_state.isConnected()))
                     return show(channel, *page, false);
                 History history;
                 history.channel = channel;
                 history.after = after;
                 history.limit = limits::historyPage;
                 askServer(channel, Where::Newer, history);
             });
}

void Reader::around(ChannelId channel, Serial serial) {
    m_open.insert(channel);
    m_opening.remove(channel);
    const auto window = m_state.timeline(channel).window();
    if (window && window->from <= serial && serial <= window->to)
        return;
    m_state.apply(PageLoading{channel, true});
    const Serial before(serial.value() + newestEvents / 2);
    if (m_state.isConnected()) {
        History history;
        history.channel = channel;
        history.before = before;
        history.limit = newestEvents;
        return askServer(channel, Where::Around, history);
    }
    whenDone(m_cache.ask([channel, serial](CacheDatabase& database) -> Result<CachedPage> {
        TRY_ASSIGN(CachedPage page, database.timelines.before(channel, serial.next(), cachedRows / 2));
        TRY_ASSIGN(const CachedPage after, database.timelines.from(channel, serial.next(), cachedRows / 2));
        if (page.range && after.range) {
            page.events += after.events;
            page.range->to = after.range->to;
        }
        return page;
    }),
             &m_executor, this, [this, channel](const Result<CachedPage>& page) {
                 if (page && page->range)
                     show(channel, *page, true);
                 else
                     m_state.apply(PageLoading{channel, false});
             });
}

void Reader::askServer(ChannelId channel, Where where, const History& history) {
    if (!m_state.isConnected() || m_asking.contains(channel)) {
        if (!m_asking.contains(channel))
            m_state.apply(PageLoading{channel, false});
        return;
    }
    m_asking.insert(channel);
    whenDone(m_requests.ask<HistoryPage>(history), &m_executor, this,
             [this, channel, where, history](const Result<HistoryPage>& page) {
                 answered(channel, where, history, page);
             });
}

void Reader::answered(ChannelId channel, Where where, const History& history,
                      const Result<HistoryPage>& page) {
    m_asking.remove(channel);
    if (!page || page->epoch != m_sync.epoch()) {
        m_state.apply(PageLoading{channel, false});
        return;
    }
    const bool backwards = where != Where::Newer;
    const bool atStart = backwards && !page->more;
    // What the page covers completely: from its first event (or the very start) to where it was asked for.
    SerialRange range{firstOf(channel), m_sync.appliedTo(channel)};
    if (!page->events.isEmpty()) {
        if (!atStart)
            range.from = page->events.first().serial;
        range.to = lastSerialOf(page->events.last());
    }
    if (history.before)
        range.to = std::max(range.to, std::min(history.before->previous(), m_sync.appliedTo(channel)));
    if (history.after)
        range.from = history.after->next();
    m_state.apply(PeopleSeen{page->people});
    if (range.to < range.from) {
        // An empty channel, or nothing newer.
        if (where == Where::Newest)
            m_state.apply(PageLoaded{channel, {range.from, range.from.previous()}, {}, true, true, true});
        else
            m_state.apply(PageLoading{channel, false});
        return;
    }
    m_cache.tell(
        [channel, range, events = page->events, people = page->people](CacheDatabase& database) -> Status {
            TRY(database.places.storePeople(people));
            return database.timelines.addPage(channel, range, events);
        });
    const bool atEnd = (where == Where::Newer && !page->more) || range.to >= m_sync.appliedTo(channel);
    m_state.apply(PageLoaded{channel, range, page->events, atStart || range.from <= firstOf(channel), atEnd,
                             where == Where::Newest || where == Where::Around});
    m_seen(page->events);
    if (where == Where::Newest || where == Where::Newer)
        goOn(channel);
}

void Reader::windowLost(ChannelId channel) {
    if (m_open.contains(channel) && m_state.isConnected())
        open(channel);
}

void Reader::online() {
    for (const ChannelId channel : std::as_const(m_open)) {
        if (!m_state.channel(channel))
            continue;
        const Timeline& timeline = m_state.timeline(channel);
        if (m_opening.contains(channel) || !timeline.window()
            || timeline.rows().size() < std::size_t(fewRows))
            open(channel);
    }
    m_previews.clear();
    for (auto view = m_state.channels().cbegin(); view != m_state.channels().cend(); ++view)
        if (!view->lastMessage && view->state.last > Serial() && m_previews.size() < previewsAtMost)
            m_previews.append(view.key());
    previewNext();
}

void Reader::previewNext() {
    if (m_previews.isEmpty() || !m_state.isConnected())
        return;
    const ChannelId channel = m_previews.takeFirst();
    History history;
    history.channel = channel;
    history.limit = previewEvents;
    history.messagesOnly = true;
    whenDone(m_requests.ask<HistoryPage>(history), &m_executor, this,
             [this, channel](const Result<HistoryPage>& page) {
                 if (page) {
                     m_state.apply(PeopleSeen{page->people});
                     for (const Event& event : page->events)
                         m_state.apply(LastMessageKnown{channel, event});
                 }
                 previewNext();
             });
}

} // namespace parlor::client
