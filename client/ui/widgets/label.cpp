#include "client/ui/widgets/label.h"

#include "client/ui/style/paint.h"

#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace parlor::client {

Label::Label(const QString& text, TextSize size, Colour tone, int weight, QWidget* parent)
    : QWidget(parent), m_text(text), m_size(size), m_tone(tone), m_weight(weight) {
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Label::setText(const QString& text) {
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Label::setTone(Colour tone) {
    m_tone = tone;
    update();
}

void Label::setAlignment(Qt::Alignment alignment) {
    m_alignment = alignment;
    update();
}

void Label::setWrapping(bool wraps) {
    m_wraps = wraps;
    QSizePolicy policy(QSizePolicy::Preferred, wraps ? QSizePolicy::Minimum : QSizePolicy::Fixed);
    policy.setHeightForWidth(wraps);
    setSizePolicy(policy);
    updateGeometry();
}

QFont Label::words() const {
    return theme().font(m_size, m_weight);
}

QSize Label::sizeHint() const {
    const int width = static_cast<int>(std::ceil(textWidth(m_text, words())));
    // A wrapping line is measured more finely: without the one px it could break.
    return {m_wraps ? std::min(width + 1, 340) : width, theme().lineHeight(m_size)};
}

QSize Label::minimumSizeHint() const {
    return {m_wraps ? 80 : 20, theme().lineHeight(m_size)};
}

int Label::heightForWidth(int width) const {
    return static_cast<int>(std::ceil(layOut(width, nullptr)));
}

double Label::layOut(int width, QPainter* painter) const {
    QTextLayout layout(m_text, words());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setAlignment(m_alignment & Qt::AlignHCenter ? Qt::AlignHCenter : Qt::AlignLeft);
    layout.setTextOption(option);
    const double step = theme().lineHeight(m_size);
    double y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, y + (step - line.height()) / 2));
        y += step;
    }
    layout.endLayout();
    if (painter != nullptr) {
        painter->setPen(theme().colour(m_tone));
        layout.draw(painter, QPointF());
    }
    return std::max(y, step);
}

void Label::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    if (m_wraps)
        layOut(width(), &painter);
    else
        drawLine(painter, rect(), m_text, words(), theme().colour(m_tone), m_alignment);
}

} // namespace parlor::client
