#include "client/ui/chat/rowpainter.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/videosign.h"
#include "client/ui/widgets/progressbar.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace {

QString words(const char* source) {
    return QCoreApplication::translate("Timeline", source);
}

QColor tone(Colour role) {
    return theme().colour(role);
}

void paintSeparator(QPainter& painter, const QRectF& rect, const QString& text, Colour textTone,
                    const QColor& line) {
    const QFont font = theme().font(TextSize::Caption, 600);
    const double wide = std::ceil(textWidth(text, font));
    const double gap = tokens::timeline::day::lineGap;
    const double middle = rect.center().y();
    const double left = rect.center().x() - wide / 2, right = rect.center().x() + wide / 2;
    drawHairline(painter, rect.left(), middle, left - gap - rect.left(), line);
    drawHairline(painter, right + gap, middle, rect.right() - right - gap, line);
    drawLine(painter, QRectF(left, rect.top(), wide + 1, rect.height()), text, font, tone(textTone));
}

class RowPainter {
public:
    RowPainter(QPainter& painter, const TimelineItem& item, const RowLayout& row, const RowLook& look)
        : m_painter(painter), m_item(item), m_row(row), m_look(look) {}

    void paint() {
        if (m_look.flash > 0)
            fillRounded(m_painter, m_row.body.adjusted(-8, -4, 8, 4), Corners::all(tokens::radius::bubble),
                        withAlpha(tone(Colour::Accent), 0.22 * m_look.flash));
        for (const RowBox& box : m_row.boxes)
            paintBox(box);
        if (m_look.focused)
            drawFocusRing(m_painter, m_row.body, tokens::radius::bubble, true);
    }

private:
    void paintBox(const RowBox& box) {
        switch (box.kind) {
        case BoxKind::DayLine:
            paintSeparator(m_painter, box.rect, day(), Colour::TextMuted, tone(Colour::Divider));
            break;
        case BoxKind::NewLine:
            paintSeparator(
                m_painter, box.rect, m_item.startsDay ? words("%1 · New").arg(day()) : words("New messages"),
                Colour::AccentText, withAlpha(tone(Colour::Accent), tokens::layer::newMessagesLine));
            break;
        case BoxKind::Notice:
            drawLine(m_painter, box.rect, m_item.text, theme().font(TextSize::Caption),
                     tone(Colour::TextMuted), Qt::AlignHCenter);
            break;
        case BoxKind::Avatar:
            paintAvatar(box);
            break;
        case BoxKind::Name:
            drawLine(m_painter, box.rect, m_item.authorName, theme().font(TextSize::Small, 600),
                     theme().personName(colourIndexOf(m_item.author.value())));
            break;
        case BoxKind::Time:
            drawLine(m_painter, box.rect, timeWords(m_item.time), theme().font(TextSize::Caption),
                     tone(Colour::TextMuted));
            break;
        case BoxKind::HoverTime:
            if (m_look.hovered)
                drawLine(m_painter, box.rect, timeWords(m_item.time), theme().font(TextSize::Micro),
                         tone(Colour::TextMuted), Qt::AlignRight);
            break;
        case BoxKind::Bubble:
            drawShape(m_painter, box.rect, box.corners, bubbleColour());
            break;
        case BoxKind::Quote:
            paintQuote(box);
            break;
        case BoxKind::Text:
            paintText(box);
            break;
        case BoxKind::Photo:
            paintTile(box);
            break;
        case BoxKind::Reaction:
            paintReaction(box);
            break;
        case BoxKind::AddReaction:
            drawShape(m_painter, box.rect, box.corners, tone(Colour::Bubble));
            paintPillHover(box);
            drawIcon(m_painter, box.rect.center() - QPointF(8, 8), u"smile-plus"_qs, tokens::icon::small,
                     tone(Colour::TextMuted));
            break;
        case BoxKind::State:
            paintState(box);
            break;
        case BoxKind::Failure:
            paintFailure(box);
            break;
        case BoxKind::TryAgain:
            paintLink(box, words("Try again"));
            break;
        case BoxKind::Discard:
            paintLink(box, words("Delete"));
            break;
        }
    }

    [[nodiscard]] QString day() const {
        return dayWords(QDateTime::fromMSecsSinceEpoch(m_item.time).date(), m_look.today);
    }

    [[nodiscard]] QColor bubbleColour() const {
        if (m_item.own)
            return tone(m_look.hovered ? Colour::BubbleOwnHover : Colour::BubbleOwn);
        return tone(m_look.hovered ? Colour::BubbleHover : Colour::Bubble);
    }

    void paintAvatar(const RowBox& box) {
        Face face;
        if (m_look.face)
            face = m_look.face(m_item.author, m_item.authorName);
        else {
            face.id = m_item.author.value();
            face.name = m_item.authorName;
        }
        drawFace(m_painter, box.rect, face, tone(Colour::Surface));
    }

    void paintQuote(const RowBox& box) {
        namespace q = tokens::bubble::quote;
        const QuoteLine& quote = *m_item.quote;
        const std::size_t person = colourIndexOf(quote.author.value());
        const QPainterPath shape = roundedPath(box.rect, box.corners);
        m_painter.fillPath(shape, tone(Colour::Quote));
        if (theme().outlinesShapes())
            strokeRounded(m_painter, box.rect, box.corners, tone(Colour::BubbleOutline));
        const QRectF bar(box.rect.left(), box.rect.top(), q::bar, box.rect.height());
        fillRounded(m_painter, bar, {q::bar / 2.0, 0, 0, q::bar / 2.0}, theme().personFill(person));
        double x = box.rect.left() + q::bar + q::padX;
        if (quote.photo) {
            const QRectF thumb(x, box.rect.top() + q::padY, q::thumb, q::thumb);
            fillRounded(m_painter, thumb, Corners::all(q::radius), tone(Colour::Field));
            if (m_look.thumb)
                drawRoundedPixmap(m_painter, thumb, Corners::all(q::radius), m_look.thumb(*quote.photo));
            if (quote.photo->video)
                paintVideoSign(m_painter, thumb);
            x += q::thumb + q::padX;
        }
        const double line = theme().lineHeight(TextSize::Small);
        const double room = box.rect.right() - q::padX - x + 1;
        drawLine(m_painter, QRectF(x, box.rect.top() + q::padY, room, line), quote.name,
                 theme().font(TextSize::Small, 600), theme().personName(person));
        drawLine(m_painter, QRectF(x, box.rect.top() + q::padY + line, room, line), quote.text,
                 theme().font(TextSize::Small), tone(Colour::TextMuted));
    }

    void paintText(const RowBox& box) {
        if (m_row.text == nullptr)
            return;
        if (m_item.deleted)
            m_painter.setOpacity(0.7);
        m_row.text->draw(m_painter, box.rect.topLeft(), m_look.selectionStart, m_look.selectionEnd);
        m_painter.setOpacity(1);
    }

    void paintTile(const RowBox& box) {
        drawShape(m_painter, box.rect, box.corners, tone(Colour::Bubble));
        const TileLook tile = m_look.tile ? m_look.tile(box) : TileLook();
        if (!tile.below.isNull() && tile.fade < 1)
            drawRoundedPixmap(m_painter, box.rect, box.corners, tile.below);
        if (!tile.above.isNull())
            drawRoundedPixmap(m_painter, box.rect, box.corners, tile.above, tile.fade);
        const bool hovered = m_look.hoveredBox == &box;
        if (hovered)
            fillRounded(m_painter, box.rect, box.corners, QColor(0, 0, 0, 20));
        const bool uploading = m_item.own && m_item.progress >= 0 && m_item.delivery != Delivery::Failed;
        if (const PhotoReference& photo = m_item.photos.at(box.index); photo.video && !uploading)
            paintVideoSign(m_painter, box.rect, photo.durationMs);
        if (uploading) {
            const double ring = tokens::mosaic::uploadRing;
            const QRectF circle(box.rect.center() - QPointF(ring / 2, ring / 2), QSizeF(ring, ring));
            fillRounded(m_painter, circle, Corners::all(ring / 2), tone(Colour::PhotoScrim));
            drawProgressRing(m_painter, circle.adjusted(4, 4, -4, -4), m_item.progress, 3,
                             withAlpha(tone(Colour::OnPhoto), 0.3), tone(Colour::OnPhoto));
            drawIcon(m_painter, circle.center() - QPointF(8, 8), u"x"_qs, 16, tone(Colour::OnPhoto));
        }
    }

    void paintPillHover(const RowBox& box) {
        if (m_look.hoveredBox == &box)
            fillRounded(m_painter, box.rect, box.corners, hoverLayer(1, false));
    }

    void paintReaction(const RowBox& box) {
        namespace t = tokens::reaction;
        const ReactionPill& pill = m_item.reactions.at(box.index);
        drawShape(m_painter, box.rect, box.corners, tone(pill.mine ? Colour::AccentSoft : Colour::Bubble));
        if (pill.mine)
            strokeRounded(m_painter, box.rect, box.corners, tone(Colour::Accent), t::mineOutline);
        paintPillHover(box);
        const QFont emoji = Theme::emojiFont(t::emoji);
        const double wide = std::ceil(textWidth(pill.emoji, emoji));
        drawLine(m_painter, QRectF(box.rect.left() + t::padLeft, box.rect.top(), wide + 4, box.rect.height()),
                 pill.emoji, emoji, tone(Colour::Text));
        drawLine(m_painter,
                 QRectF(box.rect.left(), box.rect.top(), box.rect.width() - t::padRight, box.rect.height()),
                 QString::number(pill.count), theme().font(TextSize::Caption, 600),
                 tone(pill.mine ? Colour::AccentText : Colour::TextMuted), Qt::AlignRight);
    }

    void paintState(const RowBox& box) {
        QString icon = u"clock"_qs;
        Colour colour = Colour::TextMuted;
        if (m_item.delivery == Delivery::Sent) {
            icon = u"check"_qs;
        } else if (m_item.delivery == Delivery::Delivered) {
            icon = u"circle-check"_qs; // a shape of its own: colour alone would not tell it from seen
        } else if (m_item.delivery == Delivery::Seen) {
            icon = u"check-check"_qs;
            colour = Colour::AccentText;
        }
        drawIcon(m_painter, QPointF(box.rect.left(), box.rect.center().y() - 7), icon, tokens::icon::inText,
                 tone(colour));
        drawLine(m_painter, box.rect.adjusted(tokens::icon::inText + 4, 0, 0, 0), stateWords(m_item),
                 theme().font(TextSize::Caption), tone(Colour::TextMuted));
    }

    void paintFailure(const RowBox& box) {
        drawIcon(m_painter, QPointF(box.rect.left(), box.rect.center().y() - 7), u"circle-alert"_qs,
                 tokens::icon::inText, tone(Colour::DangerText));
        drawLine(m_painter, box.rect.adjusted(tokens::icon::inText + 4, 0, 0, 0), m_item.failure,
                 theme().font(TextSize::Caption), tone(Colour::DangerText));
    }

    void paintLink(const RowBox& box, const QString& text) {
        if (m_look.hoveredBox == &box)
            fillRounded(m_painter, box.rect.adjusted(0, 2, 0, -2), Corners::all(tokens::radius::tiny),
                        withAlpha(tone(Colour::Accent), tokens::layer::accentHover));
        drawLine(m_painter, box.rect.adjusted(4, 0, 0, 0), text, theme().font(TextSize::Caption, 600),
                 tone(Colour::AccentText));
    }

    QPainter& m_painter;
    const TimelineItem& m_item;
    const RowLayout& m_row;
    const RowLook& m_look;
};

} // namespace

void paintRow(QPainter& painter, const TimelineItem& item, const RowLayout& row, const RowLook& look) {
    RowPainter(painter, item, row, look).paint();
}

void drawCaption(QPainter& painter, const QRectF& rect, const QString& text, Colour role) {
    drawLine(painter, rect, text, theme().font(TextSize::Caption, 600), tone(role), Qt::AlignHCenter);
}

} // namespace parlor::client
