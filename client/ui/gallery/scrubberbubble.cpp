#include "client/ui/gallery/scrubberbubble.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace {
constexpr int padding = 14;
} // namespace

ScrubberBubble::ScrubberBubble(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void ScrubberBubble::showAt(int right, int middle, const QString& words) {
    m_words = words;
    const int width =
        static_cast<int>(std::ceil(textWidth(words, theme().font(TextSize::Small, 600)))) + 2 * padding;
    const int height = theme().scaled(tokens::gallery::scrubber::bubble::height);
    const int top = std::clamp(middle - height / 2, 0, std::max(0, parentWidget()->height() - height));
    setGeometry(right - width, top, width, height);
    show();
    raise();
    update();
}

void ScrubberBubble::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    fillRounded(painter, rect(), Corners::all(height() / 2.0), theme().colour(Colour::Tooltip));
    drawLine(painter, rect(), m_words, theme().font(TextSize::Small, 600), theme().colour(Colour::OnTooltip),
             Qt::AlignHCenter);
}

} // namespace parlor::client
