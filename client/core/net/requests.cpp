#include "client/core/net/requests.h"

namespace parlor::client {

namespace {

/// Adds a further part to what was gathered; true while more follows.
bool gather(Answer& gathered, const Answer& part) {
    if (auto* channels = std::get_if<ChannelList>(&gathered)) {
        if (const auto* more = std::get_if<ChannelList>(&part)) {
            channels->channels += more->channels;
            channels->people += more->people;
            channels->more = more->more;
            return more->more;
        }
    }
    if (auto* members = std::get_if<MemberList>(&gathered)) {
        if (const auto* more = std::get_if<MemberList>(&part)) {
            members->members += more->members;
            members->more = more->more;
            return more->more;
        }
    }
    return false;
}

bool hasMoreParts(const Answer& answer) {
    if (const auto* channels = std::get_if<ChannelList>(&answer))
        return channels->more;
    if (const auto* members = std::get_if<MemberList>(&answer))
        return members->more;
    return false;
}

} // namespace

void Requests::send(Command command, Done done) {
    const std::int64_t rid = ++m_last;
    m_waiting.insert(rid, {done, std::nullopt});
    if (m_link.send({rid, std::move(command)}))
        return;
    m_waiting.remove(rid);
    done(fail(ErrorCode::NetworkFailed, u"offline"_qs));
}

void Requests::received(const Reply& reply) {
    const auto waiting = m_waiting.find(reply.rid);
    if (waiting == m_waiting.end())
        return;
    bool more = false;
    if (waiting->gathered) {
        more = gather(*waiting->gathered, reply.answer);
    } else {
        waiting->gathered = reply.answer;
        more = hasMoreParts(reply.answer);
    }
    if (more)
        return;
    const Waiting finished = m_waiting.take(reply.rid);
    finished.done(*finished.gathered);
}

void Requests::received(const Refusal& refusal) {
    const auto waiting = m_waiting.constFind(refusal.rid);
    if (waiting == m_waiting.cend())
        return;
    const Waiting finished = m_waiting.take(refusal.rid);
    finished.done(std::unexpected(Error{refusal.code, {}, refusal.retryAfterMs}));
}

void Requests::connectionLost() {
    const auto lost = std::exchange(m_waiting, {});
    for (const Waiting& waiting : lost)
        waiting.done(fail(ErrorCode::NetworkFailed, u"the connection was lost"_qs));
}

} // namespace parlor::client
