#include "client/ui/window/notifier.h"

#include "client/models/names.h"

namespace parlor::client {

namespace {
/// What comes within it is told as one, and what another device shows and reads at once is not told at all.
constexpr int gatherMs = 400;
} // namespace

Notifier::Notifier(State& state, const Preferences& preferences, std::function<bool(ChannelId)> looksAt,
                   QObject* parent)
    : QObject(parent), m_state(state), m_preferences(preferences), m_looksAt(std::move(looksAt)) {
    m_pause.setSingleShot(true);
    m_pause.setInterval(gatherMs);
    connect(&m_pause, &QTimer::timeout, this, &Notifier::tellAll);
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        for (const Arrival& arrival : changes.arrivals) {
            if (m_looksAt(arrival.channel))
                continue;
            Gathered& gathered = m_gathered[arrival.channel];
            gathered.count += 1;
            gathered.mentionsMe = gathered.mentionsMe || arrival.mentionsMe;
        }
        if (!m_gathered.isEmpty() && !m_pause.isActive())
            m_pause.start();
    });
}

bool Notifier::wants(const ChannelState& channel, bool mentionsMe) const {
    if (channel.muted || m_preferences.notify() == NotifyChoice::Nothing)
        return false;
    const bool everything =
        m_preferences.notify() == NotifyChoice::Everything && channel.notifications == Notifications::All;
    return everything || mentionsMe || channel.channel.kind != ChannelKind::Channel;
}

void Notifier::tellAll() {
    const QHash<ChannelId, Gathered> gathered = std::exchange(m_gathered, {});
    for (auto it = gathered.cbegin(); it != gathered.cend(); ++it) {
        const ChannelView* view = m_state.channel(it.key());
        if (view == nullptr || view->state.unread == 0 || !view->lastMessage || m_looksAt(it.key())
            || !wants(view->state, it->mentionsMe))
            continue;
        const auto* posted = std::get_if<MessagePosted>(&view->lastMessage->body);
        if (posted == nullptr || posted->deleted)
            continue;
        const QString who = nameOf(m_state, view->lastMessage->author);
        QString title = view->state.channel.kind == ChannelKind::Direct
                            ? who
                            : tr("%1 in %2").arg(who, nameOf(m_state, view->state));
        if (it->count > 1)
            title += tr(" (%1 new)").arg(it->count);
        Q_EMIT told(it.key(), title, m_preferences.notifyWords() ? summaryOf(*posted) : tr("New message"));
    }
}

} // namespace parlor::client
