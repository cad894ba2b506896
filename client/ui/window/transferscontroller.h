#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/models/transfermodel.h"
#include "client/ui/widgets/picturesource.h"

class QWidget;

namespace parlor::client {

class Rail;
class TransfersPanel;

/// Joins the panel of transfers and its ring in the rail to what is on its way.
class TransfersController final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; `window` carries the panel.
    TransfersController(State& state, Actions& actions, PictureSource& pictures, Rail& rail, QWidget& window);

    void setShown(bool shown);
    void toggle();

Q_SIGNALS:
    void told(const QString& icon, const QString& words);
    /// What arrived there is to be seen; 0: the library.
    void showAsked(parlor::ChannelId channel);

private:
    Rail& m_rail;
    TransferModel m_model;
    TransfersPanel* m_panel;
};

} // namespace parlor::client
