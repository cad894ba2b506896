#include "client/ui/widgets/face.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QPainter>
#include <QTextBoundaryFinder>

namespace parlor::client {

namespace {

Colour toneOf(Presence presence) {
    switch (presence) {
    case Presence::Online:
        return Colour::Success;
    case Presence::Away:
        return Colour::Warning;
    case Presence::Offline:
    case Presence::Hidden:
        break;
    }
    return Colour::BadgeMuted;
}

void drawPresence(QPainter& painter, const QRectF& square, Presence presence, const QColor& ground) {
    namespace t = tokens::avatar::presence;
    const double size = square.width() >= 64 ? t::large : square.width() > 32 ? t::medium : t::small;
    const QRectF dot(square.right() - size - t::offset, square.bottom() - size - t::offset, size, size);
    fillRounded(painter, dot.adjusted(-t::ring, -t::ring, t::ring, t::ring), Corners::all(size / 2 + t::ring),
                ground);
    fillRounded(painter, dot, Corners::all(size / 2), theme().colour(toneOf(presence)));
    // A second sign beside the colour: whoever is away or gone has a hollow dot.
    if (presence == Presence::Offline)
        fillRounded(painter, dot.adjusted(2.5, 2.5, -2.5, -2.5), Corners::all(size / 2), ground);
}

} // namespace

std::size_t colourIndexOf(qint64 id) {
    std::uint32_t hash = 2'166'136'261U;
    for (const char c : QByteArray::number(id)) {
        hash ^= static_cast<std::uint8_t>(c);
        hash *= 16'777'619U;
    }
    return hash % tokens::people.size();
}

Face faceOfServer(const QString& name) {
    Face face;
    face.person = false;
    face.initial = true;
    face.name = name;
    for (const QChar c : name)
        face.id += c.unicode();
    return face;
}

QString initialOf(const QString& name) {
    const QString trimmed = name.trimmed();
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, trimmed);
    const auto end = finder.toNextBoundary();
    return end > 0 ? trimmed.left(end).toUpper() : QString();
}

void drawFace(QPainter& painter, const QRectF& square, const Face& face, const QColor& ground) {
    const double side = square.width();
    const double radius = face.person  ? side / 2
                          : side >= 64 ? tokens::place::radiusLarge
                                       : std::min<double>(tokens::place::radius, side * 0.26);
    const Corners corners = Corners::all(radius);
    const double opticalSize = side * tokens::avatar::letterFactor;
    if (!face.picture.isNull()) {
        drawRoundedPixmap(painter, square, corners, face.picture);
    } else if (face.person || face.initial) {
        const std::size_t index = colourIndexOf(face.id);
        fillRounded(painter, square, corners, theme().personFill(index));
        drawLine(painter, square, initialOf(face.name), Theme::plainFont(opticalSize, 600),
                 theme().onPersonFill(index), Qt::AlignHCenter);
    } else {
        drawShape(painter, square, corners, greyGround(face.raised));
        if (!face.emoji.isEmpty())
            drawLine(painter, square, face.emoji, Theme::emojiFont(side * tokens::place::emojiFactor),
                     theme().colour(Colour::Text), Qt::AlignHCenter);
        else {
            const int icon = side >= 64 ? 32 : side >= 36 ? 18 : 14;
            drawIcon(painter, square.center() - QPointF(icon / 2.0, icon / 2.0), u"hash"_qs, icon,
                     theme().colour(Colour::TextMuted));
        }
    }
    if (face.presence != Presence::Hidden)
        drawPresence(painter, square, face.presence, ground);
}

} // namespace parlor::client
