#include "client/ui/widgets/storepictures.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

#include <map>

namespace parlor::client {
namespace {

/// Holds requests until the test answers them.
class HeldImages final : public ImageStore {
public:
    Ticket request(const ImageRequest& request, Ready ready) override {
        open.emplace(++m_last, std::pair(request, std::move(ready)));
        return m_last;
    }

    void cancel(Ticket ticket) override { cancelled += static_cast<int>(open.erase(ticket)); }

    void answerAll(bool fine = true) {
        auto answered = std::move(open);
        open.clear();
        for (const auto& [ticket, held] : answered) {
            QImage image(held.first.fit, QImage::Format_RGB32);
            image.fill(Qt::green);
            held.second(fine ? Result<QImage>(image) : fail(ErrorCode::NetworkFailed));
        }
    }

    std::map<Ticket, std::pair<ImageRequest, Ready>> open;
    int cancelled = 0;

private:
    Ticket m_last = 0;
};

PhotoReference photo(int id) {
    PhotoReference made;
    made.id = PhotoId(id);
    made.width = 1500;
    made.height = 1000;
    made.thumbHash = u"00000000000000%1"_qs.arg(id, 2, 10, QChar(u'0'));
    return made;
}

class StorePicturesTest : public ::testing::Test {
protected:
    HeldImages images;
    StorePictures pictures{images};
};

TEST_F(StorePicturesTest, AsksOnceAndTellsWhenItIsHere) {
    QSignalSpy arrived(&pictures, &PictureSource::arrived);
    EXPECT_TRUE(pictures.picture(photo(1), {300, 200}).isNull());
    EXPECT_TRUE(pictures.picture(photo(1), {300, 200}).isNull());
    ASSERT_EQ(images.open.size(), 1U);
    EXPECT_EQ(images.open.begin()->second.first.hash, photo(1).thumbHash);
    images.answerAll();
    ASSERT_EQ(arrived.size(), 1);
    EXPECT_EQ(pictures.picture(photo(1), {300, 200}).size(), QSize(300, 200));
    EXPECT_TRUE(images.open.empty());
}

TEST_F(StorePicturesTest, AnotherSizeStandsInUntilTheWantedOneIsHere) {
    pictures.picture(photo(1), {300, 200});
    images.answerAll();
    QSignalSpy refined(&pictures, &PictureSource::refined);
    EXPECT_EQ(pictures.picture(photo(1), {150, 100}).size(), QSize(300, 200));
    images.answerAll();
    EXPECT_EQ(refined.size(), 1);
    EXPECT_EQ(pictures.picture(photo(1), {150, 100}).size(), QSize(150, 100));
}

TEST_F(StorePicturesTest, TheThumbStandsInForWhatIsLarger) {
    EXPECT_TRUE(pictures.picture(photo(1), {1'500, 1'000}).isNull());
    ASSERT_EQ(images.open.size(), 2U);
    EXPECT_EQ(images.open.begin()->second.first.kind, RenderingKind::View);
    const auto thumb = std::next(images.open.begin());
    EXPECT_EQ(thumb->second.first.kind, RenderingKind::Thumb);
    const auto ready = thumb->second.second;
    images.open.erase(thumb);
    QImage small(400, 267, QImage::Format_RGB32);
    small.fill(Qt::blue);
    ready(small);
    EXPECT_EQ(pictures.picture(photo(1), {1'500, 1'000}).width(), 400);
    images.answerAll(false);
    EXPECT_EQ(pictures.picture(photo(1), {1'500, 1'000}).width(), 400) << "it stays when there is no better";
    EXPECT_TRUE(images.open.empty());
}

TEST_F(StorePicturesTest, PastTheViewTheFullSizeIsAskedForAndNotKept) {
    pictures.picture(photo(1), {6'000, 4'000});
    EXPECT_EQ(images.open.begin()->second.first.kind, RenderingKind::Full);
    EXPECT_TRUE(images.open.begin()->second.first.keptAs.isEmpty());
}

TEST_F(StorePicturesTest, OnlyTheLastSizeIsWaitedFor) {
    for (int width = 100; width <= 200; width += 10)
        pictures.picture(photo(1), {width, 80});
    ASSERT_EQ(images.open.size(), 1U);
    EXPECT_EQ(images.open.begin()->second.first.fit, QSize(200, 80));
}

TEST_F(StorePicturesTest, WhatIsPreparedBecomesUrgentOnceItIsSeen) {
    pictures.prepare(photo(1), {300, 200});
    EXPECT_EQ(images.open.begin()->second.first.priority, ImageRequest::Priority::Near);
    pictures.picture(photo(1), {300, 200});
    ASSERT_EQ(images.open.size(), 1U);
    EXPECT_EQ(images.open.begin()->second.first.priority, ImageRequest::Priority::Visible);
    pictures.prepare(photo(1), {300, 200});
    EXPECT_EQ(images.open.begin()->second.first.priority, ImageRequest::Priority::Visible);
}

TEST_F(StorePicturesTest, DroppedIsCancelledAndCanBeAskedForAgain) {
    pictures.picture(photo(1), {300, 200});
    pictures.picture(photo(2), {300, 200});
    pictures.drop(PhotoId(1));
    EXPECT_EQ(images.cancelled, 1);
    EXPECT_EQ(images.open.size(), 1U);
    pictures.picture(photo(1), {300, 200});
    EXPECT_EQ(images.open.size(), 2U);
}

TEST_F(StorePicturesTest, AFailureIsNotAskedAboutInEveryFrame) {
    pictures.picture(photo(1), {300, 200});
    images.answerAll(false);
    pictures.picture(photo(1), {300, 200});
    pictures.picture(photo(1), {310, 200});
    EXPECT_TRUE(images.open.empty());
}

TEST_F(StorePicturesTest, FilesOfThisMachineAreReadOnce) {
    QSignalSpy arrived(&pictures, &PictureSource::localArrived);
    EXPECT_TRUE(pictures.localPicture(u"/a/b.jpg"_qs, {80, 80}).isNull());
    EXPECT_EQ(images.open.begin()->second.first.file, u"/a/b.jpg");
    images.answerAll();
    ASSERT_EQ(arrived.size(), 1);
    EXPECT_FALSE(pictures.localPicture(u"/a/b.jpg"_qs, {80, 80}).isNull());
}

TEST_F(StorePicturesTest, BytesThatAreNoThumbhashGiveNoPlaceholder) {
    PhotoReference broken = photo(1);
    EXPECT_TRUE(pictures.placeholder(broken).isNull());
    broken.placeholder = "\x01\x02\x03";
    EXPECT_TRUE(pictures.placeholder(broken).isNull());
}

} // namespace
} // namespace parlor::client
