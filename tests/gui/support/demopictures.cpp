#include "tests/gui/support/demopictures.h"

#include <QPainter>
#include <QPainterPath>
#include <QRandomGenerator>

#include <cmath>

namespace parlor::client::demo {

namespace {

struct Palette {
    QRgb high, low, far, near, light;
};

constexpr Palette palettes[] = {
    {0xff3d5a80, 0xfff4a261, 0xff5b4b55, 0xff26202a, 0xffffd59e},
    {0xff4a4fa8, 0xfff3b5cf, 0xff6a5f9a, 0xff2e2b55, 0xffffe3ea},
    {0xff2f8fd0, 0xffdff1fb, 0xff7e93a4, 0xff4f6b35, 0xffffffff},
    {0xff1f3b2c, 0xff6f8f4e, 0xff26402a, 0xff101d14, 0xffd9d58a},
    {0xff8fb8d8, 0xfff7ead2, 0xffc2b59a, 0xff8a6d45, 0xfffff6dd},
    {0xff16324f, 0xffe76f51, 0xff40304a, 0xff17141f, 0xffffc56b},
    {0xff7fb069, 0xffe6f2c4, 0xff5f8a4c, 0xff2d4a2b, 0xfffff1a8},
    {0xffb5c7d3, 0xffeef3f6, 0xff8fa3b0, 0xff44525c, 0xffffffff},
    {0xfff2a65a, 0xfffbe5c0, 0xffb5653c, 0xff5b2e22, 0xfffff2d6},
};

} // namespace

QImage paintLandscape(int seed, QSize size) {
    const Palette& p = palettes[static_cast<std::size_t>(seed) % std::size(palettes)];
    QRandomGenerator random(static_cast<quint32>(seed) * 7919U + 13);
    QImage image(size, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double w = size.width(), h = size.height();
    QLinearGradient sky(0, 0, 0, h * 0.65);
    sky.setColorAt(0, QColor(p.high));
    sky.setColorAt(1, QColor(p.low));
    painter.fillRect(image.rect(), sky);
    const QPointF sun(w * (0.2 + 0.6 * random.generateDouble()), h * (0.3 + 0.2 * random.generateDouble()));
    QRadialGradient glow(sun, h * 0.5);
    glow.setColorAt(0, QColor(p.light));
    glow.setColorAt(0.08, QColor(p.light));
    QColor faint(p.light);
    faint.setAlpha(60);
    glow.setColorAt(0.12, faint);
    faint.setAlpha(0);
    glow.setColorAt(1, faint);
    painter.fillRect(image.rect(), glow);
    for (int layer = 0; layer < 3; ++layer) {
        const double mix = layer / 2.0;
        const QColor far(p.far), near(p.near);
        const QColor tone =
            QColor::fromRgbF(static_cast<float>(far.redF() + (near.redF() - far.redF()) * mix),
                             static_cast<float>(far.greenF() + (near.greenF() - far.greenF()) * mix),
                             static_cast<float>(far.blueF() + (near.blueF() - far.blueF()) * mix));
        const double base = h * (0.55 + 0.16 * layer), wave = h * (0.16 - 0.04 * layer);
        const double a = random.generateDouble() * 6, b = 2 + random.generateDouble() * 3,
                     c = random.generateDouble() * 6;
        QPainterPath hill;
        hill.moveTo(0, h);
        for (double x = 0; x <= w + 4; x += 4)
            hill.lineTo(x, base
                               - wave
                                     * (0.6 * std::sin(a + b * x / w) + 0.3 * std::sin(c + 3.1 * b * x / w)
                                        + 0.08 * std::sin(11 * b * x / w)));
        hill.lineTo(w, h);
        hill.closeSubpath();
        QLinearGradient shade(0, base - wave, 0, h);
        shade.setColorAt(0, tone);
        shade.setColorAt(1, tone.darker(150));
        painter.fillPath(hill, shade);
    }
    return image;
}

QPixmap DemoPictures::picture(const PhotoReference& photo, QSize pixels) {
    const double ratio = photo.height > 0 ? double(photo.width) / photo.height : 1.5;
    QSize size = pixels;
    if (double(size.width()) / std::max(1, size.height()) < ratio)
        size.setWidth(static_cast<int>(std::ceil(size.height() * ratio)));
    else
        size.setHeight(static_cast<int>(std::ceil(size.width() / ratio)));
    const QString key = u"%1/%2x%3"_qs.arg(photo.id.value()).arg(size.width()).arg(size.height());
    auto made = m_made.find(key);
    if (made == m_made.end())
        made = m_made.insert(key, QPixmap::fromImage(paintLandscape(static_cast<int>(photo.id.value()),
                                                                    size.expandedTo(QSize(8, 8)))));
    return *made;
}

QPixmap DemoPictures::placeholder(const PhotoReference& photo) {
    return QPixmap::fromImage(paintLandscape(static_cast<int>(photo.id.value()), QSize(32, 24))
                                  .scaled(6, 4, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
}

QPixmap DemoPictures::localPicture(const QString& file, QSize pixels) {
    return QPixmap::fromImage(paintLandscape(static_cast<int>(qHash(file) % 97), pixels));
}

} // namespace parlor::client::demo
