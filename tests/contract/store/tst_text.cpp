#include "tests/contract/store/sqlitefixture.h"

namespace parlor::server {
namespace {

class Text : public SqliteFixture {
protected:
    /// What the log says after these words were written.
    QString kept(const QString& words) {
        const auto posted = answerOf(post(words));
        EXPECT_TRUE(posted);
        const auto page = answerOf(store->messages().eventsAfter(general, posted->serial.previous(), 1));
        EXPECT_TRUE(page && page->events.size() == 1);
        return bodyOf<MessagePosted>(page->events.first())->entry.text;
    }
};

// SQLite takes a first U+FEFF or U+FFFE of a UTF-16 text for its byte order.
TEST_F(Text, BeginsWithWhatItBeganWith) {
    for (const QString& words :
         {u"\uFEFFmark"_qs, u"\uFEFF\uFEFFtwo"_qs, u"\uFEFF"_qs, u"inside\uFEFFout"_qs})
        EXPECT_EQ(kept(words), words) << words.toStdString();
}

// U+FFFE itself it can not hold; the rest stays as it is.
TEST_F(Text, IsNeverTurnedRound) {
    EXPECT_EQ(kept(u"\uFFFEswapped"_qs), u"\uFFFDswapped"_qs);
}

} // namespace
} // namespace parlor::server
