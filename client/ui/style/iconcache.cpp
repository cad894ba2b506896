#include "client/ui/style/iconcache.h"

#include "client/ui/style/appearance.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

namespace parlor::client {

namespace {

QByteArray sourceOf(const QString& name) {
    static QHash<QString, QByteArray> sources;
    auto found = sources.find(name);
    if (found == sources.end()) {
        QFile file(u":/icons/%1.svg"_qs.arg(name));
        found = sources.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
    }
    return *found;
}

QPixmap render(const QString& name, int size, const QColor& colour, qreal scale, bool filled) {
    const QString key =
        u"icon/%1/%2/%3/%4/%5"_qs.arg(name).arg(size).arg(colour.rgba()).arg(scale).arg(filled);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QByteArray svg = sourceOf(name);
    if (svg.isEmpty())
        return {};
    svg.replace("stroke-width=\"2\"",
                "stroke-width=\"" + QByteArray::number(tokens::icon::strokeTimesSize / size) + '"');
    svg.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    if (filled)
        svg.replace("fill=\"none\"", "fill=\"" + colour.name(QColor::HexRgb).toLatin1() + '"');
    QSvgRenderer renderer(svg);
    const int pixels = static_cast<int>(std::ceil(size * scale));
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    }
    pixmap = QPixmap::fromImage(image);
    pixmap.setDevicePixelRatio(scale);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace

QPixmap iconPixmap(const QString& name, int size, const QColor& colour, qreal devicePixelRatio) {
    return render(name, size, colour, devicePixelRatio, false);
}

QPixmap filledIconPixmap(const QString& name, int size, const QColor& colour, qreal devicePixelRatio) {
    return render(name, size, colour, devicePixelRatio, true);
}

void drawIcon(QPainter& painter, QPointF at, const QString& name, int size, const QColor& colour,
              bool filled) {
    const qreal scale = painter.device()->devicePixelRatioF();
    // On whole device pixels: half a pixel off smears every vertical line.
    const QPointF snapped(std::round(at.x() * scale) / scale, std::round(at.y() * scale) / scale);
    painter.drawPixmap(snapped, render(name, size, colour, scale, filled));
}

QIcon menuIcon(const QString& name, bool danger) {
    QIcon icon;
    const qreal scale = qGuiApp->devicePixelRatio();
    const int size = tokens::menu::icon;
    icon.addPixmap(
        iconPixmap(name, size, theme().colour(danger ? Colour::DangerText : Colour::TextMuted), scale));
    icon.addPixmap(iconPixmap(name, size, theme().colour(Colour::TextDisabled), scale), QIcon::Disabled);
    return icon;
}

} // namespace parlor::client
