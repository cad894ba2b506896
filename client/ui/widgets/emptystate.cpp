#include "client/ui/widgets/emptystate.h"

#include "client/ui/style/paint.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/label.h"

#include <QPainter>
#include <QVBoxLayout>

namespace parlor::client {

namespace {

constexpr int helpWidth = 340;

/// The 112 px drawing: two shapes, one in accent and one in bubble.
class Sketch final : public QWidget {
public:
    Sketch(EmptyState::Drawing drawing, QWidget* parent) : QWidget(parent), m_drawing(drawing) {
        setFixedSize(tokens::icon::emptyState, tokens::icon::emptyState - 16);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        const QColor back = theme().colour(Colour::Bubble), front = theme().colour(Colour::Accent);
        const QColor mark = theme().colour(Colour::OnAccent);
        const QColor line = withAlpha(theme().colour(Colour::TextMuted), 0.45);
        if (m_drawing == EmptyState::Drawing::Chats) {
            drawShape(painter, QRectF(30, 0, 76, 52), Corners::all(14), back);
            fillRounded(painter, QRectF(44, 18, 44, 5), Corners::all(2.5), line);
            fillRounded(painter, QRectF(44, 29, 28, 5), Corners::all(2.5), line);
            QPainterPath bubble = roundedPath(QRectF(6, 28, 66, 46), {14, 14, 14, 4});
            QPainterPath tail;
            tail.moveTo(6, 60);
            tail.lineTo(6, 82);
            tail.quadTo(7, 88, 13, 84);
            tail.lineTo(30, 72);
            tail.closeSubpath();
            painter.fillPath(bubble.united(tail), front);
            for (const double x : {26.0, 39.0, 52.0})
                fillRounded(painter, QRectF(x - 4, 47, 8, 8), Corners::all(4), mark);
        } else {
            const QRectF card(10, 20, 76, 76);
            drawShape(painter, QRectF(31, 0, 72, 72), Corners::all(14), back);
            fillRounded(painter, card, Corners::all(14), front);
            fillRounded(painter, QRectF(26, 36, 16, 16), Corners::all(8), QColor::fromRgba(tokens::lampDot));
            QPainterPath hills;
            hills.moveTo(10, 81);
            hills.lineTo(34, 60.5);
            hills.quadTo(39, 56, 44, 60.5);
            hills.lineTo(53.5, 69.5);
            hills.lineTo(60, 63.5);
            hills.quadTo(65, 59.5, 70, 63.5);
            hills.lineTo(86, 78);
            hills.lineTo(86, 96);
            hills.lineTo(10, 96);
            hills.closeSubpath();
            // A clip path would not be smooth.
            painter.fillPath(hills.intersected(roundedPath(card, Corners::all(14))), withAlpha(mark, 0.92));
        }
    }

private:
    EmptyState::Drawing m_drawing;
};

} // namespace

EmptyState::EmptyState(Drawing drawing, const QString& heading, const QString& help, const QString& button,
                       const QString& buttonIcon, QWidget* parent)
    : QWidget(parent) {
    auto* title = new Label(heading, TextSize::Heading, Colour::Text, 600);
    title->setAlignment(Qt::AlignHCenter);
    auto* words = new Label(help, TextSize::Body, Colour::TextMuted);
    words->setAlignment(Qt::AlignHCenter);
    words->setWrapping(true);
    words->setFixedWidth(helpWidth);
    words->setFixedHeight(words->heightForWidth(helpWidth));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(new Sketch(drawing, this), 0, Qt::AlignHCenter);
    column->addSpacing(24);
    column->addWidget(title);
    column->addSpacing(6);
    column->addWidget(words, 0, Qt::AlignHCenter);
    if (!button.isEmpty()) {
        auto* act = new Button(button, Button::Kind::Filled);
        act->setIconName(buttonIcon);
        connect(act, &QAbstractButton::clicked, this, &EmptyState::asked);
        column->addSpacing(18);
        column->addWidget(act, 0, Qt::AlignHCenter);
    }
    column->addSpacing(36);
    column->addStretch(1);
}

void EmptyState::paintEvent(QPaintEvent* /*event*/) {
    QPainter(this).fillRect(rect(), theme().colour(Colour::Surface));
}

} // namespace parlor::client
