#include "client/models/channelphotos.h"
#include "tests/unit/models/longconversation.h"

#include <QSignalSpy>

// A long conversation costs no more than a short one: what changes is counted, not timed.
namespace parlor::test {
namespace {

TEST_F(TimelineGrowth, AMessageThatComesMakesItselfAndNoOther) {
    load(6'000);
    TimelineFeed feed(state);
    feed.open(room);
    feed.hold(true);
    ASSERT_EQ(feed.model()->rowCount(), 6'000);
    const std::int64_t before = feed.rowsMade();
    QSignalSpy inserted(feed.model(), &QAbstractItemModel::rowsInserted),
        changed(feed.model(), &QAbstractItemModel::dataChanged),
        removed(feed.model(), &QAbstractItemModel::rowsRemoved);
    constexpr int count = 50;
    for (int i = 0; i < count; ++i) {
        come(message(next++, ada, u"new"_qs));
        settle();
    }
    EXPECT_EQ(feed.model()->rowCount(), 6'000 + count);
    EXPECT_EQ(feed.rowsMade() - before, count);
    EXPECT_EQ(inserted.size(), count);
    EXPECT_EQ(removed.size(), 0);
    EXPECT_LE(changed.size(), count) << "only the one before, which ends its group no more";
    for (const auto& told : changed)
        EXPECT_EQ(told[0].toModelIndex().row(), told[1].toModelIndex().row());
}

TEST_F(TimelineGrowth, AReactionFarUpMakesItsRowAgainAndThoseThatQuoteIt) {
    load(4'000);
    TimelineFeed feed(state);
    feed.open(room);
    feed.hold(true);
    MessagePosted reply;
    reply.entry.text = u"what I said"_qs;
    reply.replyTo = MessageId(firstSerial + 17);
    Event answer = message(next++, bo, {});
    answer.body = reply;
    come(answer);
    settle();
    const std::int64_t before = feed.rowsMade();
    QSignalSpy inserted(feed.model(), &QAbstractItemModel::rowsInserted);
    MessageEdited edited;
    edited.entry.text = u"other words"_qs;
    come(about(next++, firstSerial + 17, ada, edited));
    settle();
    EXPECT_EQ(feed.model()->at(17).text, u"other words");
    ASSERT_TRUE(feed.model()->at(4'000).quote);
    EXPECT_EQ(feed.model()->at(4'000).quote->text, u"other words") << "a quote says what stands there now";
    EXPECT_LE(feed.rowsMade() - before, 6);
    EXPECT_EQ(inserted.size(), 0);
    come(about(next++, firstSerial + 17, ada, MessageDeleted()));
    settle();
    EXPECT_TRUE(feed.model()->at(4'000).quote->deleted) << "what is deleted is not read in a quote either";
}

TEST_F(TimelineGrowth, WhoComesAndGoesMakesNoRowButANewNameDoes) {
    load(500);
    TimelineFeed feed(state);
    feed.open(room);
    const std::int64_t before = feed.rowsMade();
    state.apply(PresenceSeen{ada, true});
    settle();
    state.apply(PresenceSeen{ada, false});
    settle();
    EXPECT_EQ(feed.rowsMade(), before);
    state.apply(PeopleSeen{{person(bo, u"boris"_qs)}});
    settle();
    EXPECT_EQ(feed.model()->at(0).authorName, u"boris");
}

TEST_F(TimelineGrowth, NoticesSayYouToOneself) {
    const auto joined = [this](PersonId who, const QString& name) {
        MemberChanged change;
        change.person = person(who, name);
        return row(next++, who, change);
    };
    load(3);
    TimelineFeed feed(state);
    feed.open(room);
    come(joined(ada, u"ada"_qs));
    come(joined(me, u"mira"_qs));
    settle();
    ASSERT_EQ(feed.model()->rowCount(), 4);
    EXPECT_EQ(feed.model()->at(3).text, u"You and ada joined");
    MemberChanged role;
    role.person = person(me, u"mira"_qs);
    role.change = MemberChange::RoleChanged;
    come(row(next++, ada, role));
    settle();
    EXPECT_EQ(feed.model()->at(4).text, u"ada changed your role");
}

TEST_F(TimelineGrowth, APageOfThePastIsMadeAlone) {
    load(3'000);
    TimelineFeed feed(state);
    feed.open(room);
    const std::int64_t before = feed.rowsMade();
    QSignalSpy inserted(feed.model(), &QAbstractItemModel::rowsInserted);
    QList<Event> older;
    for (int i = -50; i < 0; ++i)
        older << message(firstSerial + i, bo, u"older"_qs);
    state.apply(PageLoaded{room, {Serial(firstSerial - 50), Serial(firstSerial - 1)}, older, false, false});
    settle();
    ASSERT_EQ(feed.model()->rowCount(), 3'050);
    EXPECT_EQ(feed.model()->at(0).serial, Serial(firstSerial - 50));
    EXPECT_LE(feed.rowsMade() - before, 55);
    ASSERT_EQ(inserted.size(), 1);
    EXPECT_EQ(inserted[0][1].toInt(), 0);
    EXPECT_EQ(inserted[0][2].toInt(), 49);
}

TEST_F(TimelineGrowth, RowsStayWhileOneReadsFurtherUp) {
    load(1'999);
    TimelineFeed feed(state);
    feed.open(room);
    feed.hold(true);
    for (int i = 0; i < 10; ++i)
        come(message(next++, ada, u"meanwhile"_qs));
    settle();
    EXPECT_EQ(feed.model()->rowCount(), 2'009);
    EXPECT_EQ(feed.model()->at(0).serial, Serial(firstSerial));
    feed.hold(false);
    come(message(next++, ada, u"back at the end"_qs));
    settle();
    EXPECT_LT(feed.model()->rowCount(), 2'000) << "for memory, once nobody looks";
    feed.hold(true);
    feed.open({});
    for (int i = 0; i < 1'500; ++i)
        come(message(next++, ada, u"unseen"_qs));
    EXPECT_LE(state.timeline(room).rows().size(), 2'000U) << "another channel is open: nothing is held";
}

TEST_F(TimelineGrowth, PhotosOfAChannelAreCountedAsTheyComeAndGo) {
    load(30);
    ChannelPhotos photos(state);
    photos.open(room);
    QObject::connect(&state.changes(), &Changes::changed, &state.changes(),
                     [&photos](const ChangeSet& changes) { photos.take(changes); });
    const auto withPhotos = [](int serial, std::initializer_list<int> ids) {
        Event event = message(serial, ada, {});
        MessagePosted body;
        for (const int id : ids) {
            PhotoReference photo;
            photo.id = PhotoId(id);
            body.entry.photos << photo;
        }
        event.body = body;
        return event;
    };
    const auto newest = [&photos](qsizetype most) {
        QList<int> ids;
        for (const PhotoReference& photo : photos.newest(most))
            ids << static_cast<int>(photo.id.value());
        return ids;
    };
    EXPECT_EQ(photos.count(), 0);
    const int first = next++;
    come(withPhotos(first, {1, 2}));
    come(withPhotos(next++, {3, 4, 5}));
    settle();
    EXPECT_EQ(photos.count(), 5);
    EXPECT_EQ(newest(9), (QList<int>{3, 4, 5, 1, 2}));
    EXPECT_EQ(newest(4), (QList<int>{3, 4, 5, 1}));
    come(about(next++, first, ada, MessageDeleted()));
    settle();
    EXPECT_EQ(photos.count(), 3);
    EXPECT_EQ(newest(9), (QList<int>{3, 4, 5}));
    photos.open(ChannelId(99));
    EXPECT_EQ(photos.count(), 0);
}

} // namespace
} // namespace parlor::test
