#include "client/ui/gallery/selectionbar.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"

#include <QLocale>
#include <QPainter>

namespace parlor::client {

namespace {
constexpr int left = 12;
constexpr int right = 12;
} // namespace

SelectionBar::SelectionBar(QWidget* parent)
    : QWidget(parent), m_close(new IconButton(QStringLiteral("x"), this)) {
    setFixedHeight(tokens::selectionBar::height);
    setHint(m_close, tr("Clear the selection"), QKeySequence(Qt::Key_Escape));
    connect(m_close, &QAbstractButton::clicked, this, &SelectionBar::closeAsked);
    const auto add = [this](const QString& words, const QString& icon, Button::Kind kind, auto signal) {
        auto* button = new Button(words, kind, this);
        button->setIconName(icon);
        connect(button, &QAbstractButton::clicked, this, signal);
        m_actions.append(button);
    };
    add(tr("Send to chat"), QStringLiteral("send"), Button::Kind::Filled, &SelectionBar::sendAsked);
    add(tr("Favourite"), QStringLiteral("heart"), Button::Kind::Plain, &SelectionBar::favouriteAsked);
    add(tr("Download"), QStringLiteral("download"), Button::Kind::Plain, &SelectionBar::downloadAsked);
    add(tr("Bin"), QStringLiteral("trash-2"), Button::Kind::PlainDanger, &SelectionBar::binAsked);
    connect(Appearance::instance(), &Appearance::themeChanged, this, qOverload<>(&QWidget::update));
}

void SelectionBar::setCount(int count) {
    m_count = count;
    update();
}

void SelectionBar::resizeEvent(QResizeEvent*) {
    m_close->resize(m_close->sizeHint());
    m_close->move(left, (height() - m_close->height()) / 2);
    int x = width() - right;
    for (auto it = m_actions.crbegin(); it != m_actions.crend(); ++it) {
        (*it)->resize((*it)->sizeHint());
        (*it)->move(x -= (*it)->width(), (height() - (*it)->height()) / 2);
        x -= 4;
    }
}

void SelectionBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::AccentSoft));
    drawLine(painter, QRectF(left + m_close->width() + 12, 0, width(), height()),
             tr("%1 selected").arg(QLocale().toString(m_count)), theme().font(TextSize::Title),
             theme().colour(Colour::Text));
    drawHairline(painter, 0, height() - 1, width(), theme().colour(Colour::Divider));
}

} // namespace parlor::client
