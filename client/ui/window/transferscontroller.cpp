#include "client/ui/window/transferscontroller.h"

#include "client/ui/transfers/transferspanel.h"
#include "client/ui/window/rail.h"

namespace parlor::client {

TransfersController::TransfersController(State& state, Actions& actions, PictureSource& pictures, Rail& rail,
                                         QWidget& window)
    : QObject(&window),
      m_rail(rail),
      m_model(state),
      m_panel(new TransfersPanel(&m_model, &pictures, &window)) {
    connect(&rail, &Rail::transfersAsked, this, &TransfersController::toggle);
    connect(m_panel, &TransfersPanel::shownChanged, this,
            [this](bool shown) { m_rail.setTransfers(m_model.share(), shown); });
    connect(&m_model, &TransferModel::shareChanged, this,
            [this] { m_rail.setTransfers(m_model.share(), m_panel->isVisible()); });
    connect(&m_model, &TransferModel::allDone, this, [this](int done, int failed) {
        if (failed > 0)
            Q_EMIT told(u"circle-alert"_qs, failed == 1 ? tr("One file did not arrive")
                                                        : tr("%1 files did not arrive").arg(failed));
        else if (done > 0)
            Q_EMIT told(u"circle-check"_qs, tr("Everything has arrived"));
    });
    connect(m_panel, &TransfersPanel::pauseAsked, this,
            [&actions](TransferId id) { actions.pauseTransfer(id); });
    connect(m_panel, &TransfersPanel::resumeAsked, this,
            [&actions](TransferId id) { actions.resumeTransfer(id); });
    connect(m_panel, &TransfersPanel::cancelAsked, this,
            [&actions](TransferId id) { actions.cancelTransfer(id); });
    connect(m_panel, &TransfersPanel::showAsked, this, &TransfersController::showAsked);
    m_rail.setTransfers(m_model.share(), false);
}

void TransfersController::setShown(bool shown) {
    m_panel->setShown(shown);
}

void TransfersController::toggle() {
    setShown(!m_panel->isVisible());
}

} // namespace parlor::client
