#pragma once

#include "client/models/transfermodel.h"
#include "client/ui/widgets/floatingpanel.h"
#include "client/ui/widgets/picturesource.h"

class QListView;

namespace parlor::client {

class Button;

/// All long work in one place: what goes up, how fast, how long; pause, try again, cancel.
class TransfersPanel final : public FloatingPanel {
    Q_OBJECT
public:
    TransfersPanel(TransferModel* model, PictureSource* pictures, QWidget* window);

    void setShown(bool shown);

Q_SIGNALS:
    void pauseAsked(parlor::client::TransferId transfer);
    void resumeAsked(parlor::client::TransferId transfer);
    void cancelAsked(parlor::client::TransferId transfer);
    /// Where it arrived; 0: in the library.
    void showAsked(parlor::ChannelId channel);
    void shownChanged(bool shown);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();
    /// The button is there while it has something to do, and says what.
    void refreshPause();
    [[nodiscard]] bool isAnyRunning() const;
    [[nodiscard]] bool isAnyPaused() const;
    void pauseOrResumeAll();
    void clearFinished();

    TransferModel* m_model;
    QListView* m_list;
    QWidget* m_body;
    Button* m_pauseAll;
};

} // namespace parlor::client
