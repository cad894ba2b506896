#include "client/ui/chat/detailscontent.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/videosign.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace t = tokens::details;

namespace {
constexpr int headLine = 24;
constexpr int sectionGap = 24;
constexpr int dividerGap = 11; ///< from the tiles to the line below them
} // namespace

DetailsPane::Content::Content(DetailsPane* pane) : QWidget(pane), m_pane(pane) {
    setMouseTracking(true);
    setAccessibleName(DetailsPane::tr("Details"));
}

void DetailsPane::Content::setDetails(const Details& details) {
    m_details = details;
    m_hover = {};
    place();
    update();
}

void DetailsPane::Content::setPictures(PictureSource* pictures) {
    m_pictures = pictures;
    connect(pictures, &PictureSource::arrived, this, qOverload<>(&QWidget::update));
    connect(pictures, &PictureSource::refined, this, qOverload<>(&QWidget::update));
}

void DetailsPane::Content::place() {
    double y = 20 + t::picture + 14 + theme().lineHeight(TextSize::Title);
    // The presence of the other one comes later and goes again: its line is kept free.
    if (isDirect() || !m_details.topic.isEmpty())
        y += theme().lineHeight(TextSize::Small) + 2;
    m_tilesTop = y + 17;
    y = m_tilesTop + t::tile::height + 14;
    m_photosTop = y + 10;
    if (!m_details.photos.isEmpty()) {
        const int rows = static_cast<int>(
            (std::min<qsizetype>(m_details.photos.size(), 9) + t::mediaColumns - 1) / t::mediaColumns);
        const double side = photo(0).height();
        y = m_photosTop + headLine + 8 + rows * (side + t::mediaGap) - t::mediaGap;
        m_membersTop = y + sectionGap - 4;
    } else {
        m_membersTop = m_photosTop;
    }
    y = m_membersTop + 16;
    if (!isDirect())
        y += headLine + 4 + double(m_details.members.size()) * t::memberRow;
    setFixedHeight(static_cast<int>(y));
}

void DetailsPane::Content::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

QString DetailsPane::Content::secondLine() const {
    if (isDirect())
        for (const DetailsMember& who : m_details.members)
            if (!who.self && who.online != Online::Unknown)
                return who.online == Online::Yes ? DetailsPane::tr("Online") : DetailsPane::tr("Offline");
    return m_details.topic;
}

QList<DetailsPane::Content::Tile> DetailsPane::Content::tiles() const {
    QList<Tile> shown{{Part::Mute, m_details.muted ? u"bell"_qs : u"bell-off"_qs,
                       m_details.muted ? DetailsPane::tr("Unmute") : DetailsPane::tr("Mute")},
                      {Part::Search, u"search"_qs, DetailsPane::tr("Search")}};
    if (m_details.canInvite)
        shown.append({Part::Invite, u"user-plus"_qs, DetailsPane::tr("Invite")});
    return shown;
}

QRectF DetailsPane::Content::tile(int index) const {
    const double count = m_details.canInvite ? 3 : 2;
    const double wide = (width() - 2.0 * t::padX - (count - 1) * t::tile::gap) / count;
    return {t::padX + index * (wide + t::tile::gap), m_tilesTop, wide, double(t::tile::height)};
}

QRectF DetailsPane::Content::photo(int index) const {
    // Whole pixels: what does not divide goes to single columns, so that the last ends at the edge.
    const double step = (width() - 2.0 * t::padX + t::mediaGap) / t::mediaColumns;
    const int row = index / t::mediaColumns, column = index % t::mediaColumns;
    const double left = std::round(column * step), right = std::round((column + 1) * step) - t::mediaGap;
    const double high = std::floor(step) - t::mediaGap;
    return {t::padX + left, m_photosTop + headLine + 8 + row * (high + t::mediaGap), right - left, high};
}

QRectF DetailsPane::Content::member(int index) const {
    return {8, m_membersTop + headLine + 4 + double(index) * t::memberRow, width() - 16.0,
            double(t::memberRow)};
}

DetailsPane::Content::Spot DetailsPane::Content::spotAt(QPoint point) const {
    const QPointF at = point;
    const QList<Tile> shown = tiles();
    for (int i = 0; i < shown.size(); ++i)
        if (tile(i).contains(at))
            return {shown.at(i).part, 0};
    const QRectF photoHead(t::padX, m_photosTop, width() - 2.0 * t::padX, headLine);
    if (!m_details.photos.isEmpty() && photoHead.contains(at) && at.x() > width() - 90)
        return {Part::AllPhotos, 0};
    if (m_details.canInvite && at.y() >= m_membersTop && at.y() < m_membersTop + headLine
        && at.x() > width() - 70)
        return {Part::Add, 0};
    for (int i = 0; i < std::min<qsizetype>(m_details.photos.size(), 9); ++i)
        if (photo(i).contains(at))
            return {Part::Photo, i};
    const double into = at.y() - m_membersTop - headLine - 4;
    if (!isDirect() && into >= 0 && into < double(m_details.members.size()) * t::memberRow)
        return {Part::Member, static_cast<int>(into / t::memberRow)};
    return {};
}

void DetailsPane::Content::mouseMoveEvent(QMouseEvent* event) {
    const Spot spot = spotAt(event->pos());
    setCursor(spot.part == Part::None ? Qt::ArrowCursor : Qt::PointingHandCursor);
    if (!(spot == m_hover)) {
        m_hover = spot;
        update();
    }
}

void DetailsPane::Content::leaveEvent(QEvent* event) {
    m_hover = {};
    update();
    QWidget::leaveEvent(event);
}

void DetailsPane::Content::mouseReleaseEvent(QMouseEvent* event) {
    const Spot spot = spotAt(event->pos());
    switch (spot.part) {
    case Part::Search:
        Q_EMIT m_pane->searchAsked();
        break;
    case Part::Invite:
    case Part::Add:
        Q_EMIT m_pane->inviteAsked();
        break;
    case Part::Mute:
        Q_EMIT m_pane->muteAsked(!m_details.muted);
        break;
    case Part::AllPhotos:
        Q_EMIT m_pane->allPhotosAsked();
        break;
    case Part::Photo:
        Q_EMIT m_pane->photoOpened(m_details.photos.at(spot.index).id);
        break;
    case Part::Member:
        Q_EMIT m_pane->personOpened(m_details.members.at(spot.index).person);
        break;
    case Part::None:
        break;
    }
}

void DetailsPane::Content::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.fillRect(event->rect(), theme().colour(Colour::Surface));
    const QColor text = theme().colour(Colour::Text), muted = theme().colour(Colour::TextMuted),
                 accent = theme().colour(Colour::AccentText);
    const double wide = width() - 2.0 * t::padX;

    drawFace(painter, QRectF((width() - t::picture) / 2.0, 20, t::picture, t::picture), m_details.face,
             theme().colour(Colour::Surface));
    double y = 20 + t::picture + 14;
    drawLine(painter, QRectF(t::padX, y, wide, theme().lineHeight(TextSize::Title)), m_details.name,
             theme().font(TextSize::Title), text, Qt::AlignHCenter);
    y += theme().lineHeight(TextSize::Title) + 2;
    if (const QString second = secondLine(); !second.isEmpty())
        drawLine(painter, QRectF(t::padX, y, wide, theme().lineHeight(TextSize::Small)), second,
                 theme().font(TextSize::Small), muted, Qt::AlignHCenter);

    const QList<Tile> shown = tiles();
    for (int i = 0; i < shown.size(); ++i) {
        const QRectF box = tile(i);
        drawShape(painter, box, Corners::all(t::tile::radius), theme().colour(Colour::Sunken));
        if (m_hover.part == shown.at(i).part)
            fillRounded(painter, box, Corners::all(t::tile::radius), hoverLayer(1, false));
        drawIcon(painter, QPointF(box.center().x() - 10, box.top() + 8), shown.at(i).icon, 20, accent);
        drawLine(painter, QRectF(box.left(), box.top() + 31, box.width(), 18), shown.at(i).words,
                 theme().font(TextSize::Caption, 500), text, Qt::AlignHCenter);
    }

    const auto head = [&](double top, const QString& title, int count, const QString& action) {
        const QRectF line(t::padX, top, wide, headLine);
        const QFont font = theme().font(TextSize::Small, 600);
        const double used = drawLine(painter, line, title, font, text);
        drawLine(painter, line.adjusted(used + 4, 0, 0, 0), QString::number(count),
                 theme().font(TextSize::Small), muted);
        drawLine(painter, line, action, font, accent, Qt::AlignRight);
    };
    if (!isDirect() || !m_details.photos.isEmpty())
        drawHairline(painter, t::padX, m_tilesTop + t::tile::height + dividerGap, wide,
                     theme().colour(Colour::Divider));
    if (!m_details.photos.isEmpty()) {
        head(m_photosTop, DetailsPane::tr("Photos"), m_details.photoCount, DetailsPane::tr("See all"));
        for (int i = 0; i < std::min<qsizetype>(m_details.photos.size(), 9); ++i) {
            const QRectF box = photo(i);
            QPixmap picture;
            if (m_pictures != nullptr) {
                picture =
                    m_pictures->picture(m_details.photos.at(i), (box.size() * devicePixelRatioF()).toSize());
                if (picture.isNull())
                    picture = m_pictures->placeholder(m_details.photos.at(i));
            }
            fillRounded(painter, box, Corners::all(t::mediaRadius), theme().colour(Colour::Field));
            drawRoundedPixmap(painter, box, Corners::all(t::mediaRadius), picture);
            if (const PhotoReference& one = m_details.photos.at(i); one.video)
                paintVideoSign(painter, box, one.durationMs);
        }
    }
    if (isDirect())
        return;
    head(m_membersTop, DetailsPane::tr("Members"), m_details.memberCount,
         m_details.canInvite ? DetailsPane::tr("Add") : QString());
    const double first = m_membersTop + headLine + 4;
    const int from = std::max(0, static_cast<int>((event->rect().top() - first) / t::memberRow));
    for (int i = from; i < m_details.members.size() && member(i).top() < event->rect().bottom(); ++i) {
        const DetailsMember& who = m_details.members.at(i);
        const QRectF box = member(i);
        QColor ground = theme().colour(Colour::Surface);
        if (m_hover == Spot{Part::Member, i}) {
            ground = blended(ground, text, tokens::layer::hover);
            fillRounded(painter, box, Corners::all(tokens::radius::card), ground);
        }
        Face face;
        face.id = who.person.value();
        face.name = who.name;
        face.presence = who.online == Online::Unknown ? Presence::Hidden
                        : who.online == Online::Yes   ? Presence::Online
                                                      : Presence::Offline;
        const double side = tokens::avatar::member;
        drawFace(painter, QRectF(t::padX, box.center().y() - side / 2, side, side), face, ground);
        const double x = t::padX + side + 12;
        double right = width() - t::padX;
        if (!who.note.isEmpty()) {
            drawLine(painter, QRectF(x, box.top(), right - x, box.height()), who.note,
                     theme().font(TextSize::Caption), muted, Qt::AlignRight);
            right -= textWidth(who.note, theme().font(TextSize::Caption)) + 8;
        }
        const double used = drawLine(painter, QRectF(x, box.top(), right - x, box.height()), who.name,
                                     theme().font(TextSize::Body), text);
        if (who.self)
            drawLine(painter, QRectF(x + used + 4, box.top(), right - x - used - 4, box.height()),
                     DetailsPane::tr("(you)"), theme().font(TextSize::Body), muted);
    }
}

} // namespace parlor::client
