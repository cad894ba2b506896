#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/models/channelphotos.h"
#include "shared/core/executor.h"

#include <QObject>

namespace parlor::client {

class DetailsPane;

/// Fills the pane beside the open conversation: what it is, who is in it, its newest photos.
class DetailsController final : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    DetailsController(State& state, Actions& actions, Executor& executor, DetailsPane& pane,
                      QObject* parent = nullptr);

    /// Shows a channel and asks who is in it; with none the pane stays as it is.
    void setChannel(ChannelId channel);

Q_SIGNALS:
    /// Who is in the channel.
    void peopleKnown(const QList<parlor::PersonId>& people);

private:
    void refresh();

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    DetailsPane& m_pane;
    ChannelId m_channel;
    ChannelPhotos m_photos;
    QList<Member> m_members; ///< of it, once they are known
};

} // namespace parlor::client
