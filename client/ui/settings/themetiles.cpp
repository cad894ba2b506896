#include "client/ui/settings/themetiles.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace {

namespace t = tokens::settings::themeTile;
constexpr int gap = 20, ring = ThemeTiles::outset, radioTop = 12, radio = 16;

void drawWindow(QPainter& painter, const QRectF& rect, const Theme& look) {
    painter.fillRect(rect, look.colour(Colour::Surface));
    painter.fillRect(QRectF(rect.left(), rect.top(), 34, rect.height()), look.colour(Colour::Rail));
    const auto bubble = [&](double y, double width, Colour colour) {
        const QRectF shape(rect.left() + 46, rect.top() + y, width, 14);
        fillRounded(painter, shape, Corners::all(7), look.colour(colour));
        if (look.outlinesShapes())
            strokeRounded(painter, shape, Corners::all(7), look.colour(Colour::BubbleOutline));
    };
    bubble(16, 64, Colour::Bubble);
    bubble(34, 48, Colour::Bubble);
    bubble(56, 76, Colour::BubbleOwn);
    if (look.outlinesShapes())
        drawVerticalHairline(painter, rect.left() + 33, rect.top(), rect.height(),
                             look.colour(Colour::Divider));
}

/// The window of a choice as a picture: the corners of a clipped painter would not be smooth.
QPixmap pictureOf(int index, double scale) {
    QPixmap picture((QSizeF(t::width, t::height) * scale).toSize());
    QPainter painter(&picture);
    painter.scale(scale, scale);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box(0, 0, t::width, t::height);
    if (index > 0) {
        drawWindow(painter, box, Theme(static_cast<ThemeKind>(index - 1)));
        return picture;
    }
    drawWindow(painter, box, Theme(ThemeKind::Light));
    painter.setClipRect(QRectF(box.center().x(), 0, t::width / 2.0, t::height));
    drawWindow(painter, box, Theme(ThemeKind::Dark));
    return picture;
}

} // namespace

ThemeTiles::ThemeTiles(ThemeChoice choice, QWidget* parent) : QWidget(parent), m_choice(choice) {
    setAccessibleName(tr("Theme"));
    setFocusPolicy(Qt::StrongFocus);
    setFixedSize(4 * t::width + 3 * gap + 2 * ring, ring + t::height + radioTop + radio + below);
}

QRectF ThemeTiles::tile(int index) const {
    return {ring + index * double(t::width + gap), double(ring), double(t::width), double(t::height)};
}

void ThemeTiles::choose(int index) {
    if (index < 0 || index > 3)
        return;
    m_choice = static_cast<ThemeChoice>(index);
    update();
    Q_EMIT chosen(m_choice);
}

void ThemeTiles::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QString names[] = {tr("Follow system"), tr("Light"), tr("Dark"), tr("High contrast")};
    for (int i = 0; i < 4; ++i) {
        const QRectF box = tile(i);
        drawRoundedPixmap(painter, box, Corners::all(tokens::radius::card),
                          pictureOf(i, devicePixelRatioF()));
        const bool current = static_cast<int>(m_choice) == i;
        if (current)
            strokeRounded(painter, box.adjusted(-ring, -ring, ring, ring),
                          Corners::all(tokens::radius::card + ring), theme().colour(Colour::Accent), 2);
        else
            strokeRounded(painter, box, Corners::all(tokens::radius::card), theme().colour(Colour::Divider));
        const QRectF circle(box.left(), box.bottom() + radioTop, radio, radio);
        if (current) {
            fillRounded(painter, circle, Corners::all(radio / 2.0), theme().colour(Colour::Accent));
            fillRounded(painter, circle.adjusted(5, 5, -5, -5), Corners::all(3),
                        theme().colour(Colour::OnAccent));
        } else {
            strokeRounded(painter, circle, Corners::all(radio / 2.0), theme().colour(Colour::Outline), 1.5);
        }
        if (current && FocusVisible::on(this))
            drawFocusRing(painter, circle, radio / 2.0, true);
        drawLine(painter, QRectF(circle.right() + 8, circle.top() - 2, box.width() - 24, 20), names[i],
                 theme().font(TextSize::Small, current ? 600 : 500), theme().colour(Colour::Text));
    }
}

void ThemeTiles::mousePressEvent(QMouseEvent* event) {
    for (int i = 0; i < 4; ++i)
        if (tile(i).adjusted(0, 0, 0, 40).contains(event->position()))
            choose(i);
}

void ThemeTiles::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left)
        choose(static_cast<int>(m_choice) - 1);
    else if (event->key() == Qt::Key_Right)
        choose(static_cast<int>(m_choice) + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace parlor::client
