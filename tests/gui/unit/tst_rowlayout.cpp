#include "client/models/timelinemodel.h"
#include "client/ui/chat/mosaic.h"
#include "client/ui/chat/rowlayout.h"
#include "client/ui/style/emoji.h"
#include "client/ui/widgets/fuzzymatch.h"
#include "tests/gui/support/democonversation.h"

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

RowFrame frame(double width) {
    return {width, false, QDate(2026, 5, 13)};
}

TEST(Mosaic, OneToTenKeepRatiosAndFit) {
    const QSize shapes[] = {{1500, 1000}, {1000, 1500}, {1600, 900}, {1000, 1000}, {3000, 1000}};
    for (int count = 1; count <= 10; ++count) {
        QList<QSize> pictures;
        for (int i = 0; i < count; ++i)
            pictures << shapes[(i * 3 + count) % 5];
        const Mosaic mosaic = layOutMosaic(pictures, 640, false, false);
        ASSERT_EQ(mosaic.tiles.size(), count);
        EXPECT_LE(mosaic.size.width(), 480) << count;
        EXPECT_LE(mosaic.size.height(), 384) << count;
        for (int i = 0; i < count; ++i) {
            const QRectF tile = mosaic.tiles[i].rect;
            const double wanted = std::clamp(double(pictures[i].width()) / pictures[i].height(), 0.34, 3.4);
            EXPECT_NEAR(tile.width() / tile.height(), wanted, wanted * 0.06) << count << " tile " << i;
            for (int j = 0; j < i; ++j)
                EXPECT_FALSE(tile.intersects(mosaic.tiles[j].rect)) << count << ": " << j << " and " << i;
        }
    }
}

TEST(Mosaic, CornersJoinWhatStandsAboveAndBelow) {
    const Mosaic alone = layOutMosaic({{1500, 1000}}, 640, false, false);
    EXPECT_EQ(alone.tiles[0].corners, Corners::all(14));
    const Mosaic joined = layOutMosaic({{1500, 1000}, {1500, 1000}}, 640, true, true);
    EXPECT_EQ(joined.tiles[0].corners, (Corners{4, 0, 0, 4}));
    EXPECT_EQ(joined.tiles[1].corners, (Corners{0, 14, 14, 0}));
}

TEST(Mosaic, UnknownSizesStillHaveAPlace) {
    const Mosaic mosaic = layOutMosaic({{0, 0}}, 640, false, false);
    EXPECT_EQ(mosaic.tiles[0].rect, QRectF(0, 0, 400, 300));
}

TEST(RowLayout, IsPureAndBoxesDoNotOverlap) {
    for (const TimelineItem& item : demo::demoShapes() + demo::demoTimeline())
        for (const double width : {400.0, 640.0, 796.0, 1200.0}) {
            const RowLayout one = layOutRow(item, frame(width), Theme());
            const RowLayout two = layOutRow(item, frame(width), Theme());
            ASSERT_EQ(one.boxes.size(), two.boxes.size());
            EXPECT_EQ(one.height, two.height);
            for (std::size_t i = 0; i < one.boxes.size(); ++i) {
                const RowBox& box = one.boxes[i];
                EXPECT_EQ(box.rect, two.boxes[i].rect);
                EXPECT_GE(box.rect.top(), 0);
                EXPECT_LE(box.rect.bottom(), one.height + 4);
                EXPECT_LE(box.rect.right(), width) << "box " << int(box.kind) << " at " << width;
                for (std::size_t j = 0; j < i; ++j) {
                    const RowBox& other = one.boxes[j];
                    const bool inside = other.kind == BoxKind::Bubble || other.kind == BoxKind::Quote
                                        || box.kind == BoxKind::HoverTime || other.kind == BoxKind::HoverTime;
                    if (!inside) {
                        EXPECT_FALSE(
                            box.rect.adjusted(1, 1, -1, -1).intersects(other.rect.adjusted(1, 1, -1, -1)))
                            << int(box.kind) << " over " << int(other.kind) << " in "
                            << item.key.toStdString() << " at " << width;
                    }
                }
            }
        }
}

TEST(RowLayout, StandsOnTheDesignsEdges) {
    TimelineItem item = demo::demoTimeline().at(4);
    const RowLayout row = layOutRow(item, frame(796), Theme());
    EXPECT_EQ(row.find(BoxKind::Avatar)->rect, QRectF(24, 16, 36, 36));
    EXPECT_EQ(row.find(BoxKind::Bubble)->rect.left(), 72);
    EXPECT_EQ(row.find(BoxKind::Text)->rect.left(), 84);
    EXPECT_EQ(row.find(BoxKind::Bubble)->rect.height(), 36);
    EXPECT_EQ(row.find(BoxKind::Bubble)->corners, (Corners{14, 14, 14, 4})) << "the next one joins it";
}

TEST(RowLayout, ADayThatBeginsWithWhatIsNewHasOneLine) {
    TimelineItem item = demo::demoTimeline().at(4);
    item.startsDay = true;
    const double day = layOutRow(item, frame(796), Theme()).height;
    item.startsNew = true;
    const RowLayout row = layOutRow(item, frame(796), Theme());
    EXPECT_EQ(row.find(BoxKind::DayLine), nullptr);
    EXPECT_NE(row.find(BoxKind::NewLine), nullptr);
    EXPECT_EQ(row.height, day);
}

TEST(RowLayout, BubblesWithReactionsBetweenThemAreNotJoined) {
    QList<TimelineItem> rows{demo::demoTimeline().at(4), demo::demoTimeline().at(5)};
    rows[0].reactions = {{u"👍"_qs, 1, false, {}}};
    joinNeighbours(rows, {});
    ASSERT_FALSE(rows[1].startsGroup);
    EXPECT_EQ(layOutRow(rows[0], frame(796), Theme()).find(BoxKind::Bubble)->corners, Corners::all(14));
    const RowLayout second = layOutRow(rows[1], frame(796), Theme());
    EXPECT_EQ(second.find(BoxKind::Bubble)->corners, Corners::all(14));
    EXPECT_EQ(second.find(BoxKind::Avatar), nullptr) << "it is still one group";
    EXPECT_EQ(second.find(BoxKind::Bubble)->rect.top(), tokens::reaction::marginTop);
    rows[0].reactions.clear();
    joinNeighbours(rows, {});
    EXPECT_EQ(layOutRow(rows[1], frame(796), Theme()).find(BoxKind::Bubble)->corners,
              (Corners{4, 14, 14, 14}));
}

TEST(RowLayout, HeightDoesNotDependOnPicturesHavingArrived) {
    TimelineItem item = demo::demoTimeline().at(3);
    const double before = layOutRow(item, frame(796), Theme()).height;
    item.photos[0].thumbHash = u"0011223344556677"_qs;
    EXPECT_EQ(layOutRow(item, frame(796), Theme()).height, before);
}

TEST(RowLayout, HitFindsTheTopmostBox) {
    const TimelineItem item = demo::demoTimeline().at(6);
    const RowLayout row = layOutRow(item, frame(796), Theme());
    const RowBox* quote = row.find(BoxKind::Quote);
    ASSERT_NE(quote, nullptr);
    EXPECT_EQ(row.hit(quote->rect.center())->kind, BoxKind::Quote);
    EXPECT_EQ(row.hit(QPointF(-5, -5)), nullptr);
}

TEST(MessageText, LinksAreOnlyTheSafeSchemes) {
    MessageText text(
        u"see https://example.org/a. or javascript:alert(1) or mailto:a@example.org, file:///etc/passwd"_qs,
        {}, false, Theme());
    ASSERT_EQ(text.links().size(), 2);
    EXPECT_EQ(text.links()[0].url, QUrl(u"https://example.org/a"_qs));
    EXPECT_EQ(text.links()[1].url.scheme(), u"mailto");
    text.layOut(2'000);
    EXPECT_EQ(text.size().height(), 20);
    EXPECT_EQ(text.wordAt(1), (std::pair<qsizetype, qsizetype>(0, 3)));
}

TEST(Emoji, OneToThreeAloneAreLarge) {
    EXPECT_TRUE(isOnlyEmoji(u"🎉"_qs));
    EXPECT_TRUE(isOnlyEmoji(u"❤️👍🏽👨‍👩‍👧"_qs));
    EXPECT_FALSE(isOnlyEmoji(u"🎉🎉🎉🎉"_qs));
    EXPECT_FALSE(isOnlyEmoji(u"ok 🎉"_qs));
    EXPECT_FALSE(isOnlyEmoji({}));
}

TEST(Fuzzy, BeginningsOfWordsWin) {
    ASSERT_TRUE(fuzzyMatch(u"ki"_qs, u"Weekend hikes"_qs));
    EXPECT_GT(fuzzyMatch(u"ki"_qs, u"Kitchen"_qs)->score, fuzzyMatch(u"ki"_qs, u"Weekend hikes"_qs)->score);
    EXPECT_EQ(fuzzyMatch(u"wh"_qs, u"Weekend hikes"_qs)->letters, (QList<int>{0, 8}));
    EXPECT_FALSE(fuzzyMatch(u"xyz"_qs, u"Weekend hikes"_qs));
}

} // namespace
} // namespace parlor::client
