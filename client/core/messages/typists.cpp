#include "client/core/messages/typists.h"

namespace parlor::client {

namespace {

constexpr int shownMs = 6'000;
constexpr int tickMs = 500;

} // namespace

Typists::Typists(State& state, const Clock& clock, QObject* parent)
    : m_state(state), m_clock(clock), m_timer(parent) {
    m_timer.setInterval(tickMs);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { expire(); });
}

void Typists::heard(const TypingNotice& notice) {
    m_state.apply(TypingSeen{notice.channel, notice.person, m_clock.monotonic() + shownMs});
    m_timer.start();
}

void Typists::expire() {
    const std::int64_t now = m_clock.monotonic();
    bool left = false;
    QList<TypingSeen> over;
    for (auto view = m_state.channels().cbegin(); view != m_state.channels().cend(); ++view) {
        for (auto typing = view->typing.cbegin(); typing != view->typing.cend(); ++typing) {
            if (typing.value() <= now)
                over.append({view.key(), typing.key(), 0});
            else
                left = true;
        }
    }
    for (const TypingSeen& stopped : std::as_const(over))
        m_state.apply(stopped);
    if (!left)
        m_timer.stop();
}

} // namespace parlor::client
