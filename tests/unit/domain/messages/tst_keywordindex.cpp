#include "server/domain/messages/keywordindex.h"
#include "shared/protocol/keywords.h"

#include <gtest/gtest.h>

namespace parlor::server {

TEST(KeywordIndex, FindsWhoWantsToKnow) {
    KeywordIndex index;
    const PersonId ann(1), bob(2), cid(3);
    EXPECT_TRUE(index.alertedBy(ann, u"anything"_qs).isEmpty());
    index.set(bob, cleanKeywords({u"tea"_qs, u"red car"_qs}));
    index.set(cid, cleanKeywords({u"Tea"_qs, u"北京"_qs, u"c++"_qs}));
    EXPECT_EQ(index.alertedBy(ann, u"A cup of TEA?"_qs), (QList<PersonId>{bob, cid}));
    EXPECT_EQ(index.alertedBy(bob, u"A cup of tea?"_qs), QList<PersonId>{cid});
    EXPECT_EQ(index.alertedBy(ann, u"my red car"_qs), QList<PersonId>{bob});
    EXPECT_EQ(index.alertedBy(ann, u"去北京"_qs), QList<PersonId>{cid});
    EXPECT_EQ(index.alertedBy(ann, u"in c++ then"_qs), QList<PersonId>{cid});
    EXPECT_TRUE(index.alertedBy(ann, u"teapots and red cars"_qs).isEmpty());
    index.set(bob, cleanKeywords({u"milk"_qs}));
    EXPECT_EQ(index.alertedBy(ann, u"tea with milk"_qs), (QList<PersonId>{bob, cid}));
    EXPECT_TRUE(index.alertedBy(ann, u"my red car"_qs).isEmpty());
    index.set(bob, {});
    index.set(cid, {});
    EXPECT_TRUE(index.alertedBy(ann, u"tea with milk"_qs).isEmpty());
}

TEST(KeywordIndex, NamesEverybodySoThatStrangersTakeNobodysPlace) {
    KeywordIndex index;
    for (int i = 1; i <= 300; ++i)
        index.set(PersonId(i), {u"free"_qs});
    EXPECT_EQ(index.alertedBy(PersonId(1'000), u"free beer"_qs).size(), 300);
}

} // namespace parlor::server
