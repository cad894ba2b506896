#include "shared/core/ids.h"

#include <QSet>

#include <gtest/gtest.h>

namespace parlor {

TEST(Ids, RiseStrictly) {
    std::int64_t last = 0;
    for (int i = 0; i < 100'000; ++i) {
        const std::int64_t id = makeId();
        ASSERT_GT(id, last);
        last = id;
    }
}

TEST(Ids, ReadOnlyWhatTheyWrite) {
    const auto id = makeNew<ChannelId>();
    EXPECT_EQ(ChannelId::fromString(id.toString()), id);
    for (const auto* bad :
         {u"", u"0", u"01", u"-1", u"+1", u" 1", u"1 ", u"1e3", u"9223372036854775808", u"١"})
        EXPECT_FALSE(ChannelId::fromString(bad).has_value()) << QStringView(bad).toString().toStdString();
}

TEST(Ids, ClientIdsHave128BitsOfBase64Url) {
    QSet<QString> seen;
    for (int i = 0; i < 1000; ++i) {
        const QString id = makeClientId();
        EXPECT_TRUE(isClientId(id));
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 1000);
    EXPECT_FALSE(isClientId(u"short"));
    EXPECT_FALSE(isClientId(u"AAAAAAAAAAAAAAAAAAAAA="));
}

} // namespace parlor
