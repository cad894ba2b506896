#pragma once

#include "client/core/actions.h"
#include "shared/core/executor.h"

#include <QWidget>

class QVBoxLayout;

namespace parlor::client {

/// Where one is signed in, with a way to end each of these sessions.
class DevicesPage final : public QWidget {
    Q_OBJECT
public:
    static constexpr int edge = 4; ///< px from the column to the edge of titles and cards

    /// All outlive the page.
    DevicesPage(Actions& actions, Executor& executor, QWidget* parent = nullptr);

Q_SIGNALS:
    /// A quiet notice.
    void told(const QString& icon, const QString& words);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void load();
    void show(const QList<DeviceSession>& sessions);
    void say(const QString& words);
    void end(const QList<SessionId>& sessions);
    void replace(QWidget* content);

    Actions& m_actions;
    Executor& m_executor;
    QVBoxLayout* m_column;
    QWidget* m_content = nullptr;
};

} // namespace parlor::client
