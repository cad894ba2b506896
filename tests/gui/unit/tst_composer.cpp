#include "client/ui/chat/composer.h"
#include "client/ui/chat/composeredit.h"
#include "client/ui/style/tokens.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class ComposerTest : public ::testing::Test {
protected:
    void SetUp() override {
        composer.resize(640, composer.height());
        composer.show();
        QApplication::setActiveWindow(&composer);
        composer.focusText();
    }

    [[nodiscard]] ComposerEdit* edit() const { return composer.findChild<ComposerEdit*>(); }

    void paste(QMimeData* data) {
        QApplication::clipboard()->setMimeData(data);
        QTest::keyClick(edit(), Qt::Key_V, Qt::ControlModifier);
    }

    Composer composer;
};

TEST_F(ComposerTest, BlankTextIsNotSent) {
    QSignalSpy sent(&composer, &Composer::sendAsked);
    QTest::keyClick(edit(), Qt::Key_Return);
    QTest::keyClicks(edit(), u"   "_qs);
    QTest::keyClick(edit(), Qt::Key_Return);
    EXPECT_TRUE(sent.isEmpty());
    QTest::keyClicks(edit(), u"hello "_qs);
    QTest::keyClick(edit(), Qt::Key_Return);
    ASSERT_EQ(sent.size(), 1);
    EXPECT_EQ(sent[0][0].toString(), u"hello");
}

TEST_F(ComposerTest, GrowsWithItsTextUpToItsLimit) {
    const int lowest = composer.height();
    int before = lowest;
    for (int line = 0; line < 40; ++line) {
        QTest::keyClicks(edit(), u"line"_qs);
        QTest::keyClick(edit(), Qt::Key_Return, Qt::ShiftModifier);
        EXPECT_GE(composer.height(), before);
        before = composer.height();
    }
    EXPECT_GT(before, lowest + 100);
    EXPECT_LE(before, tokens::composer::maxHeight + tokens::composer::marginTop);
    composer.setText({});
    EXPECT_LE(composer.height(), lowest);
}

TEST_F(ComposerTest, PastedTextIsPlainAndPicturesAndFilesAreHandedOn) {
    QSignalSpy images(&composer, &Composer::imagePasted), files(&composer, &Composer::filesGiven);
    auto* rich = new QMimeData;
    rich->setHtml(u"<b>bold</b> words"_qs);
    rich->setText(u"bold words"_qs);
    paste(rich);
    EXPECT_EQ(composer.text(), u"bold words");
    EXPECT_FALSE(edit()->toHtml().contains(u"font-weight:7"_qs));
    auto* picture = new QMimeData;
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(Qt::red);
    picture->setImageData(image);
    paste(picture);
    ASSERT_EQ(images.size(), 1);
    EXPECT_EQ(images[0][0].value<QImage>().size(), QSize(8, 8));
    auto* file = new QMimeData;
    file->setUrls({QUrl::fromLocalFile(u"/a/b.jpg"_qs), QUrl(u"https://example.org/c.jpg"_qs)});
    paste(file);
    ASSERT_EQ(files.size(), 1);
    EXPECT_EQ(files[0][0].toStringList(), QStringList{u"/a/b.jpg"_qs});
    EXPECT_EQ(composer.text(), u"bold words");
}

TEST_F(ComposerTest, KeysThatMeanSomethingElseAreHandedOn) {
    QSignalSpy pages(&composer, &Composer::pageAsked), older(&composer, &Composer::replyMoved),
        last(&composer, &Composer::editLastAsked), escaped(&composer, &Composer::escaped);
    QTest::keyClick(edit(), Qt::Key_PageUp);
    QTest::keyClick(edit(), Qt::Key_PageDown);
    QTest::keyClick(edit(), Qt::Key_Up, Qt::ControlModifier);
    QTest::keyClick(edit(), Qt::Key_Up);
    QTest::keyClick(edit(), Qt::Key_Escape);
    EXPECT_EQ(pages.size(), 2);
    EXPECT_EQ(older.size(), 1);
    EXPECT_EQ(last.size(), 1);
    EXPECT_EQ(escaped.size(), 1);
    QTest::keyClicks(edit(), u"word"_qs);
    QTest::keyClick(edit(), Qt::Key_Up);
    EXPECT_EQ(last.size(), 1) << "Up moves in a text";
}

TEST_F(ComposerTest, AnEditGivesBackWhatWasBeingWritten) {
    composer.setText(u"half a thought"_qs);
    composer.startEdit(u"m1"_qs, u"an old message"_qs);
    EXPECT_EQ(composer.text(), u"an old message");
    QTest::keyClick(edit(), Qt::Key_Escape);
    EXPECT_EQ(composer.text(), u"half a thought");
    composer.startReply({MessageId(1), PersonId(2), u"Ada"_qs, u"Hello"_qs, {}, false});
    EXPECT_EQ(composer.text(), u"half a thought");
    QTest::keyClick(edit(), Qt::Key_Escape);
    EXPECT_EQ(composer.mode(), Composer::Mode::Plain);
    EXPECT_EQ(composer.text(), u"half a thought");
}

} // namespace
} // namespace parlor::client
