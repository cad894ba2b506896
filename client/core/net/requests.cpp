#include "client/core/net/requests.h"

namespace parlor::client {

namespace {

/// Lists that come in several parts; true while more follows.
bool join(ChannelList& whole, const ChannelList& part) {
    whole.channels += part.channels;
    whole.people += part.people;
    return part.more;
}

bool join(MemberList& whole, const MemberList& part) {
    whole.members += part.members;
    return part.more;
}

bool join(PlanList& whole, const PlanList& part) {
    whole.scheduled += part.scheduled;
    whole.reminders += part.reminders;
    return part.more;
}

bool join(PrivateState& whole, const PrivateState& part) {
    whole.drafts += part.drafts;
    return part.more;
}

/// Adds a further part to what was gathered; true while more follows.
bool gather(Answer& gathered, const Answer& part) {
    return std::visit(
        [&part](auto& whole) {
            if constexpr (requires { join(whole, whole); }) {
                if (const auto* more = std::get_if<std::decay_t<decltype(whole)>>(&part))
                    return whole.more = join(whole, *more);
            }
            return false;
        },
        gathered);
}

bool hasMoreParts(const Answer& answer) {
    return std::visit(
        [](const auto& whole) {
            if constexpr (requires(std::decay_t<decltype(whole)> list) { join(list, list); })
                return whole.more;
            else
                return false;
        },
        answer);
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
