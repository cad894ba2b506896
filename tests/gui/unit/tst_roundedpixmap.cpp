#include "client/ui/style/paint.h"

#include <QImage>
#include <QPainter>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

/// Left half red, right half blue, `ratio` device pixels to a logical one, drawn at a place that is not zero.
QImage drawn(double ratio) {
    QImage picture(40, 40, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::red);
    {
        QPainter half(&picture);
        half.fillRect(QRect(20, 0, 20, 40), Qt::blue);
    }
    QPixmap pixmap = QPixmap::fromImage(picture);
    pixmap.setDevicePixelRatio(ratio);
    QImage image(200, 60, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    drawRoundedPixmap(painter, QRectF(130, 10, 40, 40), Corners::all(4), pixmap);
    painter.end();
    return image;
}

TEST(RoundedPixmap, StandsInItsPlaceWhateverItsRatio) {
    for (const double ratio : {1.0, 1.5, 2.0}) {
        const QImage image = drawn(ratio);
        EXPECT_EQ(image.pixelColor(135, 30), QColor(Qt::red)) << ratio;
        EXPECT_EQ(image.pixelColor(165, 30), QColor(Qt::blue)) << ratio;
        EXPECT_EQ(image.pixelColor(120, 30), QColor(Qt::white)) << ratio;
    }
}

} // namespace
} // namespace parlor::client
