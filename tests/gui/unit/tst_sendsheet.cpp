#include "client/ui/chat/emojipicker.h"
#include "client/ui/chat/sendsheet.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/label.h"
#include "client/ui/widgets/segment.h"
#include "client/ui/widgets/textfield.h"
#include "tests/gui/unit/recordingpictures.h"

#include <QApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class SendSheetTest : public ::testing::Test {
protected:
    void SetUp() override {
        window.resize(1'000, 800);
        window.show();
        QApplication::setActiveWindow(&window);
    }

    QString file(const QString& name, qint64 bytes) const {
        QFile made(dir.filePath(name));
        EXPECT_TRUE(made.open(QIODevice::WriteOnly));
        EXPECT_TRUE(made.resize(bytes));
        return made.fileName();
    }

    SendSheet& open(const QStringList& files) {
        auto* sheet = new SendSheet(u"Family"_qs, files, &pictures, &window);
        sheet->open();
        return *sheet;
    }

    static bool says(const SendSheet& sheet, const QString& words) {
        const auto labels = sheet.findChildren<Label*>();
        return std::any_of(labels.begin(), labels.end(), [&](const Label* label) {
            return label->isVisibleTo(&sheet) && label->text().contains(words);
        });
    }

    static QWidget* captionOf(const SendSheet& sheet) { return sheet.findChild<TextField*>()->edit(); }

    QTemporaryDir dir;
    RecordingPictures pictures;
    QWidget window;
};

TEST_F(SendSheetTest, OriginalsAreSentUnlessSmallerIsChosen) {
    const QStringList files{file(u"a.jpg"_qs, 12'000'000), file(u"b.jpg"_qs, 8'000'000)};
    SendSheet& sheet = open(files);
    auto* size = sheet.findChild<Segment*>();
    ASSERT_NE(size, nullptr);
    EXPECT_TRUE(size->isVisibleTo(&sheet));
    EXPECT_TRUE(says(sheet, u"full size"_qs));
    QSignalSpy sent(&sheet, &SendSheet::sendAsked);
    QTest::keyClick(size, Qt::Key_Left);
    EXPECT_TRUE(says(sheet, u"2048 px, about "_qs));
    EXPECT_TRUE(says(sheet, u" instead of "_qs));
    QTest::keyClick(size, Qt::Key_Right);
    EXPECT_TRUE(says(sheet, u"full size"_qs));
    QTest::keyClick(captionOf(sheet), Qt::Key_Return);
    ASSERT_EQ(sent.size(), 1);
    EXPECT_EQ(sent[0][0].toStringList(), files);
    EXPECT_FALSE(sent[0][3].toBool());
}

TEST_F(SendSheetTest, TakesAsManyAsTheServer) {
    const QStringList files{file(u"a.jpg"_qs, 10), file(u"b.jpg"_qs, 10), file(u"c.jpg"_qs, 10)};
    auto* sheet = new SendSheet(u"Family"_qs, files, &pictures, &window, 2);
    sheet->open();
    EXPECT_TRUE(says(*sheet, u"2 photos make one message"_qs));
    QSignalSpy sent(sheet, &SendSheet::sendAsked);
    QTest::keyClick(captionOf(*sheet), Qt::Key_Return);
    ASSERT_EQ(sent.size(), 1);
    EXPECT_EQ(sent[0][0].toStringList(), files.first(2));
}

TEST_F(SendSheetTest, ACaptionTakesEmoji) {
    SendSheet& sheet = open({file(u"a.jpg"_qs, 10)});
    auto* caption = sheet.findChild<TextField*>();
    auto* picker = sheet.findChild<EmojiPicker*>();
    auto* button = caption->findChild<IconButton*>();
    ASSERT_TRUE(picker != nullptr && button != nullptr);
    QTest::keyClicks(caption->edit(), u"Ours "_qs);
    QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(picker->isVisible());
    QTest::keyClick(picker->findChild<QLineEdit*>(), Qt::Key_Return);
    EXPECT_FALSE(picker->isVisible());
    EXPECT_EQ(caption->text(), u"Ours 👍");
}

TEST_F(SendSheetTest, SmallerIsSaidToTheSender) {
    SendSheet& sheet = open({file(u"a.jpg"_qs, 12'000'000)});
    QSignalSpy sent(&sheet, &SendSheet::sendAsked);
    sheet.findChild<Segment*>()->setCurrent(0);
    QTest::keyClick(captionOf(sheet), Qt::Key_Return);
    ASSERT_EQ(sent.size(), 1);
    EXPECT_TRUE(sent[0][3].toBool());
}

TEST_F(SendSheetTest, NobodyIsAskedWhereItMakesNoDifference) {
    SendSheet& sheet = open({file(u"a.jpg"_qs, 90'000)});
    EXPECT_FALSE(sheet.findChild<Segment*>()->isVisibleTo(&sheet));
    sheet.addFiles({file(u"b.jpg"_qs, 9'000'000)});
    EXPECT_TRUE(sheet.findChild<Segment*>()->isVisibleTo(&sheet));
}

} // namespace
} // namespace parlor::client
