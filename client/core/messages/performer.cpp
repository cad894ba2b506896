#include "client/core/messages/performer.h"

#include <QTimer>

namespace parlor::client {

namespace {
constexpr std::int64_t patienceMs = 20'000;
constexpr std::int64_t pauseMs = 300;
} // namespace

Performer::Performer(State& state, Requests& requests, const Clock& clock, QObject* parent)
    : QObject(parent), m_state(state), m_requests(requests), m_clock(clock) {}

void Performer::begin(Command command, Requests::Done done) {
    if (!m_state.isConnected())
        return done(fail(ErrorCode::NetworkFailed, u"offline"_qs));
    attempt(std::make_shared<Attempt>(
        Attempt{std::move(command), std::move(done), m_clock.monotonic() + patienceMs}));
}

void Performer::attempt(const std::shared_ptr<Attempt>& made) {
    m_requests.send(made->command, [this, made](const Result<Answer>& answer) {
        const std::int64_t pause = answer ? 0 : std::max(pauseMs, answer.error().retryAfterMs);
        if (answer || !isTemporary(answer.error().code) || m_clock.monotonic() + pause > made->until)
            return made->done(answer);
        QTimer::singleShot(static_cast<int>(pause), this, [this, made] { attempt(made); });
    });
}

} // namespace parlor::client
