#include "server/domain/channels/pastdelivery.h"

#include "server/domain/channels/eventframes.h"
#include "shared/protocol/codec.h"

#include <QLoggingCategory>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.hub")

constexpr int eventsAtOnce = 200;
constexpr int retryMs = 1'000;
constexpr std::int64_t budgetOfOne = 256 * 1024;

} // namespace

PastDelivery::PastDelivery(Link& link, MessageStore& messages, ChannelFeeds& feeds, Executor& executor,
                           Epoch epoch, Finished finished, QObject* parent)
    : QObject(parent),
      m_link(link),
      m_messages(messages),
      m_feeds(feeds),
      m_executor(executor),
      m_epoch(std::move(epoch)),
      m_finished(std::move(finished)) {}

void PastDelivery::deliver(Gap gap) {
    Subscription* subscription = stillAttaching(gap);
    if (!subscription)
        return;
    if (gap.cursor >= gap.target)
        return finish(gap, *subscription);
    if (!gap.budget)
        gap.budget = std::make_shared<std::int64_t>(budgetOfOne);
    if (const auto cached = m_feeds.find(gap.channel)->tail.range(gap.cursor, gap.target)) {
        if (sendFromMemory(gap, *subscription, *cached))
            gap.cursor = gap.target;
        return finish(gap, *subscription);
    }
    whenDone(m_messages.eventsAfter(gap.channel, gap.cursor, eventsAtOnce), &m_executor, this,
             [this, gap](const Result<EventPage>& read) { deliverPage(gap, read); });
}

void PastDelivery::deliverPage(Gap gap, const Result<EventPage>& page) {
    Subscription* subscription = stillAttaching(gap);
    if (!subscription)
        return;
    if (!page) {
        qCWarning(log) << "the past could not be read:" << page.error();
        const Bye bye{static_cast<int>(CloseCode::PositionLost), true, retryMs};
        return m_link.close(gap.connection, CloseCode::PositionLost, codec::encode(Frame(bye)));
    }
    QList<Event> events;
    for (const Event& event : page->events)
        if (event.serial <= gap.target)
            events.append(event);
    const bool sent = send(gap, *subscription, events);
    if (!sent || events.isEmpty())
        return finish(gap, *subscription);
    gap.cursor = lastSerial(events.last());
    deliver(std::move(gap));
}

/// Who sees all of it gets the frames that the one before got, when that one had missed the same.
bool PastDelivery::sendFromMemory(const Gap& gap, const Subscription& subscription,
                                  const QList<Event>& events) {
    if (subscription.visibleFrom > gap.cursor.next() || !subscription.reactions)
        return send(gap, subscription, events);
    ChannelFeed::Memo& memo = m_feeds.find(gap.channel)->memo;
    if (memo.frames.isEmpty() || memo.after != gap.cursor || memo.upTo != gap.target)
        memo = {gap.cursor, gap.target, encodeEvents(gap.channel, m_epoch, events)};
    return sendFrames(gap, memo.frames);
}

bool PastDelivery::send(const Gap& gap, const Subscription& subscription, const QList<Event>& events) {
    QList<Event> seen = visibleEvents(events, subscription.visibleFrom);
    if (!subscription.reactions)
        seen = withoutReactions(std::move(seen));
    return sendFrames(gap, encodeEvents(gap.channel, m_epoch, seen));
}

bool PastDelivery::sendFrames(const Gap& gap, const QList<QByteArray>& frames) {
    for (const QByteArray& frame : frames) {
        if (*gap.budget < frame.size())
            return false;
        *gap.budget -= frame.size();
        m_link.send(gap.connection, frame);
    }
    return true;
}

void PastDelivery::finish(const Gap& gap, Subscription& subscription) {
    subscription.attaching = false;
    // Too much for one outbox: the position shows the client what it has to page for itself, before it sees a
    // gap.
    if (gap.cursor < gap.target)
        m_link.send(gap.connection, codec::encode(Frame(Positions{{{gap.channel, gap.target}}, Serial()})));
    m_link.release(gap.connection, audienceOf(gap.channel, subscription.reactions));
    m_finished(gap, subscription);
}

Subscription* PastDelivery::stillAttaching(const Gap& gap) {
    ChannelFeed* feed = m_feeds.find(gap.channel);
    if (!feed)
        return nullptr;
    const auto at = feed->subscribers.find(gap.connection);
    return at != feed->subscribers.end() && at->number == gap.subscription ? &*at : nullptr;
}

} // namespace parlor::server
