#include "client/ui/window/connectionbanner.h"

#include "client/ui/chat/chatpage.h"
#include "client/ui/widgets/banner.h"

#include <QDateTime>

namespace parlor::client {

namespace {
constexpr int quietMs = 2'000;
constexpr int tickMs = 500;
} // namespace

ConnectionBanner::ConnectionBanner(State& state, Actions& actions, ChatPage& page)
    : QObject(&page), m_state(state), m_page(page) {
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &ConnectionBanner::refresh);
    connect(page.banner(), &Banner::asked, this, [&actions] { actions.reconnect(); });
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (changes.connection || changes.account)
            refresh();
    });
    refresh();
}

void ConnectionBanner::refresh() {
    const Connection& connection = m_state.connection();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (connection.state == Connectivity::Online || !m_state.account()) {
        m_offlineSince = 0;
        m_tick.stop();
        m_page.setBannerShown(false);
        return;
    }
    if (m_offlineSince == 0)
        m_offlineSince = now;
    m_tick.start();
    if (now - m_offlineSince < quietMs)
        return;
    QString rest = tr("Everything you have seen stays here.");
    if (connection.problem && !isTemporary(connection.problem->code)
        && connection.problem->code != ErrorCode::NetworkFailed)
        rest = textFor(connection.problem->code);
    else if (connection.state == Connectivity::Connecting)
        rest += u' ' + tr("Connecting…");
    else if (connection.retryAt > now)
        rest += u' ' + tr("Next try in %1 s.").arg((connection.retryAt - now + 999) / 1000);
    m_page.banner()->setWords(u"wifi-off"_qs, tr("You are offline."), rest);
    m_page.banner()->setAction(connection.state == Connectivity::Connecting ? QString() : tr("Try now"));
    m_page.setBannerShown(true);
}

} // namespace parlor::client
