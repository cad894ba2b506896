#include "client/ui/window/changenotices.h"

#include "client/models/names.h"

namespace parlor::client {

namespace {
/// What was asked for before is no news: it is what the last run of the program left.
constexpr std::int64_t freshMs = 10'000;
} // namespace

ChangeNotices::ChangeNotices(State& state, const Clock& clock, QObject* parent)
    : QObject(parent), m_state(state), m_clock(clock) {
    connect(&state.changes(), &Changes::changed, this, &ChangeNotices::take);
}

void ChangeNotices::take(const ChangeSet& changes) {
    for (const RefusedChange& refused : changes.refusals)
        Q_EMIT told(u"circle-alert"_qs, tr("%1: %2").arg(subjectOf(refused.change), textFor(refused.reason)));
    if (!changes.pendingChanges)
        return;
    QSet<QString> waiting;
    for (const PendingChange& change : m_state.pendingChanges()) {
        if (change.state != PendingState::Waiting)
            continue;
        waiting.insert(change.clientId);
        const bool fresh = m_clock.now() - change.askedAt < freshMs;
        if (fresh && !m_state.isConnected() && !m_known.contains(change.clientId))
            Q_EMIT told(u"wifi-off"_qs, tr("%1: waits for the connection").arg(subjectOf(change)));
    }
    m_known = waiting;
}

QString ChangeNotices::subjectOf(const PendingChange& change) const {
    const ChannelView* view = m_state.channel(channelOf(change.command));
    const QString place = view ? nameOf(m_state, view->state) : tr("a channel");
    if (const auto* create = std::get_if<CreateChannel>(&change.command))
        return create->name.isEmpty() ? tr("Your new chat") : tr("Your new channel %1").arg(create->name);
    if (const auto* join = std::get_if<JoinChannel>(&change.command))
        return tr("Joining %1").arg(join->name.isEmpty() ? place : join->name);
    if (std::holds_alternative<LeaveChannel>(change.command))
        return tr("Leaving %1").arg(place);
    if (std::holds_alternative<ChangeMember>(change.command))
        return tr("The members of %1").arg(place);
    if (std::holds_alternative<UpdateChannel>(change.command))
        return tr("Your change of %1").arg(place);
    if (std::holds_alternative<SetNotifications>(change.command))
        return tr("The notifications of %1").arg(place);
    return tr("Your change of a message");
}

} // namespace parlor::client
