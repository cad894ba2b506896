// The judge itself: it has to be silent about a good history and to name each way in which one can be broken.
#include "tests/support/historychecker.h"

#include <gtest/gtest.h>

namespace parlor {

using test::HistoryChecker;

namespace {

const QString channel = QStringLiteral("7");

/// Serial 1 is somebody joining, then four messages; two saw it.
class History : public ::testing::Test {
protected:
    void SetUp() override {
        for (const QString& body : {u"a"_qs, u"b"_qs, u"c"_qs, u"d"_qs, u"never answered"_qs})
            checker.attempted(channel, body);
        checker.acknowledged(channel, u"a"_qs, 2);
        checker.acknowledged(channel, u"b"_qs, 3);
        checker.acknowledged(channel, u"d"_qs, 5);
    }

    void storeAll() {
        checker.stored(channel, {1, {}});
        checker.stored(channel, {2, u"a"_qs});
        checker.stored(channel, {3, u"b"_qs});
        checker.stored(channel, {4, u"c"_qs});
        checker.stored(channel, {5, u"d"_qs});
    }

    void expectOnly(const char* word) {
        const QStringList faults = checker.faults();
        ASSERT_FALSE(faults.isEmpty()) << "nothing was found; expected: " << word;
        for (const QString& fault : faults)
            EXPECT_TRUE(fault.contains(QLatin1String(word))) << fault.toStdString();
    }

    HistoryChecker checker;
};

TEST_F(History, AGoodOneHasNoFaults) {
    storeAll();
    checker.begins(u"early"_qs, channel, 0);
    for (const test::Seen& event :
         {test::Seen{1, {}}, test::Seen{2, u"a"_qs}, test::Seen{3, u"b"_qs}, test::Seen{4, u"c"_qs}})
        checker.observed(u"early"_qs, channel, event);
    checker.observed(u"late"_qs, channel, {4, u"c"_qs});
    checker.observed(u"late"_qs, channel, {5, u"d"_qs});
    checker.begins(u"skipping"_qs, channel, 1);
    checker.skipped(u"skipping"_qs, channel, 2, 3);
    checker.observed(u"skipping"_qs, channel, {4, u"c"_qs});
    checker.begins(u"reset"_qs, channel, 1);
    checker.observed(u"reset"_qs, channel, {2, u"a"_qs});
    checker.begins(u"reset"_qs, channel, 4);
    checker.observed(u"reset"_qs, channel, {5, u"d"_qs});
    checker.readHead(u"early"_qs, channel, 3);
    checker.readHead(u"early"_qs, channel, 3);
    checker.readHead(u"early"_qs, channel, 5);
    EXPECT_EQ(checker.faults(), QStringList());
    EXPECT_EQ(checker.acknowledgedCount(), 3);
    EXPECT_EQ(checker.observedCount(), 9);
}

TEST_F(History, ALostAcknowledgementIsFound) {
    checker.stored(channel, {1, {}});
    checker.stored(channel, {2, u"a"_qs});
    checker.stored(channel, {3, u"b"_qs});
    expectOnly("lost: d");
}

TEST_F(History, AMovedMessageIsFound) {
    storeAll();
    checker.acknowledged(channel, u"c"_qs, 3);
    expectOnly("moved: c");
}

TEST_F(History, TwoAnswersForOneMessageAreFound) {
    storeAll();
    checker.acknowledged(channel, u"d"_qs, 6);
    expectOnly("moved: d");
}

TEST_F(History, ADoubleInTheLogIsFound) {
    storeAll();
    checker.stored(channel, {6, u"a"_qs});
    expectOnly("doubled: a");
}

TEST_F(History, AHoleInTheLogIsFound) {
    storeAll();
    checker.stored(channel, {7, u"never answered"_qs});
    expectOnly("hole");
}

TEST_F(History, ALogThatDoesNotBeginIsFound) {
    checker.acknowledged(u"8"_qs, u"x"_qs, 2);
    checker.stored(u"8"_qs, {2, u"x"_qs});
    storeAll();
    expectOnly("hole");
}

TEST_F(History, AnInventionIsFound) {
    storeAll();
    checker.stored(channel, {6, u"nobody said this"_qs});
    expectOnly("invented");
}

TEST_F(History, ADoubleDeliveryIsFound) {
    storeAll();
    checker.observed(u"eve"_qs, channel, {2, u"a"_qs});
    checker.observed(u"eve"_qs, channel, {2, u"a"_qs});
    const QStringList faults = checker.faults();
    EXPECT_EQ(faults.filter(u"doubled: saw a"_qs).size(), 1);
    EXPECT_EQ(faults.filter(u"backwards"_qs).size(), 1);
}

TEST_F(History, AMissedDeliveryIsFound) {
    storeAll();
    checker.observed(u"eve"_qs, channel, {2, u"a"_qs});
    checker.observed(u"eve"_qs, channel, {4, u"c"_qs});
    expectOnly("gap");
}

TEST_F(History, AMissedFirstDeliveryIsFound) {
    storeAll();
    checker.begins(u"eve"_qs, channel, 2);
    checker.observed(u"eve"_qs, channel, {4, u"c"_qs});
    expectOnly("gap");
}

TEST_F(History, ASkipWithAHoleIsFound) {
    storeAll();
    checker.begins(u"eve"_qs, channel, 1);
    checker.skipped(u"eve"_qs, channel, 3, 4);
    expectOnly("gap");
}

TEST_F(History, AnotherOrderIsFound) {
    storeAll();
    checker.observed(u"eve"_qs, channel, {2, u"b"_qs});
    checker.observed(u"eve"_qs, channel, {3, u"a"_qs});
    expectOnly("another order");
}

TEST_F(History, WhatVanishesAfterItWasSeenIsFound) {
    storeAll();
    checker.observed(u"eve"_qs, channel, {6, u"never answered"_qs});
    expectOnly("vanished");
}

TEST_F(History, AReadThatGoesBackIsFound) {
    storeAll();
    checker.readHead(u"eve"_qs, channel, 4);
    checker.readHead(u"eve"_qs, channel, 3);
    expectOnly("not monotonic");
}

TEST_F(History, AReadOfWhatIsNotThereIsFound) {
    storeAll();
    checker.readHead(u"eve"_qs, channel, 6);
    expectOnly("vanished");
}

} // namespace
} // namespace parlor
