#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/ui/settings/preferences.h"

#include <QWidget>

class QVBoxLayout;

namespace parlor::client {

/// What one is told about, and which chats are quiet.
class NotificationsPage final : public QWidget {
    Q_OBJECT
public:
    /// All outlive the page.
    NotificationsPage(State& state, Actions& actions, Preferences& preferences, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refreshMuted();

    State& m_state;
    Actions& m_actions;
    QVBoxLayout* m_column;
    QWidget* m_muted = nullptr;
};

} // namespace parlor::client
