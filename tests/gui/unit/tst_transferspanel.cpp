#include "client/models/transfermodel.h"
#include "client/ui/transfers/transferdelegate.h"
#include "client/ui/transfers/transferspanel.h"
#include "client/ui/widgets/button.h"
#include "tests/gui/unit/recordingpictures.h"

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class Transfers : public ::testing::Test {
protected:
    void SetUp() override {
        window.resize(900, 700);
        window.show();
        panel.setShown(true);
    }

    void put(int id, TransferState transferState) {
        Transfer transfer;
        transfer.id = TransferId(id);
        transfer.name = u"a.jpg"_qs;
        transfer.size = 100;
        transfer.state = transferState;
        state.apply(TransferChanged{transfer});
        QCoreApplication::processEvents();
    }

    [[nodiscard]] Button* all() const { return panel.findChild<Button*>(); }

    State state;
    TransferModel model{state};
    RecordingPictures pictures;
    QWidget window;
    TransfersPanel panel{&model, &pictures, &window};
    QSignalSpy paused{&panel, &TransfersPanel::pauseAsked};
    QSignalSpy resumed{&panel, &TransfersPanel::resumeAsked};
};

TEST_F(Transfers, WhatHasArrivedSaysWhenAndIsShownNotCancelled) {
    put(1, TransferState::Done);
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(statusWords(model.at(1)), u"Done") << "it had arrived before the list was made";
    put(2, TransferState::Uploading);
    put(2, TransferState::Done);
    const auto ofTwo = model.indexOf(TransferId(2).toString());
    ASSERT_GE(ofTwo, 0);
    EXPECT_TRUE(statusWords(model.at(ofTwo)).startsWith(u"Done, "))
        << qPrintable(statusWords(model.at(ofTwo)));
    const QRect row(0, 0, 418, 64);
    QList<TransferDelegate::Part> parts;
    for (int x = 0; x < row.width(); ++x)
        if (const auto part = TransferDelegate::partAt(row, model.at(ofTwo), {x, 32});
            parts.isEmpty() || parts.last() != part)
            parts << part;
    EXPECT_EQ(parts, (QList{TransferDelegate::Part::None, TransferDelegate::Part::Show,
                            TransferDelegate::Part::None}));
}

TEST_F(Transfers, TheButtonForAllSaysWhatItWouldDo) {
    EXPECT_FALSE(all()->isVisible()) << "nothing is on its way";
    put(1, TransferState::Uploading);
    put(2, TransferState::Paused);
    put(3, TransferState::Done);
    ASSERT_TRUE(all()->isVisible());
    EXPECT_EQ(all()->text(), u"Pause all");
    QTest::mouseClick(all(), Qt::LeftButton);
    ASSERT_EQ(paused.size(), 1);
    EXPECT_EQ(paused[0][0].value<TransferId>(), TransferId(1));
    put(1, TransferState::Paused);
    EXPECT_EQ(all()->text(), u"Resume all");
    QTest::mouseClick(all(), Qt::LeftButton);
    EXPECT_EQ(resumed.size(), 2);
    EXPECT_EQ(paused.size(), 1);
    put(1, TransferState::Done);
    put(2, TransferState::Failed);
    EXPECT_FALSE(all()->isVisible()) << "a failed one has a button of its own";
}

} // namespace
} // namespace parlor::client
