#include "client/models/videolengths.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class Lengths : public ::testing::Test {
protected:
    QList<int> asked;
    VideoLengths lengths{[this](PhotoId id) { asked << static_cast<int>(id.value()); }};
    QSignalSpy known{&lengths, &VideoLengths::known};
};

TEST_F(Lengths, AreAskedOnceAndKnownFromThenOn) {
    EXPECT_EQ(lengths.of(PhotoId(1)), 0);
    EXPECT_EQ(lengths.of(PhotoId(1)), 0) << "painted again before the answer";
    EXPECT_EQ(asked, QList<int>{1});
    lengths.answer(PhotoId(1), 65'000);
    ASSERT_EQ(known.size(), 1);
    EXPECT_EQ(lengths.of(PhotoId(1)), 65'000);
    lengths.of(PhotoId(2));
    lengths.answer(PhotoId(2), 0);
    EXPECT_EQ(known.size(), 1) << "nobody knows: there is nothing to paint";
    EXPECT_EQ(lengths.of(PhotoId(2)), 0);
    EXPECT_EQ(asked, (QList<int>{1, 2})) << "and nothing to ask again";
}

TEST_F(Lengths, TwoAtATimeTheLastSeenFirst) {
    for (int id = 1; id <= 5; ++id)
        lengths.of(PhotoId(id));
    EXPECT_EQ(asked, (QList<int>{1, 2}));
    lengths.answer(PhotoId(1), 1'000);
    EXPECT_EQ(asked, (QList<int>{1, 2, 5}));
    lengths.answer(PhotoId(2), 1'000);
    EXPECT_EQ(asked, (QList<int>{1, 2, 5, 4}));
}

TEST_F(Lengths, WhatWasFlungPastIsNotAskedFor) {
    for (int id = 1; id <= 500; ++id)
        lengths.of(PhotoId(id));
    for (qsizetype i = 0; i < asked.size(); ++i)
        lengths.answer(PhotoId(asked[i]), 1'000);
    EXPECT_LE(asked.size(), 62);
    EXPECT_TRUE(asked.contains(500));
    EXPECT_FALSE(asked.contains(250));
}

TEST_F(Lengths, AFailureIsAskedAgainWhenItIsSeenAgain) {
    lengths.of(PhotoId(1));
    lengths.failed(PhotoId(1));
    EXPECT_EQ(asked, QList<int>{1}) << "not by itself";
    lengths.of(PhotoId(1));
    EXPECT_EQ(asked, (QList<int>{1, 1}));
}

} // namespace
} // namespace parlor::client
