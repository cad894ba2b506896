#include "client/ui/widgets/segment.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace t = tokens::segment;

Segment::Segment(const QString& name, const QStringList& choices, QWidget* parent)
    : QWidget(parent), m_choices(choices) {
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setFixedSize(sizeHint());
}

void Segment::setCurrent(int index) {
    if (index == m_current || index < 0 || index >= m_choices.size())
        return;
    m_current = index;
    update();
    Q_EMIT chosen(index);
}

void Segment::setRaised() {
    m_raised = true;
    update();
}

double Segment::widthOf(int index) const {
    return std::ceil(textWidth(m_choices.at(index), theme().font(TextSize::Small, 600))) + 2 * t::padX;
}

QSize Segment::sizeHint() const {
    double width = 2 * t::inset;
    for (int i = 0; i < m_choices.size(); ++i)
        width += widthOf(i);
    return {static_cast<int>(width), t::height};
}

void Segment::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    drawShape(painter, rect(), Corners::all(tokens::radius::control), greyGround(m_raised));
    double x = t::inset;
    for (int i = 0; i < m_choices.size(); ++i) {
        const QRectF part(x, t::inset, widthOf(i), height() - 2 * t::inset);
        Colour ink = Colour::TextMuted;
        const Corners corners = Corners::all(tokens::radius::control - 1.0);
        if (i == m_current && theme().outlinesShapes()) {
            // Black on black with one more outline would not be told from the part beside it.
            fillRounded(painter, part, corners, theme().colour(Colour::Selection));
            ink = Colour::AccentText;
        } else if (i == m_current) {
            fillRounded(painter, part, corners,
                        theme().colour(theme().isDark() ? Colour::Surface : Colour::Raised));
            strokeRounded(painter, part, corners, theme().colour(Colour::Divider));
            ink = Colour::Text;
        }
        drawLine(painter, part, m_choices.at(i), theme().font(TextSize::Small, 600), theme().colour(ink),
                 Qt::AlignHCenter);
        x += part.width();
    }
    if (FocusVisible::on(this))
        drawFocusRing(painter, rect(), tokens::radius::control, false);
}

void Segment::mousePressEvent(QMouseEvent* event) {
    double x = t::inset;
    for (int i = 0; i < m_choices.size(); ++i) {
        x += widthOf(i);
        if (event->position().x() < x) {
            setCurrent(i);
            return;
        }
    }
}

void Segment::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left)
        setCurrent(m_current - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace parlor::client
