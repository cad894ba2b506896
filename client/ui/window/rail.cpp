#include "client/ui/window/rail.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/badge.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/progressbar.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace parlor::client {

namespace t = tokens::rail;

namespace {

constexpr double faint = 0.35;

/// A divider is nothing on the rail's ground in light, and as loud as progress itself in contrast.
QColor faintLine() {
    return withAlpha(theme().colour(Colour::Outline), faint);
}

} // namespace

RailItem::RailItem(const QString& icon, const QString& label, QWidget* parent)
    : QAbstractButton(parent), m_icon(icon), m_hover(this, tokens::motion::fast) {
    setText(label);
    setAccessibleName(label);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    resize(label.isEmpty() ? QSize(t::bottomItem::width, t::bottomItem::height)
                           : QSize(t::item::width, t::item::height));
}

void RailItem::setBadge(int count) {
    m_badge = count;
    update();
}

void RailItem::setProgress(double share) {
    m_progress = share;
    update();
}

void RailItem::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const Corners corners = Corners::all(t::item::radius);
    QColor ink = theme().colour(Colour::TextMuted);
    if (isChecked()) {
        fillRounded(painter, rect(), corners, theme().colour(Colour::Selection));
        ink = theme().colour(Colour::AccentText);
    } else if (m_hover.now() > 0 || isDown()) {
        fillRounded(painter, rect(), corners, hoverLayer(m_hover.now(), isDown()));
        ink = blended(ink, theme().colour(Colour::Text), m_hover.now());
    }
    const bool labelled = !text().isEmpty();
    const double size = m_progress >= 0 && !labelled ? t::transfersRing::icon
                        : labelled                   ? t::item::icon
                                                     : tokens::icon::button;
    const double x = (width() - size) / 2;
    const double y = labelled ? (height() - size - t::item::iconToLabel - 14) / 2 : (height() - size) / 2;
    drawIcon(painter, QPointF(x, y), m_icon, static_cast<int>(size), ink);
    if (labelled)
        drawLine(painter, QRectF(0, y + size + t::item::iconToLabel, width(), 14), text(),
                 Theme::plainFont(11, isChecked() ? 600 : 500), ink, Qt::AlignHCenter);
    if (m_progress >= 0 && !labelled) {
        const double ring = t::transfersRing::diameter;
        drawProgressRing(painter, QRectF((width() - ring) / 2, (height() - ring) / 2, ring, ring), m_progress,
                         t::transfersRing::stroke, faintLine(), theme().colour(Colour::Accent));
    }
    // The ring is the rail's whatever lies below: in the chosen item's ground it would not be seen.
    if (m_badge > 0)
        drawRingedBadge(painter, QPointF(t::badge::x, t::badge::y), m_badge, theme().colour(Colour::Rail));
    if (FocusVisible::on(this))
        drawFocusRing(painter, rect(), t::item::radius, false);
}

void RailItem::enterEvent(QEnterEvent* event) {
    m_hover.to(true);
    QAbstractButton::enterEvent(event);
}

void RailItem::leaveEvent(QEvent* event) {
    m_hover.to(false);
    QAbstractButton::leaveEvent(event);
}

Rail::Rail(QWidget* parent) : QWidget(parent), m_transfers(new RailItem(u"arrow-down-up"_qs, {}, this)) {
    setFixedWidth(t::width);
    setAccessibleName(tr("Navigation"));

    const struct {
        Page page;
        QString icon, label, words;
        QKeySequence keys;
    } pages[] = {
        {Page::Chats, u"message-circle"_qs, tr("Chats"), tr("Chats"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)},
        {Page::Photos, u"image"_qs, tr("Photos"), tr("Photos"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
        {Page::Albums, u"book-image"_qs, tr("Albums"), tr("Albums"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)},
        {Page::Search, u"search"_qs, tr("Search"), tr("Search everywhere"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
        {Page::Settings, u"settings"_qs, {}, tr("Settings"), QKeySequence(Qt::CTRL | Qt::Key_Comma)}};

    for (const auto& entry : pages) {
        auto* made = new RailItem(entry.icon, entry.label, this);
        setHint(made, entry.words, entry.keys);
        m_items[static_cast<std::size_t>(entry.page)] = made;
        connect(made, &QAbstractButton::clicked, this, [this, made, page = entry.page] {
            made->setChecked(true);
            Q_EMIT asked(page);
        });
    }
    setHint(m_transfers, tr("Transfers"), QKeySequence(Qt::CTRL | Qt::Key_J));
    connect(m_transfers, &QAbstractButton::clicked, this, &Rail::transfersAsked);
    QWidget::setTabOrder(item(Page::Search), m_transfers);
    QWidget::setTabOrder(m_transfers, item(Page::Settings));
    place();
}

void Rail::setAccount(const Face& server, const QString& tip) {
    m_account = server;
    m_tip = tip;
    update();
}

void Rail::setCurrent(Page page) {
    for (std::size_t i = 0; i < m_items.size(); ++i)
        m_items[i]->setChecked(i == static_cast<std::size_t>(page));
}

void Rail::setBadge(Page page, int count) {
    item(page)->setBadge(count);
}

void Rail::setTransfers(double share, bool open) {
    m_transfers->setProgress(share);
    m_transfers->setChecked(open);
}

void Rail::setPageShown(Page page, bool shown) {
    m_shown[static_cast<std::size_t>(page)] = shown;
    item(page)->setVisible(shown);
    place();
}

void Rail::place() {
    int y = t::paddingTop + t::account::tile + t::account::gap;
    y += 9;
    for (const Page page : {Page::Chats, Page::Photos, Page::Albums, Page::Search}) {
        if (!m_shown[static_cast<std::size_t>(page)])
            continue;
        item(page)->move((width() - t::item::width) / 2, y);
        y += t::item::height + t::item::gap;
    }
    int bottom = height() - t::paddingBottom - t::bottomItem::height;
    item(Page::Settings)->move((width() - t::bottomItem::width) / 2, bottom);
    bottom -= t::bottomItem::height + t::item::gap;
    m_transfers->move((width() - t::bottomItem::width) / 2, bottom);
}

void Rail::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

void Rail::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Rail));
    if (theme().outlinesShapes())
        drawVerticalHairline(painter, width() - 1, 0, height(), theme().colour(Colour::Divider));
    const QRectF tile((width() - t::account::tile) / 2.0, t::paddingTop, t::account::tile, t::account::tile);
    drawFace(painter, tile, m_account, theme().colour(Colour::Rail));
    const double out = t::account::activeRing + t::account::activeRingOffset;
    strokeRounded(painter, tile.adjusted(-out, -out, out, out), Corners::all(t::account::radius + out),
                  theme().colour(Colour::Accent), t::account::activeRing);
    drawHairline(painter, (width() - 24) / 2.0, tile.bottom() + t::account::gap, 24,
                 theme().outlinesShapes() ? theme().colour(Colour::Divider) : faintLine());
}

void Rail::mousePressEvent(QMouseEvent* event) {
    if (event->pos().y() < t::paddingTop + t::account::tile)
        Q_EMIT accountAsked(mapToGlobal(QPoint(width() - 4, t::paddingTop)));
}

bool Rail::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (help->pos().y() < t::paddingTop + t::account::tile)
            QToolTip::showText(help->globalPos(), m_tip, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace parlor::client
