#include "client/ui/window/tray.h"

#include <QImage>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

constexpr int side = 64;

int inkIn(const QImage& image, const QRect& area, const QColor& ink) {
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            count += image.pixelColor(x, y) == ink ? 1 : 0;
    return count;
}

TEST(TrayPicture, IsDrawnInOneColourOfInk) {
    const QImage plain = trayPicture(side, {}, Qt::white).toImage();
    EXPECT_GT(inkIn(plain, plain.rect(), Qt::white), 500);
    EXPECT_EQ(inkIn(plain, plain.rect(), Qt::black), 0);
    EXPECT_EQ(plain.pixelColor(0, 0).alpha(), 0);
}

TEST(TrayPicture, CutsTheRoomOfACountOutOfTheSign) {
    const QRect corner(26, 0, 38, 38);
    const QImage plain = trayPicture(side, {}, Qt::white).toImage();
    const QImage counted = trayPicture(side, {3, true, false}, Qt::white).toImage();
    const QImage dotted = trayPicture(side, {0, true, false}, Qt::white).toImage();
    EXPECT_NE(counted, dotted);
    EXPECT_LT(inkIn(counted, corner, Qt::white), inkIn(plain, corner, Qt::white));
    EXPECT_LT(inkIn(dotted, corner, Qt::white), inkIn(plain, corner, Qt::white));
}

TEST(TrayPicture, IsFaintWithoutAServer) {
    const QImage offline = trayPicture(side, {0, false, true}, Qt::white).toImage();
    EXPECT_EQ(inkIn(offline, offline.rect(), Qt::white), 0);
    EXPECT_GT(offline.pixelColor(14, 30).alpha(), 80);
}

} // namespace
} // namespace parlor::client
