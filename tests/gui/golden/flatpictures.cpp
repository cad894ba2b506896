#include "tests/gui/golden/flatpictures.h"

#include <QPainter>

namespace parlor::client::golden {

QPixmap FlatPictures::picture(const PhotoReference& photo, QSize pixels) {
    QPixmap made(pixels);
    const QColor colour = QColor::fromHsv(static_cast<int>(photo.id.value() * 47 % 360), 110, 190);
    made.fill(colour);
    QPainter painter(&made);
    const int edge = std::max(2, pixels.height() / 12);
    painter.fillRect(edge, edge, pixels.width() - 2 * edge, pixels.height() - 2 * edge, colour.darker(125));
    return made;
}

QPixmap FlatPictures::placeholder(const PhotoReference& photo) {
    return picture(photo, QSize(8, 6));
}

QPixmap FlatPictures::localPicture(const QString& /*file*/, QSize pixels) {
    return picture({}, pixels);
}

} // namespace parlor::client::golden
