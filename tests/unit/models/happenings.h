#pragma once

#include "tests/unit/models/longconversation.h"

#include <array>
#include <random>

namespace parlor::test {

/// Anything that can happen to a conversation, in any order.
class Happenings {
public:
    Happenings(State& state, unsigned seed) : m_state(state), m_random(seed) {
        for (int i = 0; i < 30; ++i)
            m_events << message(m_next++, author(), u"start %1"_qs.arg(i));
        m_first = firstSerial;
        m_state.apply(
            PageLoaded{room, {Serial(m_first), m_events.last().serial}, m_events, false, true, true});
    }

    void step() {
        switch (pick(12)) {
        case 0:
            return send();
        case 1:
            return confirm();
        case 2:
            return past();
        case 3:
            return join();
        case 4:
            return react();
        case 5:
            return edit();
        case 6:
            return quote();
        case 7:
            return read();
        case 8:
            return m_state.apply(PeopleSeen{{person(bo, u"bo%1"_qs.arg(pick(3)))}});
        case 9:
            return connection();
        default:
            return come(message(m_next, author(), u"text %1"_qs.arg(m_next)));
        }
    }

private:
    int pick(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }

    PersonId author() { return std::array{me, ada, bo}.at(static_cast<std::size_t>(pick(3))); }

    [[nodiscard]] int anyMessage() { return m_first + pick(m_next - m_first); }

    void come(const Event& event) {
        m_state.apply(EventsApplied{room, {event}, true});
        ++m_next;
    }

    void send() {
        PendingMessage pending;
        pending.clientId = u"client%1"_qs.arg(++m_sent, 16);
        pending.channel = room;
        pending.text = u"on its way"_qs;
        pending.state = pick(3) == 0 ? PendingState::Failed : PendingState::Waiting;
        m_pending << pending.clientId;
        m_state.apply(PendingChanged{pending});
    }

    void confirm() {
        if (m_pending.isEmpty())
            return;
        Event event = message(m_next, me, u"arrived"_qs);
        event.clientId = m_pending.takeAt(pick(static_cast<int>(m_pending.size())));
        come(event);
    }

    void past() {
        QList<Event> page;
        const int count = 1 + pick(9);
        for (int serial = m_first - count; serial < m_first; ++serial)
            page << (pick(4) == 0 ? joined(serial) : message(serial, author(), u"past"_qs));
        m_first -= count;
        m_state.apply(PageLoaded{room, {page.first().serial, page.last().serial}, page, false, false});
    }

    Event joined(int serial) {
        MemberChanged change;
        change.person = person(PersonId(100 + pick(50)), u"guest%1"_qs.arg(serial));
        change.change = pick(5) == 0 ? MemberChange::Left : MemberChange::Joined;
        return row(serial, change.person.id, change);
    }

    void join() { come(joined(m_next)); }

    void react() { come(about(m_next, anyMessage(), author(), ReactionChanged{u"👍"_qs, pick(3) > 0})); }

    void edit() {
        MessageEdited edited;
        edited.entry.text = u"edited %1"_qs.arg(m_next);
        come(pick(3) == 0 ? about(m_next, anyMessage(), ada, MessageDeleted())
                          : about(m_next, anyMessage(), ada, edited));
    }

    void quote() {
        MessagePosted reply;
        reply.entry.text = u"reply"_qs;
        reply.replyTo = MessageId(anyMessage() - pick(3));
        Event event = message(m_next, author(), {});
        event.body = reply;
        come(event);
    }

    void read() {
        const Serial upTo(m_first + pick(m_next - m_first));
        m_state.apply(ReceiptsKnown{room, {{ada, upTo, upTo}, {bo, Serial(m_next), upTo}}, true});
    }

    void connection() {
        Connection now;
        now.state = pick(2) == 0 ? Connectivity::Online : Connectivity::Offline;
        m_state.apply(ConnectionChanged{now});
    }

    State& m_state;
    std::mt19937 m_random;
    QList<Event> m_events;
    QStringList m_pending;
    int m_first = firstSerial, m_next = firstSerial, m_sent = 0;
};

} // namespace parlor::test
