#include "client/ui/chat/channeldelegate.h"

#include "client/models/channellistmodel.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/badge.h"
#include "client/ui/widgets/face.h"

#include <QDateTime>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace lp = tokens::listPane;

namespace {

const ChannelRow& rowOf(const QModelIndex& index) {
    return static_cast<const ChannelListModel*>(index.model())->at(index.row());
}

Presence presenceOf(const ChannelRow& row) {
    if (!row.direct || row.online == Online::Unknown)
        return Presence::Hidden;
    return row.online == Online::Yes ? Presence::Online : Presence::Offline;
}

/// The ground of a chat's row: chosen, hovered, or plain.
QColor groundOf(const QStyleOptionViewItem& option) {
    const bool selected = option.state & QStyle::State_Selected;
    // The view drops State_Active with the focus; the ground follows the window.
    const bool active = option.widget != nullptr && option.widget->isActiveWindow();
    const QColor plain = theme().colour(Colour::Sunken);
    if (selected)
        return theme().colour(active ? Colour::Selection : Colour::SelectionInactive);
    if (option.state & QStyle::State_MouseOver)
        return blended(plain, theme().colour(Colour::Text), tokens::layer::hover);
    return plain;
}

} // namespace

ChannelDelegate::ChannelDelegate(QObject* parent) : QStyledItemDelegate(parent) {}

QSize ChannelDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const {
    const ChannelRow& row = rowOf(index);
    if (row.kind == ChannelRow::Kind::Section)
        return {100, lp::section::height + (index.row() > 0 ? lp::section::gapBefore : 0)};
    if (row.kind == ChannelRow::Kind::Hint)
        return {100, theme().lineHeight(TextSize::Small) + 8};
    if (m_compact)
        return {100, theme().scaled(lp::rowCompact::height)};
    return {100, theme().scaled(lp::row::nameLine) + theme().scaled(lp::row::previewLine) + 16};
}

void ChannelDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    painter->save();
    const ChannelRow& row = rowOf(index);
    switch (row.kind) {
    case ChannelRow::Kind::Section:
        paintSection(*painter, option.rect, row);
        break;
    case ChannelRow::Kind::Chat:
        paintChat(*painter, option, row);
        break;
    case ChannelRow::Kind::Hint:
        drawLine(*painter, QRectF(option.rect).adjusted(20, 0, -12, 0), row.name,
                 theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
        break;
    }
    painter->restore();
}

void ChannelDelegate::paintSection(QPainter& painter, const QRect& rect, const ChannelRow& row) const {
    const QRectF line(rect.left(), rect.bottom() + 3 - lp::section::height, rect.width(),
                      lp::section::height);
    const QColor muted = theme().colour(Colour::TextMuted);
    drawIcon(painter, QPointF(line.left() + lp::section::padLeft, line.center().y() - 7),
             row.collapsed ? u"chevron-right"_qs : u"chevron-down"_qs, lp::section::chevron, muted);
    drawLine(painter, line.adjusted(lp::section::padLeft + lp::section::chevron + 4, 0, -12, 0), row.name,
             theme().font(TextSize::Caption, 600), muted);
}

void ChannelDelegate::paintChat(QPainter& painter, const QStyleOptionViewItem& option,
                                const ChannelRow& row) const {
    const QRectF box = QRectF(option.rect).adjusted(lp::row::marginX, 0, -lp::row::marginX, 0);
    const QColor ground = groundOf(option);
    if (ground != theme().colour(Colour::Sunken))
        fillRounded(painter, box, Corners::all(lp::row::radius), ground);

    const int side = m_compact ? lp::rowCompact::avatar : lp::row::avatar;
    const QRectF square(box.left() + lp::row::padLeft, box.top() + (box.height() - side) / 2, side, side);
    Face face;
    face.person = row.direct;
    face.id = row.direct ? row.person.value() : row.channel.value();
    face.name = row.name;
    face.emoji = row.emoji;
    face.presence = presenceOf(row);
    if (row.picture && m_pictures != nullptr)
        face.picture =
            m_pictures->picture(*row.picture, QSize(side, side) * painter.device()->devicePixelRatioF());
    drawFace(painter, square, face, ground);

    const bool unread = row.unread > 0 && !row.muted;
    const double left = square.right() + lp::row::avatarToText;
    const double right = box.right() - lp::row::padRight;
    const double nameHigh = theme().scaled(lp::row::nameLine);
    const double top = m_compact ? box.center().y() - nameHigh / 2 : box.center().y() - nameHigh;
    const QRectF name(left, top, right - left, nameHigh);
    double nameRight = right;
    if (!m_compact && row.time > 0) {
        const QString time = listTimeWords(row.time, m_now > 0 ? m_now : QDateTime::currentMSecsSinceEpoch());
        const QFont font = theme().font(TextSize::Caption, unread ? 600 : 0);
        drawLine(painter, name, time, font, theme().colour(unread ? Colour::AccentText : Colour::TextMuted),
                 Qt::AlignRight);
        nameRight -= std::ceil(textWidth(time, font)) + 8;
    }
    double previewRight = right;
    const double mark =
        m_compact ? box.center().y() : box.center().y() + theme().scaled(lp::row::previewLine) / 2.0;
    if (row.unread > 0) {
        if (row.counts) {
            drawBadge(painter, right, mark, row.unread, row.muted);
            previewRight -= badgeWidth(row.unread) + 8;
        } else {
            fillRounded(
                painter,
                QRectF(right - 6 - lp::unreadDot, mark - lp::unreadDot / 2.0, lp::unreadDot, lp::unreadDot),
                Corners::all(lp::unreadDot / 2.0),
                theme().colour(row.muted ? Colour::BadgeMuted : Colour::Badge));
            previewRight -= lp::unreadDot + 12;
        }
        if (m_compact)
            nameRight = previewRight;
    }
    const double bell = row.muted ? 18 : 0;
    const QFont nameFont = theme().font(TextSize::Body, unread ? 600 : 500);
    const double used =
        drawLine(painter, QRectF(left, top, std::max(0.0, nameRight - left - bell), nameHigh), row.name,
                 nameFont, theme().colour(row.muted ? Colour::TextMuted : Colour::Text));
    if (row.muted)
        drawIcon(painter, QPointF(left + used + 4, name.center().y() - 6.5), u"bell-off"_qs, 13,
                 theme().colour(Colour::TextMuted));
    if (!m_compact)
        paintPreview(painter,
                     QRectF(left, box.center().y(), std::max(0.0, previewRight - left),
                            theme().scaled(lp::row::previewLine)),
                     row);
    if ((option.state & QStyle::State_HasFocus) && FocusVisible::isOn())
        drawFocusRing(painter, box, lp::row::radius, false);
}

void ChannelDelegate::paintPreview(QPainter& painter, const QRectF& line, const ChannelRow& row) const {
    const QFont font = theme().font(TextSize::Small);
    const bool unread = row.unread > 0 && !row.muted;
    const QColor muted = theme().colour(unread ? Colour::Text : Colour::TextMuted);
    double x = line.left();
    const auto rest = [&] { return QRectF(x, line.top(), std::max(0.0, line.right() - x), line.height()); };
    switch (row.preview) {
    case Preview::None:
        return;
    case Preview::Failed:
        drawIcon(painter, QPointF(x, line.center().y() - 7), u"circle-alert"_qs, 14,
                 theme().colour(Colour::DangerText));
        x += 18;
        drawLine(painter, rest(), tr("Not sent"), theme().font(TextSize::Small, 500),
                 theme().colour(Colour::DangerText));
        return;
    case Preview::Draft:
        x += drawLine(painter, rest(), tr("Draft:"), theme().font(TextSize::Small, 500),
                      theme().colour(Colour::WarningText))
             + 4;
        drawLine(painter, rest(), row.previewText, font, theme().colour(Colour::TextMuted));
        return;
    case Preview::Typing:
        drawLine(painter, rest(), row.previewText, font, theme().colour(Colour::AccentText));
        return;
    case Preview::Message:
        break;
    }
    if (row.ticks != Ticks::None) {
        const QString icon = row.ticks == Ticks::Seen   ? u"check-check"_qs
                             : row.ticks == Ticks::Sent ? u"check"_qs
                                                        : u"clock"_qs;
        drawIcon(painter, QPointF(x, line.center().y() - 7), icon, 14, theme().colour(Colour::TextMuted));
        x += 18;
    }
    if (row.previewPhoto) {
        const QRectF thumb(x, line.center().y() - lp::previewThumb / 2.0, lp::previewThumb, lp::previewThumb);
        const QPixmap picture =
            m_pictures == nullptr
                ? QPixmap()
                : m_pictures->picture(*row.previewPhoto, QSize(lp::previewThumb, lp::previewThumb)
                                                             * painter.device()->devicePixelRatioF());
        if (picture.isNull())
            fillRounded(painter, thumb, Corners::all(tokens::radius::tiny), theme().colour(Colour::Field));
        else
            drawRoundedPixmap(painter, thumb, Corners::all(tokens::radius::tiny), picture);
        x += lp::previewThumb + 5;
    }
    const QString text =
        row.previewAuthor.isEmpty() ? row.previewText : row.previewAuthor + u": "_qs + row.previewText;
    drawLine(painter, rest(), QString(text).replace(u'\n', u' '), font, muted);
}

} // namespace parlor::client
