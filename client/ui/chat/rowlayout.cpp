#include "client/ui/chat/rowlayout.h"

#include "client/models/clockwords.h"
#include "client/ui/chat/mosaic.h"
#include "client/ui/style/emoji.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace parlor::client {

namespace {

namespace tl = tokens::timeline;
namespace tb = tokens::bubble;
namespace tr = tokens::reaction;

/// Beside one's own photos, always kept: "Sending, 62 %" has its place before and after.
constexpr int photoStateRoom = 104;

QString words(const char* source) {
    return QCoreApplication::translate("Timeline", source);
}

/// Builds one row from top to bottom.
class Builder {
public:
    Builder(const TimelineItem& item, const RowFrame& frame, const Theme& theme)
        : m_item(item),
          m_frame(frame),
          m_theme(theme),
          m_padX(frame.narrow ? tl::padXNarrow : tl::padX),
          m_bodyX(m_padX + tokens::avatar::message + tl::avatarToBody),
          m_room(std::max(120.0, frame.width - m_bodyX - m_padX)) {}

    RowLayout build() {
        // Where a day begins with what is new, one line says both.
        if (m_item.startsDay && !m_item.startsNew)
            addLine(BoxKind::DayLine, tl::day::marginTop, tl::day::height);
        if (m_item.startsNew)
            addLine(BoxKind::NewLine, tl::newLine::marginTop, tl::newLine::height);
        if (m_item.kind == TimelineItem::Kind::Notice) {
            m_y += m_item.startsGroup ? tl::groupGap : tokens::space::xs;
            const double line = m_theme.lineHeight(TextSize::Caption);
            add(BoxKind::Notice, QRectF(m_padX, m_y, m_frame.width - 2 * m_padX, line));
            m_y += line;
            m_row.height = m_y;
            return std::move(m_row);
        }
        addHead();
        const double top = m_y;
        if (!m_item.photos.isEmpty() || !m_item.localFiles.isEmpty())
            addPhotos();
        if (!m_item.text.isEmpty() || m_item.quote || m_item.deleted)
            addBubble();
        m_row.body = QRectF(m_bodyX, top, m_right - m_bodyX, m_y - top);
        addState();
        if (!m_item.startsGroup)
            add(BoxKind::HoverTime, QRectF(0, top, m_padX + tokens::avatar::message,
                                           2 * tb::padY + m_theme.lineHeight(TextSize::Body)));
        if (!m_item.reactions.isEmpty())
            addReactions();
        if (m_item.delivery == Delivery::Failed)
            addFailure();
        m_row.height = m_y;
        return std::move(m_row);
    }

private:
    void add(BoxKind kind, const QRectF& rect, int index = 0, const Corners& corners = {}) {
        m_row.boxes.push_back({kind, rect, index, corners});
    }

    /// Nothing stands between its bubble and the one above in its group.
    [[nodiscard]] bool joinsAbove() const { return !m_item.startsGroup && !m_item.belowPills; }

    [[nodiscard]] bool joinsBelow() const { return !m_item.endsGroup && m_item.reactions.isEmpty(); }

    void addLine(BoxKind kind, double margin, double height) {
        m_y += margin;
        const double high = std::max<double>(height, m_theme.lineHeight(TextSize::Caption));
        add(kind, QRectF(m_padX, m_y, m_frame.width - 2 * m_padX, high));
        m_y += high;
    }

    void addHead() {
        if (!m_item.startsGroup) {
            m_y += m_item.belowPills ? tr::marginTop : tb::gap;
            return;
        }
        m_y += tl::groupGap;
        add(BoxKind::Avatar, QRectF(m_padX, m_y, tokens::avatar::message, tokens::avatar::message));
        const double high = m_theme.scaled(tl::nameLine);
        const double time = std::ceil(textWidth(timeWords(m_item.time), m_theme.font(TextSize::Caption))) + 1;
        const double name =
            std::min(std::ceil(textWidth(m_item.authorName, m_theme.font(TextSize::Small, 600))) + 1,
                     m_room - time - tokens::space::s);
        add(BoxKind::Name, QRectF(m_bodyX, m_y, name, high - 2));
        add(BoxKind::Time, QRectF(m_bodyX + name + tokens::space::s - 1, m_y, time, high - 2));
        m_y += high + tb::gap;
    }

    void addPhotos() {
        QList<QSize> sizes;
        for (const PhotoReference& photo : m_item.photos)
            sizes.append(QSize(photo.width, photo.height));
        const bool caption = !m_item.text.isEmpty();
        const Mosaic mosaic = layOutMosaic(sizes, m_room - (m_item.own ? photoStateRoom : 0), joinsAbove(),
                                           caption || m_item.quote || joinsBelow());
        for (qsizetype i = 0; i < mosaic.tiles.size(); ++i)
            add(BoxKind::Photo, mosaic.tiles[i].rect.translated(m_bodyX, m_y), static_cast<int>(i),
                mosaic.tiles[i].corners);
        m_y += mosaic.size.height();
        m_right = m_bodyX + mosaic.size.width();
        m_joinsAbove = true;
        if (caption)
            m_y += tb::gap;
    }

    void addBubble() {
        const bool bare =
            m_item.photos.isEmpty() && !m_item.quote && !m_item.deleted && isOnlyEmoji(m_item.text);
        const QString shown = m_item.deleted ? words("Message deleted") : m_item.text;
        m_row.text = std::make_unique<MessageText>(shown, m_item.deleted ? QStringList() : m_item.mentions,
                                                   m_item.edited && !m_item.deleted, m_theme);
        const double stateRoom = m_item.own ? 80 : 0;
        const double most = std::min<double>(tb::maxWidth, m_room - stateRoom) - 2 * tb::padX;
        m_row.text->layOut(most);
        if (bare) {
            const QSizeF size = m_row.text->size();
            add(BoxKind::Text, QRectF(QPointF(m_bodyX, m_y), size));
            m_y += size.height();
            m_right = std::max(m_right, m_bodyX + size.width());
            return;
        }
        double inner = m_row.text->size().width();
        double quoteHigh = 0;
        if (m_item.quote) {
            namespace q = tb::quote;
            const double line = m_theme.lineHeight(TextSize::Small);
            const double thumb = m_item.quote->photo ? q::thumb + q::padX : 0;
            const double textWide =
                std::max(textWidth(m_item.quote->name, m_theme.font(TextSize::Small, 600)),
                         textWidth(m_item.quote->text, m_theme.font(TextSize::Small)));
            const double wide = q::bar + q::padX + thumb + std::ceil(textWide) + 2 + q::padX;
            inner = std::clamp(std::max(inner, wide + 2 * q::marginX), 0.0, most);
            quoteHigh = 2 * q::padY + 2 * line;
        }
        const double width = std::ceil(inner) + 2 * tb::padX;
        const double textTop = m_y + tb::padY + (quoteHigh > 0 ? quoteHigh + tb::quote::marginBottom : 0);
        const double textHigh = m_row.text->size().height();
        const QRectF bubble(m_bodyX, m_y, width, textTop + textHigh + tb::padY - m_y);
        const bool above = m_joinsAbove || joinsAbove();
        const double joined = tb::joinedRadius;
        add(BoxKind::Bubble, bubble, 0,
            {above ? joined : tb::radius, tb::radius, tb::radius, joinsBelow() ? joined : tb::radius});
        if (quoteHigh > 0)
            add(BoxKind::Quote,
                QRectF(bubble.left() + tb::padX + tb::quote::marginX, m_y + tb::padY,
                       width - 2 * (tb::padX + tb::quote::marginX), quoteHigh),
                0, Corners::all(tb::quote::radius));
        add(BoxKind::Text, QRectF(bubble.left() + tb::padX, textTop, inner, textHigh));
        m_y = bubble.bottom();
        m_right = std::max(m_right, bubble.right());
        m_lastRight = bubble.right();
    }

    void addState() {
        const QString state = stateWords(m_item);
        if (m_item.delivery == Delivery::None || m_item.delivery == Delivery::Pending
            || m_item.delivery == Delivery::Failed)
            return;
        const double high = m_theme.lineHeight(TextSize::Caption);
        const double from = (m_lastRight > 0 ? m_lastRight : m_right) + tb::stateGap;
        const double wide =
            tokens::icon::inText + 4 + std::ceil(textWidth(state, m_theme.font(TextSize::Caption))) + 2;
        add(BoxKind::State,
            QRectF(from, m_y - tb::stateBaseline - (m_theme.lineHeight(TextSize::Body) + high) / 2.0, wide,
                   high));
    }

    void addReactions() {
        m_y += tr::marginTop;
        const double high = std::max<double>(tr::height, m_theme.lineHeight(TextSize::Caption) + 6);
        double x = m_bodyX;
        const auto place = [&](BoxKind kind, double wide, int index) {
            if (x > m_bodyX && x + wide > m_bodyX + m_room) {
                x = m_bodyX;
                m_y += high + tr::gap;
            }
            add(kind, QRectF(x, m_y, wide, high), index, Corners::all(high / 2));
            x += wide + tr::gap;
        };
        for (qsizetype i = 0; i < m_item.reactions.size(); ++i) {
            const ReactionPill& pill = m_item.reactions[i];
            const double emoji = std::ceil(textWidth(pill.emoji, Theme::emojiFont(tr::emoji)));
            const double count =
                std::ceil(textWidth(QString::number(pill.count), m_theme.font(TextSize::Caption, 600)));
            place(BoxKind::Reaction, tr::padLeft + emoji + 4 + count + tr::padRight, static_cast<int>(i));
        }
        place(BoxKind::AddReaction, 2 * tr::padLeft + tokens::icon::small, 0);
        m_y += high;
    }

    void addFailure() {
        const double high = std::max<double>(tb::failedLine, m_theme.lineHeight(TextSize::Caption));
        const QFont plain = m_theme.font(TextSize::Caption), strong = m_theme.font(TextSize::Caption, 600);
        const double retry = std::ceil(textWidth(words("Try again"), strong)) + 8;
        const double discard = std::ceil(textWidth(words("Delete"), strong)) + 8;
        const double message =
            std::min(tokens::icon::inText + 4 + std::ceil(textWidth(m_item.failure, plain)) + 4,
                     std::max(60.0, m_room - retry - discard));
        add(BoxKind::Failure, QRectF(m_bodyX, m_y, message, high));
        add(BoxKind::TryAgain, QRectF(m_bodyX + message, m_y, retry, high));
        add(BoxKind::Discard, QRectF(m_bodyX + message + retry, m_y, discard, high));
        m_y += high;
    }

    const TimelineItem& m_item;
    const RowFrame& m_frame;
    const Theme& m_theme;
    double m_padX, m_bodyX, m_room;
    double m_y = 0, m_right = 0, m_lastRight = 0;
    bool m_joinsAbove = false;
    RowLayout m_row;
};

} // namespace

const RowBox* RowLayout::find(BoxKind kind) const {
    for (const RowBox& box : boxes)
        if (box.kind == kind)
            return &box;
    return nullptr;
}

const RowBox* RowLayout::hit(QPointF point) const {
    for (auto it = boxes.rbegin(); it != boxes.rend(); ++it)
        if (it->kind != BoxKind::HoverTime && it->rect.contains(point))
            return &*it;
    return nullptr;
}

RowLayout layOutRow(const TimelineItem& item, const RowFrame& frame, const Theme& theme) {
    return Builder(item, frame, theme).build();
}

double guessedHeight(const TimelineItem& item, const RowFrame& frame, const Theme& theme) {
    double height = item.startsGroup  ? tl::groupGap + tl::nameLine + tb::gap
                    : item.belowPills ? tr::marginTop
                                      : tb::gap;
    if (item.startsDay)
        height += tl::day::marginTop + tl::day::height;
    if (!item.photos.isEmpty())
        height += item.photos.size() == 1 ? 240 : 300;
    if (!item.text.isEmpty()) {
        const double room = std::clamp<double>(frame.width - 140, 120, tb::maxWidth);
        const double lines =
            std::ceil(double(item.text.size()) * 7.2 * theme.zoom() / room) + double(item.text.count(u'\n'));
        height += lines * theme.lineHeight(TextSize::Body) + 2 * tb::padY;
    }
    if (!item.reactions.isEmpty())
        height += tr::height + tr::marginTop;
    return height;
}

QString dayWords(const QDate& day, const QDate& today) {
    if (day == today)
        return words("Today");
    if (day.addDays(1) == today)
        return words("Yesterday");
    const QLocale locale;
    return locale.toString(day, day.year() == today.year() ? u"dddd d MMMM"_qs : u"dddd d MMMM yyyy"_qs);
}

QString timeWords(qint64 ms) {
    return clockWords(ms);
}

QString stateWords(const TimelineItem& item) {
    switch (item.delivery) {
    case Delivery::Sending:
        return item.progress >= 0 ? words("Sending, %1 %").arg(static_cast<int>(item.progress * 100))
                                  : words("Sending");
    case Delivery::Waiting:
        return words("Waiting");
    case Delivery::Failed:
        return words("Not sent");
    case Delivery::Sent:
    case Delivery::Delivered:
    case Delivery::Seen:
    case Delivery::Pending:
    case Delivery::None:
        break;
    }
    return {};
}

} // namespace parlor::client
