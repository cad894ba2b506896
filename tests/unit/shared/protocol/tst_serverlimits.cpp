#include "shared/protocol/serverlimits.h"

#include <QJsonValue>

#include <gtest/gtest.h>

namespace parlor {
namespace {

TEST(ServerLimits, ComeBackAsTheyWereSaid) {
    const ServerLimits said{
        .textCharacters = 4'000, .photosPerMessage = 4, .imageBytes = 5'000'000, .videoBytes = 7};
    const auto read = serverLimitsFromJson(toJson(said));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, said);
    EXPECT_EQ(said.largestFileNamed(u"a.jpg"), 5'000'000);
    EXPECT_EQ(said.largestFileNamed(u"a.MOV"), 7);
}

TEST(ServerLimits, AreThoseOfThisProgramWhereNothingIsSaid) {
    EXPECT_EQ(serverLimitsFromJson({}).value(), ServerLimits());
    EXPECT_EQ(serverLimitsFromJson({{u"image_bytes"_qs, 5}, {u"later"_qs, u"word"_qs}}).value().videoBytes,
              limits::videoFile);
    EXPECT_EQ(serverLimitsFromJson({{u"photos_per_message"_qs, 500}}).value().photosPerMessage,
              limits::photosPerMessage)
        << "as many as can be laid out";
}

TEST(ServerLimits, ThatAreNoneAreRefused) {
    for (const QJsonValue& wrong : {QJsonValue(0), QJsonValue(-3), QJsonValue(u"8000"_qs), QJsonValue(1.5)})
        for (const QString& field : toJson(ServerLimits()).keys())
            EXPECT_FALSE(serverLimitsFromJson({{field, wrong}})) << qPrintable(field);
}

} // namespace
} // namespace parlor
