#include "client/ui/window/messagemenu.h"
#include "client/ui/window/photosaving.h"
#include "tests/gui/support/fakeactions.h"
#include "tests/support/waiting.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWidget>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

PhotoReference photo(int id, bool video = false) {
    PhotoReference made;
    made.id = PhotoId(id);
    made.video = video;
    return made;
}

class PhotoSavingTest : public ::testing::Test {
protected:
    [[nodiscard]] QString lastWords() const { return told.isEmpty() ? QString() : told.last()[1].toString(); }

    static void settle() {
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }

    State state;
    demo::FakeActions actions{state};
    QtExecutor executor;
    QWidget window;
    PhotoSaving saving{actions, executor, window};
    QSignalSpy told{&saving, &PhotoSaving::told};
    QTemporaryDir folder;
};

TEST_F(PhotoSavingTest, ACopyIsToldOnceItIsThere) {
    saving.saveCopies({photo(7)});
    settle();
    EXPECT_EQ(actions.calls, QStringList{u"saveCopy 7"_qs});
    ASSERT_EQ(told.size(), 1);
    EXPECT_EQ(lastWords(), u"Saved to your photos");
    saving.saveCopies({photo(8), photo(9), photo(10)});
    settle();
    ASSERT_EQ(told.size(), 2) << "one notice for all";
    EXPECT_EQ(lastWords(), u"3 saved to your photos");
}

TEST_F(PhotoSavingTest, WhatCannotBeCopiedSaysWhy) {
    actions.answer = fail(ErrorCode::UnsupportedType);
    saving.saveCopies({photo(7), photo(8)});
    settle();
    ASSERT_EQ(told.size(), 1);
    EXPECT_EQ(told[0][0].toString(), u"circle-alert");
    EXPECT_EQ(lastWords(), textFor(ErrorCode::UnsupportedType));
}

TEST_F(PhotoSavingTest, NothingIsWrittenOver) {
    QFile there(folder.filePath(u"photo-7.jpg"_qs));
    ASSERT_TRUE(there.open(QIODevice::WriteOnly));
    saving.saveShown({photo(7), photo(7), photo(8, true)}, folder.path());
    settle();
    EXPECT_EQ(actions.calls, (QStringList{u"downloadShown 7 "_qs + folder.filePath(u"photo-7 (2).jpg"_qs),
                                          u"downloadShown 7 "_qs + folder.filePath(u"photo-7 (3).jpg"_qs),
                                          u"downloadShown 8 "_qs + folder.filePath(u"video-8.mp4"_qs)}))
        << "not even one that is still being written";
    EXPECT_EQ(lastWords(), u"3 photos are saved");
    actions.calls.clear();
    saving.saveOriginals({PhotoId(9)}, folder.path());
    settle();
    EXPECT_EQ(actions.calls, QStringList{u"download 9 "_qs + folder.filePath(u"photo-9.jpg"_qs)});
    EXPECT_EQ(lastWords(), u"Saved photo-9.jpg");
}

TEST_F(PhotoSavingTest, OriginalVersionsComeWithTheEditedOnes) {
    OwnPhoto edited;
    edited.id = PhotoId(7);
    edited.name = u"IMG_1-edited.jpg"_qs;
    edited.originalVersion = PhotoId(8);
    OwnPhoto original;
    original.id = PhotoId(8);
    original.name = u"IMG_1.jpg"_qs;
    original.editedVersion = PhotoId(7);
    actions.own = {{edited.id, edited}, {original.id, original}};
    saving.saveWithVersions({edited.id}, folder.path());
    ASSERT_TRUE(test::waitFor([this] { return told.size() == 1; })) << "one notice for both";
    QStringList saved = actions.calls;
    saved.sort();
    EXPECT_EQ(saved, (QStringList{u"download 7 "_qs + folder.filePath(u"IMG_1-edited.jpg"_qs),
                                  u"download 8 "_qs + folder.filePath(u"IMG_1.jpg"_qs)}));
    EXPECT_EQ(lastWords(), u"2 photos are saved");
    actions.calls.clear();
    saving.saveOriginals({edited.id}, folder.path());
    ASSERT_TRUE(test::waitFor([this] { return told.size() == 2; }));
    EXPECT_EQ(actions.calls.size(), 1) << "the one that was asked for";
}

TimelineItem withPhotos(bool own) {
    TimelineItem item;
    item.key = u"m1"_qs;
    item.message = MessageId(1);
    item.own = own;
    item.photos = {photo(1), photo(2)};
    return item;
}

QAction* entry(const MessageMenu& menu, const QString& begin) {
    for (QAction* action : menu.actions())
        if (action->text().startsWith(begin))
            return action;
    return nullptr;
}

TEST(MessageMenuTest, OffersACopyOfOthersPhotosAndTheOriginalOfOnesOwn) {
    MessageMenu others(withPhotos(false), {false, true}, nullptr);
    QSignalSpy copied(&others, &MessageMenu::copyPhotosAsked), saved(&others, &MessageMenu::savePhotosAsked);
    ASSERT_NE(entry(others, u"Save copies to your photos"_qs), nullptr);
    entry(others, u"Save copies to your photos"_qs)->trigger();
    ASSERT_EQ(copied.size(), 1);
    EXPECT_EQ(copied[0][0].value<QList<PhotoReference>>(), withPhotos(false).photos);
    ASSERT_NE(entry(others, u"Save to disk…"_qs), nullptr);
    entry(others, u"Save to disk…"_qs)->trigger();
    ASSERT_EQ(saved.size(), 1);
    EXPECT_FALSE(saved[0][1].toBool()) << "an original says where it was taken";
    EXPECT_EQ(entry(others, u"Delete"_qs), nullptr);

    MessageMenu own(withPhotos(true), {false, true}, nullptr);
    EXPECT_EQ(entry(own, u"Save cop"_qs), nullptr) << "they are in one's library";
    QSignalSpy originals(&own, &MessageMenu::savePhotosAsked);
    ASSERT_NE(entry(own, u"Save the original to disk…"_qs), nullptr);
    entry(own, u"Save the original to disk…"_qs)->trigger();
    ASSERT_EQ(originals.size(), 1);
    EXPECT_TRUE(originals[0][1].toBool());
}

TEST(MessageMenuTest, WithoutTheServerSavingWaitsAndSaysSo) {
    MessageMenu menu(withPhotos(false), {false, false}, nullptr);
    for (const QString& begin : {u"Save copies to your photos"_qs, u"Save to disk…"_qs}) {
        QAction* action = entry(menu, begin);
        ASSERT_NE(action, nullptr);
        EXPECT_FALSE(action->isEnabled());
        EXPECT_TRUE(action->text().endsWith(u"when online"_qs)) << action->text().toStdString();
    }
    TimelineItem words = withPhotos(false);
    words.photos.clear();
    words.text = u"Words"_qs;
    const MessageMenu plain(words, {true, false}, nullptr);
    EXPECT_EQ(entry(plain, u"Save"_qs), nullptr);
    EXPECT_NE(entry(plain, u"Copy text"_qs), nullptr);
    EXPECT_NE(entry(plain, u"Delete"_qs), nullptr) << "who moderates may";
}

} // namespace
} // namespace parlor::client
