#include "client/ui/window/conversationactions.h"

#include "client/models/names.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/widgets/confirmation.h"
#include "shared/core/task.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>

namespace parlor::client {

namespace {

constexpr int inviteHours = 7 * 24;

} // namespace

ConversationActions::ConversationActions(State& state, Actions& actions, Executor& executor, QWidget& window)
    : QObject(&window),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_window(window),
      m_notices(state, m_clock) {
    connect(&m_notices, &ChangeNotices::told, this, &ConversationActions::told);
}

void ConversationActions::tell(const Error& error) {
    Q_EMIT told(u"circle-alert"_qs, textFor(error.code));
}

void ConversationActions::openMenu(ChannelId channel, const QPoint& globalPos) {
    const ChannelView* view = m_state.channel(channel);
    if (view == nullptr)
        return;
    QMenu menu(&m_window);
    if (view->state.unread > 0)
        connect(menu.addAction(menuIcon(u"check-check"_qs), tr("Mark as read")), &QAction::triggered, this,
                [this, channel, last = view->state.last] { m_actions.markRead(channel, last); });

    const struct {
        Notifications wish;
        QString icon, words;
    } wishes[] = {{Notifications::All, u"bell"_qs, tr("Tell me everything")},
                  {Notifications::Mentions, u"at-sign"_qs, tr("Only mentions")},
                  {Notifications::Nothing, u"bell-off"_qs, tr("Mute")}};

    for (const auto& [wish, icon, words] : wishes) {
        // In a direct chat everything is for oneself.
        const bool direct = view->state.channel.kind == ChannelKind::Direct;
        if (wish == view->state.notifications || (direct && wish == Notifications::Mentions))
            continue;
        connect(menu.addAction(menuIcon(icon), words), &QAction::triggered, this,
                [this, channel, wish = wish] { setNotifications(channel, wish); });
    }
    if (view->state.channel.kind != ChannelKind::Direct) {
        menu.addSeparator();
        QAction* leaving = menu.addAction(menuIcon(u"log-out"_qs, true), tr("Leave"));
        leaving->setProperty("danger", true);
        connect(leaving, &QAction::triggered, this, [this, channel] { leave(channel); });
    }
    menu.exec(globalPos);
}

void ConversationActions::join(ChannelId channel) {
    whenDone(m_actions.joinChannel(channel), &m_executor, this, [this](const Result<ChannelId>& joined) {
        if (joined)
            Q_EMIT ready(*joined);
        else
            tell(joined.error());
    });
}

void ConversationActions::writeTo(PersonId person) {
    if (!person.isValid() || person == m_state.me())
        return;
    for (const ChannelView& view : m_state.channels())
        if (otherOf(m_state, view.state) == person) {
            Q_EMIT ready(view.state.channel.id);
            return;
        }
    whenDone(m_actions.startDirect({person}), &m_executor, this, [this](const Result<ChannelId>& channel) {
        if (channel)
            Q_EMIT ready(*channel);
        else
            tell(channel.error());
    });
}

void ConversationActions::invite() {
    whenDone(m_actions.makeInvite(Role::Member, inviteHours), &m_executor, this,
             [this](const Result<Invite>& made) {
                 if (!made) {
                     tell(made.error());
                     return;
                 }
                 QApplication::clipboard()->setText(made->link);
                 confirm(&m_window, tr("Invite somebody"),
                         tr("The link below is copied. It works once, for a week:\n%1").arg(made->link),
                         tr("Copy again"), Button::Kind::Filled, [this, link = made->link] {
                             QApplication::clipboard()->setText(link);
                             Q_EMIT told(u"circle-check"_qs, tr("Copied"));
                         });
             });
}

void ConversationActions::setNotifications(ChannelId channel, Notifications wish) {
    whenDone(m_actions.setNotifications(channel, wish), &m_executor, this, [this](const Status& status) {
        if (!status)
            tell(status.error());
    });
}

void ConversationActions::leave(ChannelId channel) {
    const ChannelView* view = m_state.channel(channel);
    if (view == nullptr)
        return;
    confirm(&m_window, tr("Leave %1?").arg(nameOf(m_state, view->state)),
            tr("You can come back to a public channel; to a private one somebody has to invite you."),
            tr("Leave"), Button::Kind::Danger, [this, channel] {
                whenDone(m_actions.leaveChannel(channel), &m_executor, this, [this](const Status& status) {
                    if (!status)
                        tell(status.error());
                });
            });
}

} // namespace parlor::client
