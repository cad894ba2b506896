#include "client/ui/settings/notificationspage.h"

#include "client/models/names.h"
#include "client/ui/settings/settingscard.h"
#include "client/ui/settings/settingsgroup.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/segment.h"
#include "client/ui/widgets/toggle.h"
#include "client/ui/window/tray.h"

#include <QVBoxLayout>

namespace parlor::client {

NotificationsPage::NotificationsPage(State& state, Actions& actions, Preferences& preferences,
                                     QWidget* parent)
    : QWidget(parent), m_state(state), m_actions(actions), m_column(settingsColumn(this)) {
    auto* told = new SettingsCard;
    auto* about = new Segment(tr("Tell me about"), {tr("Everything"), tr("Mentions"), tr("Nothing")});
    about->setCurrent(static_cast<int>(preferences.notify()));
    connect(about, &Segment::chosen, &preferences,
            [&preferences](int index) { preferences.setNotify(static_cast<NotifyChoice>(index)); });
    told->addRow(tr("Tell me about"), tr("Direct messages count as mentions"), about);
    auto* words = new Toggle(tr("Show what was written"));
    words->setChecked(preferences.notifyWords());
    connect(words, &QAbstractButton::toggled, &preferences, &Preferences::setNotifyWords);
    told->addRow(tr("Show what was written"), tr("Off: only who wrote, and where"), words);
    addSettingsGroup(m_column, tr("While you are elsewhere"), told);

    auto* window = new SettingsCard;
    auto* keep = new Toggle(tr("Keep running when the window is closed"));
    keep->setChecked(preferences.keepsRunning() && Tray::isAvailable());
    keep->setEnabled(Tray::isAvailable());
    connect(keep, &QAbstractButton::toggled, &preferences, &Preferences::setKeepsRunning);
    window->addRow(tr("Keep running when the window is closed"),
                   Tray::isAvailable() ? tr("Parlor stays in the tray and goes on telling you")
                                       : tr("This desktop has no tray to stay in"),
                   keep);
    addSettingsGroup(m_column, tr("Window"), window);
    m_column->addStretch(1);
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (isVisible() && (!changes.channels.isEmpty() || changes.channelList))
            refreshMuted();
    });
}

void NotificationsPage::showEvent(QShowEvent* event) {
    refreshMuted();
    QWidget::showEvent(event);
}

void NotificationsPage::refreshMuted() {
    if (m_muted != nullptr) {
        m_muted->hide();
        m_muted->deleteLater();
        m_muted = nullptr;
    }
    auto* card = new SettingsCard;
    int rows = 0;
    for (const ChannelView& view : m_state.channels()) {
        if (!view.state.member || view.state.notifications == Notifications::All)
            continue;
        auto* hear = new Button(tr("Unmute"), Button::Kind::Grey);
        hear->setSize(Button::Size::Small);
        connect(hear, &QAbstractButton::clicked, this,
                [this, id = view.state.channel.id] { m_actions.setNotifications(id, Notifications::All); });
        card->addRow(nameOf(m_state, view.state),
                     view.state.notifications == Notifications::Mentions ? tr("Only mentions") : tr("Muted"),
                     hear);
        ++rows;
    }
    if (rows == 0) {
        delete card;
        return;
    }
    m_muted = new QWidget;
    auto* inner = new QVBoxLayout(m_muted);
    inner->setContentsMargins(0, tokens::settings::groupGap, 0, 0);
    inner->setSpacing(0);
    addSettingsGroup(inner, tr("Quiet chats"), card);
    m_column->insertWidget(m_column->count() - 1, m_muted);
}

} // namespace parlor::client
