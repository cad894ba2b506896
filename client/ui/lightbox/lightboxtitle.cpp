#include "client/ui/lightbox/lightboxtitle.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPainter>

namespace parlor::client {

LightboxTitle::LightboxTitle(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void LightboxTitle::setWords(const QString& first, const QString& second) {
    m_first = first;
    m_second = second;
    setAccessibleName(first + QStringLiteral(", ") + second);
    update();
}

void LightboxTitle::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double lines = theme().lineHeight(TextSize::Body) + theme().lineHeight(TextSize::Caption);
    const double y = (height() - lines) / 2;
    drawLine(painter, QRectF(0, y, width(), theme().lineHeight(TextSize::Body)), m_first,
             theme().font(TextSize::Body, 600), QColor::fromRgba(tokens::lightbox::textColour));
    drawLine(
        painter,
        QRectF(0, y + theme().lineHeight(TextSize::Body), width(), theme().lineHeight(TextSize::Caption)),
        m_second, theme().font(TextSize::Caption), QColor::fromRgba(tokens::lightbox::textMutedColour));
}

} // namespace parlor::client
