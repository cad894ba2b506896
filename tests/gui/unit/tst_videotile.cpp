#include "client/ui/chat/rowpainter.h"
#include "client/ui/gallery/gridtile.h"
#include "client/ui/style/videosign.h"
#include "tests/gui/support/democonversation.h"

#include <QImage>
#include <QPainter>

#include <gtest/gtest.h>

// A video has no picture: a sign stands for it, the same in the gallery and in a conversation.
namespace parlor::client {
namespace {

constexpr int ground = 64; // of a stage, logical px

QImage stage(QSize size) {
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::magenta);
    return image;
}

TimelineItem posted(bool video, qint64 durationMs) {
    TimelineItem item;
    item.key = u"m1"_qs;
    item.message = MessageId(1);
    item.serial = Serial(1);
    item.author = PersonId(1);
    item.authorName = u"Ada"_qs;
    item.time = demo::demoTime(12, 9, 0);
    item.photos = {demo::demoPhoto(1, 1200, 900)};
    item.photos[0].video = video;
    item.photos[0].durationMs = durationMs;
    return item;
}

struct Painted {
    QImage image;
    QRect tile;
};

Painted painted(const TimelineItem& item, bool hasPicture = false) {
    const RowLayout row = layOutRow(item, {640, false, QDate(2026, 5, 12)}, theme());
    const RowBox* tile = row.find(BoxKind::Photo);
    Painted out{stage(QSize(640, static_cast<int>(row.height) + ground)), tile->rect.toAlignedRect()};
    QPainter painter(&out.image);
    RowLook look;
    look.today = QDate(2026, 5, 12);
    look.tile = [&](const RowBox& box) {
        QPixmap picture;
        if (hasPicture) {
            picture = QPixmap(box.rect.size().toSize());
            picture.fill(Qt::darkGreen);
        }
        return TileLook{{}, picture, 1};
    };
    paintRow(painter, item, row, look);
    return out;
}

/// A place on the disc beside the sign itself.
QPoint onDisc(const QRect& tile) {
    return tile.center() + QPoint(-tokens::icon::button + 5, 0);
}

int differing(const QImage& one, const QImage& other, const QRect& where) {
    int count = 0;
    for (int y = where.top(); y <= where.bottom(); ++y)
        for (int x = where.left(); x <= where.right(); ++x)
            count += one.pixel(x, y) != other.pixel(x, y) ? 1 : 0;
    return count;
}

TEST(VideoTile, StandsInAConversationAsInTheGallery) {
    const Painted video = painted(posted(true, 0));
    const Painted photo = painted(posted(false, 0));
    ASSERT_EQ(video.tile, photo.tile);
    const QColor disc = theme().colour(Colour::Raised);
    EXPECT_EQ(video.image.pixelColor(onDisc(video.tile)), disc);
    EXPECT_NE(photo.image.pixelColor(onDisc(photo.tile)), disc);
    // Pixel by pixel the sign of the gallery's tile.
    GridTileLook look;
    look.video = true;
    QImage grid = stage(video.tile.size());
    QPainter painter(&grid);
    paintGridTile(painter, grid.rect(), look);
    painter.end();
    constexpr int half = tokens::icon::button / 2;
    const QRect inner(video.tile.center() - QPoint(half, half), QSize(2 * half, 2 * half));
    EXPECT_EQ(video.image.copy(inner), grid.copy(inner.translated(-video.tile.topLeft())))
        << "the sign is drawn once for both";
    // It stays over a picture, which a later server may send.
    EXPECT_EQ(painted(posted(true, 0), true).image.pixelColor(onDisc(video.tile)), disc);
}

TEST(VideoTile, SaysHowLongItTakesWhenThatIsKnown) {
    const Painted without = painted(posted(true, 0));
    const Painted with = painted(posted(true, 65'000));
    const QRect corner(with.tile.bottomRight() - QPoint(60, 28), with.tile.bottomRight());
    EXPECT_GT(differing(without.image, with.image, corner), 300);
    const int elsewhere = differing(without.image, with.image, with.image.rect())
                          - differing(without.image, with.image, corner);
    EXPECT_EQ(elsewhere, 0);
    const Painted longer = painted(posted(true, 3'723'000));
    EXPECT_GT(differing(longer.image, with.image, longer.image.rect()), 50) << "another time, other words";
}

TEST(VideoTile, SaysItInTheGalleryToo) {
    QImage with = stage(QSize(300, 200)), without = with;
    GridTileLook look;
    look.video = true;
    {
        QPainter painter(&without);
        paintGridTile(painter, without.rect(), look);
    }
    look.durationMs = 65'000;
    {
        QPainter painter(&with);
        paintGridTile(painter, with.rect(), look);
    }
    EXPECT_GT(differing(with, without, QRect(240, 172, 60, 28)), 300);
    EXPECT_EQ(differing(with, without, QRect(0, 0, 300, 170)), 0);
}

TEST(VideoTile, TooSmallForWordsHasTheSignAlone) {
    QImage with = stage(QSize(30, 30)), without = stage(QSize(30, 30));
    {
        QPainter a(&with), b(&without);
        paintVideoSign(a, with.rect(), 65'000);
        paintVideoSign(b, without.rect());
    }
    EXPECT_EQ(with, without);
    EXPECT_NE(with, stage(QSize(30, 30)));
}

TEST(VideoTile, MakesWayForTheRingWhileItIsUploaded) {
    TimelineItem item = posted(true, 0);
    item.own = true;
    item.delivery = Delivery::Sending;
    item.progress = 0.5;
    const Painted sending = painted(item);
    EXPECT_NE(sending.image.pixelColor(onDisc(sending.tile)), theme().colour(Colour::Raised));
}

} // namespace
} // namespace parlor::client
