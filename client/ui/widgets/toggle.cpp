#include "client/ui/widgets/toggle.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"

#include <QPainter>

namespace parlor::client {

namespace {
constexpr int ringSpace = Toggle::outset;
static_assert(ringSpace == tokens::line::focus + tokens::line::focusOffset);
} // namespace

Toggle::Toggle(const QString& name, QWidget* parent)
    : QAbstractButton(parent), m_slide(this, tokens::motion::fast) {
    setCheckable(true);
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setFixedSize(sizeHint());
    connect(this, &QAbstractButton::toggled, &m_slide, &Fade::to);
}

QSize Toggle::sizeHint() const {
    return {tokens::toggle::width + 2 * ringSpace, tokens::toggle::height + 2 * ringSpace};
}

void Toggle::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF track(ringSpace, ringSpace, tokens::toggle::width, tokens::toggle::height);
    const double radius = tokens::toggle::height / 2.0;
    const QColor on = theme().colour(underMouse() ? Colour::AccentHover : Colour::Accent);
    QColor ground = blended(theme().colour(Colour::Outline), on, m_slide.now());
    QColor knobColour =
        blended(theme().isDark() ? theme().colour(Colour::OnPhoto) : theme().colour(Colour::Surface),
                theme().colour(Colour::OnAccent), m_slide.now());
    QColor line = ground;
    if (theme().outlinesShapes()) {
        // There the outline is as bright as a knob: what is off is an empty shape.
        ground = blended(theme().colour(Colour::Surface), on, m_slide.now());
        knobColour = blended(theme().colour(Colour::Text), theme().colour(Colour::OnAccent), m_slide.now());
    }
    if (!isEnabled()) {
        ground = theme().outlinesShapes() ? theme().colour(Colour::Surface) : greyGround();
        line = theme().outlinesShapes() ? theme().colour(Colour::Outline) : ground;
        knobColour = theme().colour(Colour::TextDisabled);
    }
    fillRounded(painter, track, Corners::all(radius), ground);
    if (line != ground)
        strokeRounded(painter, track, Corners::all(radius), line);
    const double knob = tokens::toggle::knob;
    const double wider = isDown() ? 2 : 0;
    const double gap = (tokens::toggle::height - knob) / 2;
    const double x = track.left() + gap + m_slide.now() * (track.width() - 2 * gap - knob - wider);
    fillRounded(painter, QRectF(x, track.top() + gap, knob + wider, knob), Corners::all(knob / 2),
                knobColour);
    if (FocusVisible::on(this))
        drawFocusRing(painter, track, radius, true);
}

void Toggle::enterEvent(QEnterEvent* event) {
    update();
    QAbstractButton::enterEvent(event);
}

void Toggle::leaveEvent(QEvent* event) {
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace parlor::client
