#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/ui/settings/preferences.h"
#include "shared/core/executor.h"

#include <QWidget>

class QStackedWidget;

namespace parlor::client {

class Label;
class SettingsNav;
class TextField;

/// The settings: a list of pages, and cards whose changes act at once.
class SettingsPage final : public QWidget {
    Q_OBJECT
public:
    /// All outlive the page.
    SettingsPage(State& state, Actions& actions, Executor& executor, Preferences& preferences,
                 QWidget* parent = nullptr);

Q_SIGNALS:
    void signOutAsked();
    /// A quiet notice.
    void told(const QString& icon, const QString& words);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeAccount();
    QWidget* makeAppearance();
    QWidget* makeKeyboard();
    QWidget* makeAbout();
    void addPage(const QString& icon, const QString& title, QWidget* content);
    void changePassword();
    void refreshAccount();

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    Preferences& m_preferences;
    SettingsNav* m_nav;
    QStackedWidget* m_pages;
    Label* m_title;
    Label *m_name = nullptr, *m_server = nullptr;
    TextField *m_old = nullptr, *m_new = nullptr;
};

} // namespace parlor::client
