#include "client/ui/widgets/chips.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace t = tokens::chip;

namespace {
constexpr int gap = 4; // px between two
} // namespace

Chip::Chip(const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_hover(this, tokens::motion::fast) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Chip::sizeHint() const {
    // As wide as when it is taken, so that nothing shifts.
    const double words = std::ceil(textWidth(text(), theme().font(TextSize::Small, 600)));
    return {static_cast<int>(words) + 2 * t::padX, theme().scaled(t::height)};
}

void Chip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const double radius = height() / 2.0;
    if (isChecked())
        drawShape(painter, rect(), Corners::all(radius), theme().colour(Colour::AccentSoft));
    if (m_hover.now() > 0 || isDown())
        fillRounded(painter, rect(), Corners::all(radius), hoverLayer(m_hover.now(), isDown()));
    drawLine(painter, rect(), text(), theme().font(TextSize::Small, isChecked() ? 600 : 500),
             theme().colour(isChecked() ? Colour::AccentText : Colour::TextMuted), Qt::AlignHCenter);
    if (FocusVisible::on(this))
        drawFocusRing(painter, rect(), radius, false);
}

void Chip::enterEvent(QEnterEvent* event) {
    m_hover.to(isEnabled());
    QAbstractButton::enterEvent(event);
}

void Chip::leaveEvent(QEvent* event) {
    m_hover.to(false);
    QAbstractButton::leaveEvent(event);
}

Chips::Chips(const QString& name, const QStringList& choices, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)) {
    setAccessibleName(name);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gap);
    for (int i = 0; i < choices.size(); ++i) {
        auto* chip = new Chip(choices.at(i), this);
        m_group->addButton(chip, i);
        row->addWidget(chip);
    }
    setCurrent(0);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool taken) {
        if (taken)
            Q_EMIT chosen(index);
    });
}

int Chips::current() const {
    return m_group->checkedId();
}

void Chips::setCurrent(int index) {
    if (QAbstractButton* chip = m_group->button(index))
        chip->setChecked(true);
}

} // namespace parlor::client
