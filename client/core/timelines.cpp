#include "client/core/timelines.h"

#include "client/core/messagechange.h"

#include <algorithm>

namespace parlor::client {

namespace {

/// Rows kept in memory for a channel that follows its end; older ones come back from the local store.
constexpr std::size_t keptRows = 2'000;
constexpr std::size_t trimmedRows = 1'000;

} // namespace

const Timeline& Timelines::of(ChannelId channel) const {
    static const Timeline none;
    const auto found = m_timelines.constFind(channel);
    return found == m_timelines.cend() ? none : *found;
}

TimelineChange& Timelines::told(ChannelId channel) {
    return m_changes.collect().timelines[channel];
}

void Timelines::append(ChannelId channel, const QList<Event>& events) {
    const auto timeline = m_timelines.find(channel);
    if (timeline == m_timelines.end())
        return;
    const std::vector<Serial> changed = timeline->append(events);
    TimelineChange& change = told(channel);
    change.serials.insert(change.serials.end(), changed.begin(), changed.end());
    // Never under the eyes of somebody who reads them.
    if (timeline->rows().size() > keptRows && !m_held.contains(channel)) {
        timeline->trim(trimmedRows);
        change.reset = true;
    }
}

void Timelines::load(const PageLoaded& page) {
    Timeline& timeline = m_timelines[page.channel];
    TimelineChange& change = told(page.channel);
    const auto window = timeline.window();
    const bool touches =
        window && page.range.from <= window->to.next() && window->from <= page.range.to.next();
    if (page.replace && window)
        timeline.clear();
    if (page.replace || !touches)
        change.reset = true;
    timeline.merge(page.range, page.events, page.atStart, page.atEnd);
    timeline.setLoading(false);
    for (const Event& one : page.events)
        if (isRow(one))
            change.serials.push_back(one.serial);
}

void Timelines::setLoading(ChannelId channel, bool loading) {
    m_timelines[channel].setLoading(loading);
    told(channel);
}

void Timelines::restart(ChannelId channel) {
    const auto timeline = m_timelines.find(channel);
    if (timeline == m_timelines.end())
        return;
    timeline->restart();
    told(channel).reset = true;
}

void Timelines::hold(ChannelId channel, bool held) {
    if (held)
        m_held.insert(channel);
    else
        m_held.remove(channel);
}

void Timelines::forget(ChannelId channel) {
    if (m_timelines.remove(channel) > 0)
        told(channel).reset = true;
}

void Timelines::clear() {
    for (auto it = m_timelines.cbegin(); it != m_timelines.cend(); ++it)
        told(it.key()).reset = true;
    m_timelines.clear();
    m_held.clear();
}

void Timelines::tellMessage(ChannelId channel, MessageId message) {
    if (const Event* row = of(channel).message(message))
        told(channel).serials.push_back(row->serial);
}

void Timelines::tellReceipts(ChannelId channel, PersonId author, const Receipt& before, const Receipt& now) {
    const auto timeline = m_timelines.constFind(channel);
    if (timeline == m_timelines.cend() || now == before)
        return;
    const auto isBetween = [](Serial serial, Serial a, Serial b) {
        return std::min(a, b) < serial && serial <= std::max(a, b);
    };
    const auto [from, to] = std::minmax({before.delivered, before.read, now.delivered, now.read});
    const auto& rows = timeline->rows();
    std::vector<Serial> changed;
    for (std::size_t i = timeline->indexOf(from); i < rows.size() && rows[i].serial <= to; ++i)
        if (rows[i].author == author
            && (isBetween(rows[i].serial, before.delivered, now.delivered)
                || isBetween(rows[i].serial, before.read, now.read)))
            changed.push_back(rows[i].serial);
    if (changed.empty())
        return;
    TimelineChange& change = told(channel);
    change.serials.insert(change.serials.end(), changed.begin(), changed.end());
}

} // namespace parlor::client
