#include "client/ui/lightbox/zoompill.h"

#include "client/ui/lightbox/lightboxbutton.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/hint.h"

#include <QPainter>

namespace parlor::client {

namespace {
constexpr int words = 56; // px between the buttons
} // namespace

ZoomPill::ZoomPill(QWidget* parent)
    : QWidget(parent),
      m_less(new LightboxButton(QStringLiteral("minus"), this)),
      m_more(new LightboxButton(QStringLiteral("plus"), this)) {
    resize(sizeHint());
    const int y = (height() - m_less->height()) / 2;
    m_less->move(0, y);
    m_more->move(width() - m_more->width(), y);
    setHint(m_less, tr("Zoom out"), QKeySequence(Qt::Key_Minus));
    setHint(m_more, tr("Zoom in"), QKeySequence(Qt::Key_Plus));
    connect(m_less, &QAbstractButton::clicked, this, [this] { Q_EMIT stepped(-1); });
    connect(m_more, &QAbstractButton::clicked, this, [this] { Q_EMIT stepped(1); });
}

QSize ZoomPill::sizeHint() const {
    return {2 * tokens::lightbox::button + words, tokens::lightbox::zoomPill};
}

void ZoomPill::setPercent(int percent) {
    m_percent = percent;
    update();
}

void ZoomPill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    fillRounded(painter, rect(), Corners::all(height() / 2.0),
                QColor::fromRgba(tokens::lightbox::panelColour));
    const QString text = m_percent > 0 ? QStringLiteral("%1 %").arg(m_percent) : tr("Fit");
    drawLine(painter, rect(), text, theme().font(TextSize::Small, 600),
             QColor::fromRgba(tokens::lightbox::textColour), Qt::AlignHCenter);
}

void ZoomPill::mouseReleaseEvent(QMouseEvent*) {
    Q_EMIT fitAsked();
}

} // namespace parlor::client
