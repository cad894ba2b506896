#include "client/ui/transfers/transferdelegate.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/progressbar.h"

#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace {

namespace t = tokens::transfers::row;
constexpr int rowHeight = 2 * t::padY + 50, doneHeight = 2 * t::padY + t::thumb, headerHeight = 40,
              button = 32;

const TransferRow& rowOf(const QModelIndex& index) {
    return static_cast<const TransferModel*>(index.model())->at(index.row());
}

QRect cancelRect(const QRect& row) {
    return {row.right() - t::padRight - button + 1, row.center().y() - button / 2, button, button};
}

QRect firstRect(const QRect& row) {
    return cancelRect(row).translated(-button, 0);
}

QFont linkFont() {
    return theme().font(TextSize::Caption, 600);
}

/// Words of a row at the right of its status or header.
double linkWidth(const QString& words) {
    return std::ceil(textWidth(words, linkFont())) + 1;
}

/// From where the status line stands.
double statusLeft(const QRect& row) {
    return row.left() + t::padLeft + t::thumb + t::gap;
}

QRectF tryAgainRect(const QRect& row, const TransferRow& transfer) {
    const double link = linkWidth(TransferModel::tr("Try again"));
    const double words = textWidth(statusWords(transfer), theme().font(TextSize::Caption));
    const double left = statusLeft(row);
    const double most = firstRect(row).left() - 8 - link;
    return {std::min(left + std::ceil(words) + 8, most), row.top() + t::padY + 34.0, link, 16};
}

QRectF showRect(const QRect& row) {
    const double link = linkWidth(TransferModel::tr("Show"));
    return {row.right() + 1 - t::padLeft - link, row.center().y() - button / 2.0, link, double(button)};
}

QRectF clearRect(const QRect& row) {
    const double link = linkWidth(TransferModel::tr("Clear"));
    return {row.right() + 1 - t::padLeft - link, row.top() + 4.0, link, headerHeight - 4.0};
}

bool canPause(const Transfer& transfer) {
    return transfer.state != TransferState::Done && transfer.state != TransferState::Failed
           && transfer.state != TransferState::Processing;
}

void paintBar(QPainter& painter, const QRectF& rect, const Transfer& transfer) {
    const double share = transfer.state == TransferState::Processing ? 1
                         : transfer.size > 0 ? double(transfer.sent) / double(transfer.size)
                                             : 0;
    const Colour tone = transfer.state == TransferState::Failed ? Colour::Danger
                        : transfer.state == TransferState::Paused || transfer.state == TransferState::Waiting
                            ? Colour::BadgeMuted
                            : Colour::Accent;
    drawProgress(painter, rect, share, tone);
}

} // namespace

TransferDelegate::TransferDelegate(PictureSource* pictures, QObject* parent)
    : QStyledItemDelegate(parent), m_pictures(pictures) {}

QSize TransferDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& index) const {
    const TransferRow& row = rowOf(index);
    return {100, row.header                                  ? headerHeight
                 : row.transfer.state == TransferState::Done ? doneHeight
                                                             : rowHeight};
}

TransferDelegate::Part TransferDelegate::partAt(const QRect& row, const TransferRow& transfer, QPoint point) {
    if (transfer.header)
        return clearRect(row).adjusted(-8, 0, 8, 0).contains(point) ? Part::Clear : Part::None;
    if (transfer.transfer.state == TransferState::Done)
        return showRect(row).adjusted(-8, 0, 8, 0).contains(point) ? Part::Show : Part::None;
    const bool failed = transfer.transfer.state == TransferState::Failed;
    if (failed && tryAgainRect(row, transfer).adjusted(-4, -4, 4, 4).contains(point))
        return Part::TryAgain;
    if (cancelRect(row).contains(point))
        return Part::Cancel;
    if (firstRect(row).contains(point))
        return failed ? Part::TryAgain : canPause(transfer.transfer) ? Part::First : Part::None;
    return Part::None;
}

void TransferDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const TransferRow& row = rowOf(index);
    const QRect rect = option.rect;
    painter->save();
    const QColor muted = theme().colour(Colour::TextMuted);
    if (row.header) {
        drawHairline(*painter, rect.left(), rect.top(), rect.width(), theme().colour(Colour::Divider));
        drawLine(*painter, rect.adjusted(t::padLeft, 4, -t::padRight, 0), TransferModel::tr("Finished"),
                 theme().font(TextSize::Caption, 600), muted);
        drawLine(*painter, clearRect(rect), TransferModel::tr("Clear"), linkFont(),
                 theme().colour(Colour::AccentText));
        painter->restore();
        return;
    }
    if (option.state & (QStyle::State_MouseOver | QStyle::State_Selected))
        painter->fillRect(rect, hoverLayer(1, false));
    const Transfer& transfer = row.transfer;
    const QRectF thumb(rect.left() + t::padLeft, rect.center().y() - t::thumb / 2.0, t::thumb, t::thumb);
    const QPixmap picture = m_pictures->localPicture(
        transfer.path, QSize(t::thumb, t::thumb) * painter->device()->devicePixelRatioF());
    if (picture.isNull()) {
        drawShape(*painter, thumb, Corners::all(tokens::radius::tiny), theme().colour(Colour::Field));
        drawIcon(*painter, thumb.center() - QPointF(10, 10), u"image"_qs, 20, muted);
    } else {
        drawRoundedPixmap(*painter, thumb, Corners::all(tokens::radius::tiny), picture);
    }
    const double x = thumb.right() + t::gap;
    const bool done = transfer.state == TransferState::Done, failed = transfer.state == TransferState::Failed;
    const double right = (done ? showRect(rect).left() : firstRect(rect).left()) - 8;
    const double top = done ? rect.center().y() - 18 : rect.top() + t::padY;
    const QString name =
        row.place.isEmpty() ? transfer.name : TransferModel::tr("%1 to %2").arg(transfer.name, row.place);
    drawLine(*painter, QRectF(x, top, right - x, 20), name, theme().font(TextSize::Body, 500),
             theme().colour(Colour::Text));
    if (!done)
        paintBar(*painter, QRectF(x, top + 26, right - x, tokens::transfers::progress), transfer);
    const QRectF status(x, done ? top + 20 : top + 34, right - x, 16);
    if (done) {
        drawIcon(*painter, QPointF(x, status.top() + 1), u"circle-check"_qs, 14,
                 theme().colour(Colour::SuccessText));
        drawLine(*painter, status.adjusted(18, 0, 0, 0), statusWords(row), theme().font(TextSize::Caption),
                 theme().colour(Colour::SuccessText));
        drawLine(*painter, showRect(rect), TransferModel::tr("Show"), linkFont(),
                 theme().colour(Colour::AccentText));
    } else if (failed) {
        const QRectF link = tryAgainRect(rect, row);
        drawLine(*painter, QRectF(x, status.top(), link.left() - 8 - x, status.height()), statusWords(row),
                 theme().font(TextSize::Caption), theme().colour(Colour::DangerText));
        drawLine(*painter, link, TransferModel::tr("Try again"), linkFont(),
                 theme().colour(Colour::AccentText));
    } else {
        drawLine(*painter, status, statusWords(row), theme().font(TextSize::Caption), muted);
    }
    if (failed || canPause(transfer)) {
        const QString icon = failed                                    ? u"refresh-cw"_qs
                             : transfer.state == TransferState::Paused ? u"play"_qs
                                                                       : u"pause"_qs;
        drawIcon(*painter, QRectF(firstRect(rect)).center() - QPointF(9, 9), icon, 18, muted, !failed);
    }
    if (!done)
        drawIcon(*painter, QRectF(cancelRect(rect)).center() - QPointF(9, 9), u"x"_qs, 18, muted);
    painter->restore();
}

} // namespace parlor::client
