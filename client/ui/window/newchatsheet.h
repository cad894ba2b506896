#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/ui/widgets/sheet.h"
#include "shared/core/executor.h"

#include <QTimer>

class QStackedWidget;

namespace parlor::client {

class Button;
class PickList;
class SearchField;
class TextField;
class Toggle;

/// Begins a conversation: makes a channel, joins a public one, or writes to a person.
class NewChatSheet final : public Sheet {
    Q_OBJECT
public:
    enum class Part { Channel, Join, Person };

    NewChatSheet(const State& state, Actions& actions, Executor& executor, QWidget* window);

    void open(Part part);

Q_SIGNALS:
    void ready(parlor::ChannelId channel);

private:
    QWidget* makeChannelPart();
    QWidget* makeJoinPart();
    QWidget* makePersonPart();
    /// The sheet is as high as the part that shows.
    void fitPart();
    void create();
    void fillJoin(const QString& typed);
    void findPeople(const QString& typed);
    void finish(const Result<ChannelId>& channel);

    const State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    QStackedWidget* m_parts;
    TextField *m_name = nullptr, *m_topic = nullptr;
    Toggle* m_private = nullptr;
    Button* m_create = nullptr;
    SearchField *m_joinSearch = nullptr, *m_personSearch = nullptr;
    PickList *m_joinList = nullptr, *m_personList = nullptr;
    QList<ChannelState> m_discovered;
    QTimer m_find;
};

} // namespace parlor::client
