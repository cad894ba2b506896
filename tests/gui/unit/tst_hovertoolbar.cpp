#include "client/ui/chat/hovertoolbar.h"

#include <QApplication>
#include <QMouseEvent>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

/// What lies below the toolbar, as the timeline's viewport does.
class Ground final : public QWidget {
public:
    Ground() { setMouseTracking(true); }

    QList<QPoint> moves;

protected:
    void mouseMoveEvent(QMouseEvent* event) override { moves << event->pos(); }
};

TEST(HoverToolbarTest, ThePointerGoesThroughTheShadowAndNotThroughThePanel) {
    Ground ground;
    ground.resize(400, 300);
    auto* toolbar = new HoverToolbar(&ground);
    const QRect panel(QPoint(100, 100), HoverToolbar::panelSize());
    toolbar->setPanel(panel);
    toolbar->show();
    ground.show();
    QApplication::processEvents();
    ground.moves.clear();
    const auto moveTo = [&](QPoint at) {
        const QPoint inside = toolbar->mapFrom(&ground, at);
        QMouseEvent event(QEvent::MouseMove, inside, ground.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                          Qt::NoModifier);
        QApplication::sendEvent(toolbar, &event);
    };
    moveTo(panel.topLeft() + QPoint(10, 1));
    EXPECT_TRUE(ground.moves.isEmpty());
    const QPoint shadow = panel.bottomLeft() + QPoint(10, 20);
    ASSERT_TRUE(toolbar->geometry().contains(shadow));
    moveTo(shadow);
    EXPECT_EQ(ground.moves, QList<QPoint>{shadow});
}

} // namespace
} // namespace parlor::client
