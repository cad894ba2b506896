#pragma once

#include "client/core/actions.h"
#include "client/models/searchmodel.h"
#include "shared/core/executor.h"

#include <QTimer>
#include <QWidget>

class QListView;

namespace parlor::client {

class Label;
class SearchField;
class SearchTips;
class Segment;

/// Finds messages, everywhere or in one chat, while one types; more come while one scrolls.
class SearchPageView final : public QWidget {
    Q_OBJECT
public:
    SearchPageView(State& state, Actions& actions, Executor& executor, QWidget* parent = nullptr);

    /// 0: everywhere.
    void begin(ChannelId channel, const QString& words);

Q_SIGNALS:
    void opened(parlor::ChannelId channel, parlor::Serial serial);

protected:
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void ask(bool next);
    void say(const QString& words);
    void refreshScope();

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    SearchModel m_model;
    SearchField* m_field;
    Label* m_words;
    Segment* m_scope = nullptr;
    QWidget* m_scopeBox;
    QListView* m_list;
    SearchTips* m_tips;
    QTimer m_delay;
    ChannelId m_channel;
    bool m_more = false, m_asking = false;
    int m_asked = 0; ///< only the newest answer counts
};

} // namespace parlor::client
