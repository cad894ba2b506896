#pragma once

#include "client/core/actions.h"
#include "shared/core/executor.h"

#include <QTimer>
#include <QWidget>

namespace parlor::client {

class Button;
class Label;
class ServerRow;
class TextField;

/// First start: where the server is (looked up while one types), then who one is. An invite link in the first
/// field fills both in; a fresh server asks for its setup code.
class StartPage final : public QWidget {
    Q_OBJECT
public:
    /// Both outlive the page.
    StartPage(Actions& actions, Executor& executor, QWidget* parent = nullptr);

    /// A server's address or an invite link, as if typed.
    void setAddress(const QString& text);
    void focusFirst();

Q_SIGNALS:
    void signedIn();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void lookUp();
    void found(const ServerInfo& info);
    void submit();
    void failed(const Error& error);
    void setBusy(bool busy);
    void refresh();

    [[nodiscard]] bool creates() const { return !m_code.isEmpty() || m_needsSetup; }

    Actions& m_actions;
    Executor& m_executor;
    QTimer m_lookUp;
    int m_lookUps = 0; ///< only the newest answer counts
    ServerAddress m_server;
    QString m_code;
    bool m_needsSetup = false, m_known = false, m_busy = false;

    QWidget* m_form;
    Label *m_title, *m_help, *m_note;
    TextField *m_address, *m_setup, *m_display, *m_name, *m_password;
    ServerRow* m_row;
    Button* m_submit;
};

} // namespace parlor::client
