#include "client/ui/window/searchdelegate.h"

#include "client/models/channellistmodel.h"
#include "client/models/searchmodel.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/face.h"

#include <QDateTime>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace parlor::client {

QSize SearchDelegate::sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const {
    return {100, 24 + theme().lineHeight(TextSize::Small) + theme().lineHeight(TextSize::Body)};
}

void SearchDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const SearchRow& row = static_cast<const SearchModel*>(index.model())->at(index.row());
    painter->save();
    QRectF box = QRectF(option.rect).adjusted(12, 0, -12, 0);
    box.setWidth(std::min<double>(box.width(), tokens::settings::content + 24));
    QColor ground = theme().colour(Colour::Surface);
    if (option.state & QStyle::State_Selected)
        ground = theme().colour(Colour::Selection);
    else if (option.state & QStyle::State_MouseOver)
        ground = blended(ground, theme().colour(Colour::Text), tokens::layer::hover);
    fillRounded(*painter, box, Corners::all(tokens::radius::card), ground);
    Face face;
    face.id = row.author.value();
    face.name = row.authorName;
    const double side = tokens::avatar::message;
    drawFace(*painter, QRectF(box.left() + 12, box.center().y() - side / 2, side, side), face, ground);
    const double x = box.left() + 12 + side + 12;
    const double right = box.right() - 12;
    const double small = theme().lineHeight(TextSize::Small), line = theme().lineHeight(TextSize::Body);
    const QString time = listTimeWords(row.time, QDateTime::currentMSecsSinceEpoch());
    const double timeWide = textWidth(time, theme().font(TextSize::Caption));
    drawLine(*painter, QRectF(x, box.top() + 12, right - x, small), time, theme().font(TextSize::Caption),
             theme().colour(Colour::TextMuted), Qt::AlignRight);
    const double used =
        drawLine(*painter, QRectF(x, box.top() + 12, right - x - timeWide - 8, small), row.authorName,
                 theme().font(TextSize::Small, 600), theme().personName(colourIndexOf(row.author.value())));
    drawLine(*painter,
             QRectF(x + used + 8, box.top() + 12, std::max(0.0, right - x - used - timeWide - 16), small),
             row.place, theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
    const QFont font = theme().font(TextSize::Body);
    const QFontMetricsF metrics(font);
    const QRectF words(x, box.top() + 12 + small, right - x, line);
    painter->setClipRect(words);
    for (const auto& [start, length] : row.matches) {
        const double from = metrics.horizontalAdvance(row.snippet.left(start));
        const double wide = metrics.horizontalAdvance(row.snippet.mid(start, length));
        fillRounded(*painter, QRectF(x + from - 1, words.top() + 1, wide + 2, line - 2), Corners::all(3),
                    theme().colour(Colour::SearchHit));
    }
    drawLine(*painter, words, row.snippet, font, theme().colour(Colour::Text));
    painter->setClipping(false);
    if ((option.state & QStyle::State_HasFocus) && FocusVisible::isOn())
        drawFocusRing(*painter, box, tokens::radius::card, false);
    painter->restore();
}

} // namespace parlor::client
