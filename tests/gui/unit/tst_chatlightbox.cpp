#include "client/ui/lightbox/lightbox.h"
#include "client/ui/lightbox/lightboxbutton.h"
#include "client/ui/lightbox/lightboxtitle.h"
#include "client/ui/style/appearance.h"
#include "client/ui/window/chatlightboxitems.h"
#include "tests/gui/unit/recordingpictures.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

// The lightbox over the photos of a conversation: some are one's own, some are others'.
namespace parlor::client {
namespace {

class ChatLightbox : public ::testing::Test {
protected:
    void SetUp() override {
        Appearance::instance()->setReducedMotion(true);
        QList<ChatPhoto> photos;
        for (int i = 1; i <= 3; ++i) {
            ChatPhoto one;
            one.photo.id = PhotoId(i);
            one.photo.width = 1'500;
            one.photo.height = 1'000;
            one.time = 1'760'000'000'000 + i;
            one.own = i == 2;
            photos << one;
        }
        items.setPhotos(photos, u"in Weekend hikes"_qs);
        window.resize(900, 600);
        window.show();
        QApplication::setActiveWindow(&window);
        box.open(0);
    }

    void TearDown() override { Appearance::instance()->setReducedMotion(false); }

    [[nodiscard]] LightboxButton* button(const QString& begin) const {
        for (auto* one : box.findChildren<LightboxButton*>())
            if (one->accessibleName().startsWith(begin))
                return one;
        return nullptr;
    }

    QWidget window;
    RecordingPictures pictures;
    ChatLightboxItems items;
    Lightbox box{&items, &pictures, &window};
    QSignalSpy copied{&box, &Lightbox::copyAsked};
    QSignalSpy saved{&box, &Lightbox::downloadAsked};
};

TEST_F(ChatLightbox, SavesACopyOfSomebodyElsesPhoto) {
    LightboxButton* copy = button(u"Save a copy"_qs);
    ASSERT_NE(copy, nullptr);
    EXPECT_TRUE(copy->isVisible());
    QTest::mouseClick(copy, Qt::LeftButton);
    ASSERT_EQ(copied.size(), 1);
    EXPECT_EQ(copied[0][0].value<PhotoId>(), PhotoId(1));
    QTest::keyClick(&box, Qt::Key_C);
    EXPECT_EQ(copied.size(), 2);
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_FALSE(copy->isVisible()) << "this one is one's own";
    QTest::keyClick(&box, Qt::Key_C);
    EXPECT_EQ(copied.size(), 2);
    EXPECT_NE(button(u"Save the original"_qs), nullptr);
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_TRUE(copy->isVisible());
    EXPECT_NE(button(u"Save to disk"_qs), nullptr);
}

TEST_F(ChatLightbox, WithoutTheServerItSaysWhyNothingIsSaved) {
    box.setOnline(false);
    for (LightboxButton* off : box.findChildren<LightboxButton*>()) {
        if (off->isEnabled())
            continue;
        EXPECT_TRUE(off->toolTip().startsWith(u"You are offline"_qs)) << off->toolTip().toStdString();
    }
    LightboxButton* copy = button(u"You are offline: a copy"_qs);
    ASSERT_NE(copy, nullptr);
    EXPECT_FALSE(copy->isEnabled());
    EXPECT_TRUE(copy->isVisible());
    QTest::mouseClick(copy, Qt::LeftButton);
    QTest::keyClick(&box, Qt::Key_C);
    QTest::keyClick(&box, Qt::Key_S, Qt::ControlModifier);
    EXPECT_EQ(copied.size() + saved.size(), 0);
    box.setOnline(true);
    EXPECT_TRUE(copy->isEnabled());
    QTest::keyClick(&box, Qt::Key_S, Qt::ControlModifier);
    EXPECT_EQ(saved.size(), 1);
}

TEST_F(ChatLightbox, TheTitleSaysThatItsDateIsOfTheSending) {
    const auto* title = box.findChild<LightboxTitle*>();
    ASSERT_NE(title, nullptr);
    EXPECT_TRUE(title->accessibleName().startsWith(u"Sent "_qs)) << title->accessibleName().toStdString();
}

TEST_F(ChatLightbox, TheBarHasNoHolesWhereAPhotoHasNoSuchButton) {
    for (const int index : {0, 1}) {
        box.open(index);
        QList<int> places;
        for (const LightboxButton* one : box.findChildren<LightboxButton*>())
            if (one->isVisible() && one->y() < 56 && one->x() > 450)
                places << one->x();
        std::sort(places.begin(), places.end());
        ASSERT_GE(places.size(), 3);
        for (qsizetype i = 1; i < places.size(); ++i)
            EXPECT_EQ(places[i] - places[i - 1], 44) << "photo " << index;
    }
}

} // namespace
} // namespace parlor::client
