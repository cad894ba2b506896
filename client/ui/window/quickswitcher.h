#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/ui/widgets/sheet.h"
#include "shared/core/executor.h"

#include <QTimer>

class QLineEdit;

namespace parlor::client {

class PickList;

/// Ctrl+K: goes to a chat or person by a few letters. Unread ones first, then what is known here, then public
/// channels that were not joined. `#` shows channels only, `@` people only.
class QuickSwitcher final : public Sheet {
    Q_OBJECT
public:
    QuickSwitcher(const State& state, Actions& actions, Executor& executor, QWidget* window);

    void open();

Q_SIGNALS:
    void channelChosen(parlor::ChannelId channel);
    void joinChosen(parlor::ChannelId channel);
    void personChosen(parlor::PersonId person);
    void searchChosen(const QString& words);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();

    const State& m_state;
    QLineEdit* m_edit;
    PickList* m_list;
    QList<ChannelState> m_discovered;
};

} // namespace parlor::client
