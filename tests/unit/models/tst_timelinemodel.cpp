#include "client/models/clockwords.h"
#include "client/models/names.h"
#include "client/models/timelinemodel.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

qint64 at(int day, int hour, int minute) {
    return QDateTime(QDate(2026, 5, day), QTime(hour, minute)).toMSecsSinceEpoch();
}

TimelineItem item(int serial, int author, qint64 time, bool own = false) {
    TimelineItem made;
    made.key = u"m%1"_qs.arg(serial);
    made.serial = Serial(serial);
    made.message = MessageId(serial);
    made.author = PersonId(author);
    made.time = time;
    made.own = own;
    made.text = u"text %1"_qs.arg(serial);
    return made;
}

QStringList keysOf(const TimelineModel& model) {
    QStringList keys;
    for (const TimelineItem& row : model.rows())
        keys << row.key;
    return keys;
}

TEST(TimelineModel, TellsOnlyWhatDiffers) {
    TimelineModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QList<TimelineItem> rows{item(1, 1, 1), item(2, 1, 2), item(3, 1, 3), item(4, 1, 4)};
    model.setRows(rows);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted),
        removed(&model, &QAbstractItemModel::rowsRemoved), changed(&model, &QAbstractItemModel::dataChanged);
    rows.removeAt(1);
    rows[1].text = u"edited"_qs;
    rows.prepend(item(0, 1, 0));
    rows.append(item(5, 1, 5));
    model.setRows(rows);
    EXPECT_EQ(keysOf(model), (QStringList{u"m0"_qs, u"m1"_qs, u"m3"_qs, u"m4"_qs, u"m5"_qs}));
    EXPECT_EQ(inserted.size(), 2);
    ASSERT_EQ(removed.size(), 1);
    EXPECT_EQ(removed[0][1].toInt(), 1);
    ASSERT_EQ(changed.size(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 2);
    EXPECT_EQ(changed[0][1].toModelIndex().row(), 2);
}

TEST(TimelineModel, MovesARowInsteadOfRemakingIt) {
    TimelineModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRows({item(1, 1, 1), item(2, 1, 2), item(3, 1, 3)});
    QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved),
        inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setRows({item(3, 1, 3), item(1, 1, 1), item(2, 1, 2)});
    EXPECT_EQ(keysOf(model), (QStringList{u"m3"_qs, u"m1"_qs, u"m2"_qs}));
    EXPECT_EQ(moved.size(), 1);
    EXPECT_EQ(inserted.size(), 0);
}

TEST(JoinNeighbours, GroupsOneAuthorWithinFiveMinutes) {
    QList<TimelineItem> rows{item(1, 1, at(12, 9, 0)), item(2, 1, at(12, 9, 4)), item(3, 1, at(12, 9, 9)),
                             item(4, 2, at(12, 9, 10))};
    joinNeighbours(rows, {});
    EXPECT_TRUE(rows[0].startsDay);
    EXPECT_TRUE(rows[0].startsGroup);
    EXPECT_FALSE(rows[0].endsGroup);
    EXPECT_FALSE(rows[1].startsGroup);
    EXPECT_TRUE(rows[2].startsGroup) << "exactly five minutes begin a new group";
    EXPECT_TRUE(rows[3].startsGroup) << "another author";
}

TEST(JoinNeighbours, DaysBreakGroupsRepliesAndReactionsDoNot) {
    QList<TimelineItem> rows{item(1, 1, at(11, 23, 59)), item(2, 1, at(12, 0, 1)), item(3, 1, at(12, 0, 2)),
                             item(4, 1, at(12, 0, 3)), item(5, 1, at(12, 0, 4))};
    rows[2].quote = QuoteLine();
    rows[3].reactions = {{u"👍"_qs, 1, false, {}}};
    joinNeighbours(rows, {});
    EXPECT_TRUE(rows[1].startsDay);
    EXPECT_TRUE(rows[1].startsGroup);
    EXPECT_FALSE(rows[2].startsGroup) << "a reply is one more message of the same person";
    EXPECT_FALSE(rows[3].startsGroup);
    EXPECT_FALSE(rows[4].startsGroup) << "the name stands once, whoever reacts";
    EXPECT_FALSE(rows[3].endsGroup);
    EXPECT_FALSE(rows[3].belowPills);
    EXPECT_TRUE(rows[4].belowPills) << "its corners know what stands above";
}

TEST(JoinNeighbours, NewLineStandsOnceAndNeverBeforeOnesOwn) {
    QList<TimelineItem> rows{item(1, 1, at(12, 9, 0)), item(2, 9, at(12, 9, 1), true),
                             item(3, 1, at(12, 9, 2)), item(4, 1, at(12, 9, 3))};
    joinNeighbours(rows, Serial(2));
    EXPECT_FALSE(rows[1].startsNew);
    EXPECT_TRUE(rows[2].startsNew);
    EXPECT_FALSE(rows[3].startsNew);
}

TEST(SpokenText, NamesSenderTextTimeAndState) {
    TimelineItem row = item(1, 1, at(12, 9, 31), true);
    row.authorName = u"You"_qs;
    row.delivery = Delivery::Failed;
    const QString spoken = spokenText(row);
    EXPECT_TRUE(spoken.startsWith(u"You, text 1"));
    EXPECT_TRUE(spoken.endsWith(u"not sent"));
}

TEST(SpokenText, TellsVideosFromPhotosAndHowLongTheyTake) {
    TimelineItem row = item(1, 1, at(12, 9, 31));
    PhotoReference video;
    video.video = true;
    video.durationMs = 65'400;
    row.photos = {video};
    EXPECT_TRUE(spokenText(row).contains(u"video, 1:05"_qs)) << qPrintable(spokenText(row));
    EXPECT_FALSE(spokenText(row).contains(u"photo"_qs));
    row.photos = {PhotoReference(), video};
    EXPECT_TRUE(spokenText(row).contains(u"1 photo"_qs)) << qPrintable(spokenText(row));
    EXPECT_TRUE(spokenText(row).contains(u"video, 1:05"_qs));
    video.durationMs = 0;
    row.photos = {video, video};
    EXPECT_TRUE(spokenText(row).contains(u"2 videos"_qs)) << qPrintable(spokenText(row));
}

TEST(MediaWords, SayWhatThereIs) {
    PhotoReference photo, video;
    video.video = true;
    EXPECT_EQ(mediaWords({}), QString());
    EXPECT_EQ(mediaWords({photo}), u"Photo"_qs);
    EXPECT_EQ(mediaWords({photo, photo}), u"2 photos"_qs);
    EXPECT_EQ(mediaWords({video}), u"Video"_qs);
    EXPECT_EQ(mediaWords({video, video}), u"2 videos"_qs);
    EXPECT_EQ(mediaWords({video, photo, photo}), u"3 photos and videos"_qs);
}

TEST(DurationWords, AreThoseOfPlayers) {
    EXPECT_EQ(durationWords(400), u"0:00"_qs);
    EXPECT_EQ(durationWords(5'000), u"0:05"_qs);
    EXPECT_EQ(durationWords(59'600), u"1:00"_qs);
    EXPECT_EQ(durationWords(754'000), u"12:34"_qs);
    EXPECT_EQ(durationWords(3'723'000), u"1:02:03"_qs);
    EXPECT_EQ(durationWords(-7), u"0:00"_qs);
}

} // namespace
} // namespace parlor::client
