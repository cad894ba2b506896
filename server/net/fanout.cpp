#include "server/net/fanout.h"

#include "server/net/netshared.h"
#include "server/net/websocket/websocketconnection.h"

#include <algorithm>
#include <chrono>

namespace parlor::server {

namespace {

std::int64_t monotonicUs() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

std::uint32_t FanOut::slotOf(ChannelId id) {
    const auto [found, isNew] = m_slots.try_emplace(id.value(), 0);
    if (!isNew)
        return found->second;
    if (m_free.empty()) {
        m_free.push_back(std::uint32_t(m_channels.size()));
        m_channels.emplace_back();
    }
    found->second = m_free.back();
    m_free.pop_back();
    m_channels[found->second] = std::make_unique<Channel>();
    m_channels[found->second]->id = id;
    return found->second;
}

MemberPlace* FanOut::membershipOf(WebSocketConnection& connection, ChannelId channel) {
    const auto slot = m_slots.find(channel.value());
    if (slot == m_slots.end())
        return nullptr;
    for (MemberPlace& membership : connection.memberships)
        if (membership.channel == slot->second)
            return &membership;
    return nullptr;
}

void FanOut::subscribe(WebSocketConnection& connection, ChannelId id) {
    if (membershipOf(connection, id))
        return;
    const std::uint32_t slot = slotOf(id);
    Channel& channel = *m_channels[slot];
    const auto place = std::uint32_t(connection.memberships.size());
    connection.memberships.push_back({slot, std::uint32_t(channel.members.size())});
    channel.members.push_back({&connection, channel.end, place, true});
}

void FanOut::release(WebSocketConnection& connection, ChannelId id) {
    const MemberPlace* membership = membershipOf(connection, id);
    if (!membership)
        return;
    Channel& channel = *m_channels[membership->channel];
    Member& member = channel.members[membership->place];
    if (!member.isHeld)
        return;
    visit(channel, member);
    member.isHeld = false;
    if (auto held = channel.held.extract(&connection))
        for (const QByteArray& frame : held.mapped())
            connection.send(frame);
}

void FanOut::unsubscribe(WebSocketConnection& connection, ChannelId id) {
    MemberPlace* membership = membershipOf(connection, id);
    if (!membership)
        return;
    Channel& channel = *m_channels[membership->channel];
    visit(channel, channel.members[membership->place]);
    leave(connection, std::size_t(membership - connection.memberships.data()));
}

void FanOut::forget(WebSocketConnection& connection) {
    while (!connection.memberships.empty())
        leave(connection, connection.memberships.size() - 1);
    connection.memberships.shrink_to_fit();
}

void FanOut::leave(WebSocketConnection& connection, std::size_t index) {
    const MemberPlace gone = connection.memberships[index];
    Channel& channel = *m_channels[gone.channel];
    channel.held.erase(&connection);
    const auto move = [&](std::size_t from, std::size_t to) {
        if (from == to)
            return;
        channel.members[to] = channel.members[from];
        channel.members[to].connection->memberships[channel.members[to].place].place = std::uint32_t(to);
    };
    // Members before the cursor have been visited: the hole is filled from among them first.
    std::size_t hole = gone.place;
    if (channel.isPassing && hole < channel.cursor) {
        --channel.cursor;
        move(channel.cursor, hole);
        hole = channel.cursor;
    }
    move(channel.members.size() - 1, hole);
    channel.members.pop_back();

    if (index + 1 != connection.memberships.size()) {
        const MemberPlace last = connection.memberships.back();
        connection.memberships[index] = last;
        m_channels[last.channel]->members[last.place].place = std::uint32_t(index);
    }
    connection.memberships.pop_back();
    dropIfEmpty(gone.channel);
}

void FanOut::dropIfEmpty(std::uint32_t slot) {
    Channel& channel = *m_channels[slot];
    if (!channel.members.empty() || channel.isQueued)
        return;
    if (m_partsOf == &channel)
        m_partsOf = nullptr;
    m_slots.erase(channel.id.value());
    m_channels[slot].reset();
    m_free.push_back(slot);
}

void FanOut::publish(ChannelId id, Outgoing outgoing) {
    const auto slot = m_slots.find(id.value());
    if (slot == m_slots.end() || m_channels[slot->second]->members.empty())
        return;
    Channel& channel = *m_channels[slot->second];
    channel.ephemerals += outgoing.isEphemeral ? 1 : 0;
    channel.log.push_back(std::move(outgoing));
    ++channel.end;
    enqueue(slot->second, monotonicUs());
}

void FanOut::enqueue(std::uint32_t slot, std::int64_t nowUs) {
    Channel& channel = *m_channels[slot];
    if (channel.isQueued)
        return;
    channel.isQueued = true;
    if (channel.restUntil > nowUs)
        m_resting.push_back({channel.restUntil, slot});
    else
        m_ready.push_back(slot);
}

void FanOut::wakeRested(std::int64_t nowUs) {
    std::erase_if(m_resting, [&](const Resting& resting) {
        if (resting.due > nowUs)
            return false;
        m_ready.push_back(resting.channel);
        return true;
    });
}

std::int64_t FanOut::nextDue() const {
    std::int64_t due = 0;
    for (const Resting& resting : m_resting)
        due = due == 0 ? resting.due : std::min(due, resting.due);
    return due;
}

void FanOut::catchUp(WebSocketConnection& connection) {
    if (m_ready.empty() && m_resting.empty())
        return;
    connection.cork();
    for (const MemberPlace& membership : connection.memberships) {
        Channel& channel = *m_channels[membership.channel];
        visit(channel, channel.members[membership.place]);
    }
}

bool FanOut::run(std::int64_t nowUs) {
    wakeRested(nowUs);
    int budget = m_limits.sliceMembers;
    while (budget > 0 && !m_ready.empty()) {
        const std::uint32_t slot = m_ready.front();
        m_ready.pop_front();
        Channel& channel = *m_channels[slot];
        if (!channel.isPassing) {
            channel.isPassing = true;
            channel.cursor = 0;
            channel.passEnd = channel.end;
            channel.passStart = monotonicUs();
        }
        for (; channel.cursor < channel.members.size() && budget > 0; --budget)
            visit(channel, channel.members[channel.cursor++]);
        if (channel.cursor < channel.members.size())
            m_ready.push_back(slot);
        else
            finishPass(slot, monotonicUs());
    }
    return !m_ready.empty();
}

void FanOut::finishPass(std::uint32_t slot, std::int64_t nowUs) {
    Channel& channel = *m_channels[slot];
    channel.isPassing = false;
    channel.isQueued = false;
    const std::size_t delivered = channel.log.size() - (channel.end - channel.passEnd);
    for (std::size_t i = 0; i < delivered; ++i)
        channel.ephemerals -= channel.log[i].isEphemeral ? 1 : 0;
    channel.log.erase(channel.log.begin(), channel.log.begin() + std::ptrdiff_t(delivered));
    m_partsOf = nullptr;
    // Only a channel that falls behind gains by resting; alone, a message would just find cold caches and
    // sleeping readers.
    if (channel.members.size() > std::size_t(m_limits.lingerMembers) && !channel.log.empty())
        channel.restUntil = nowUs + (nowUs - channel.passStart);
    if (channel.members.empty())
        dropIfEmpty(slot);
    else if (!channel.log.empty())
        enqueue(slot, nowUs);
}

void FanOut::visit(Channel& channel, Member& member) {
    const std::uint32_t lacking = channel.end - member.next;
    if (lacking == 0)
        return;
    member.next = channel.end;
    const std::size_t first = channel.log.size() - lacking;
    if (member.isHeld)
        hold(channel, *member.connection, first);
    else
        deliver(channel, *member.connection, first);
}

void FanOut::hold(Channel& channel, WebSocketConnection& connection, std::size_t first) {
    std::vector<QByteArray>& held = channel.held[&connection];
    for (std::size_t i = first; i < channel.log.size(); ++i)
        if (!channel.log[i].isEphemeral)
            held.push_back(channel.log[i].frame);
    std::int64_t bytes = 0;
    for (const QByteArray& frame : held)
        bytes += frame.size();
    if (int(held.size()) > m_limits.outboxFrames || bytes > m_limits.outboxBytes) {
        channel.held.erase(&connection);
        connection.closeSlow();
    }
}

void FanOut::deliver(Channel& channel, WebSocketConnection& connection, std::size_t first) {
    const std::span<const Outgoing> all(channel.log.begin() + std::ptrdiff_t(first), channel.log.end());
    if (channel.ephemerals > 0) {
        // Not everybody gets the same: one by one, and none of it to a socket that is behind.
        for (const Outgoing& outgoing : all) {
            if (outgoing.except == connection.number())
                continue;
            if (outgoing.isEphemeral)
                connection.sendEphemeral(outgoing.frame);
            else
                connection.send(outgoing.frame);
        }
        return;
    }
    const std::uint32_t from = channel.end - std::uint32_t(all.size());
    if (m_partsOf != &channel || m_partsFrom != from || m_partsEnd != channel.end) {
        m_partsOf = &channel;
        m_partsFrom = from;
        m_partsEnd = channel.end;
        m_partsBytes = 0;
        m_parts.clear();
        for (const Outgoing& outgoing : all) {
            m_parts.push_back(
                {const_cast<char*>(outgoing.frame.constData()), std::size_t(outgoing.frame.size())});
            m_partsBytes += std::size_t(outgoing.frame.size());
        }
    }
    connection.deliver(m_parts, m_partsBytes, all);
}

} // namespace parlor::server
