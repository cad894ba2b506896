#include "client/core/cache/cache.h"
#include "client/core/cache/localsearch.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct CacheTest : testing::Test {
    CacheTest() : database(dir.filePath(u"profile/client.sqlite"_qs)) {
        start = database.begin(u"1@home"_qs).value_or(CachedStart());
    }

    QList<int> serialsBefore(int before, int limit = 100) {
        const auto page = database.timelines.before(channel, Serial(before), limit);
        QList<int> serials;
        for (const Event& event : page->events)
            serials.append(static_cast<int>(event.serial.value()));
        return serials;
    }

    void append(int from, int to) {
        QList<Event> events;
        for (int serial = from; serial <= to; ++serial)
            events.append(posted(serial, u"text %1"_qs.arg(serial)));
        ASSERT_TRUE(database.timelines.append(channel, {Serial(from), Serial(to)}, events));
    }

    QTemporaryDir dir;
    CacheDatabase database;
    CachedStart start;
    const ChannelId channel{7};
};

} // namespace

TEST_F(CacheTest, OnlyItsOwnerMayLookInside) {
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
                            | QFileDevice::WriteOther | QFileDevice::ExeOther | QFileDevice::ExeGroup;
    append(1, 1);
    for (const auto& name : {u"profile"_qs, u"profile/client.sqlite"_qs, u"profile/client.sqlite-wal"_qs}) {
        ASSERT_TRUE(QFile::exists(dir.filePath(name)));
        EXPECT_FALSE(QFileInfo(dir.filePath(name)).permissions() & others) << name.toStdString();
    }
}

TEST_F(CacheTest, PagesEndAtHoles) {
    append(1, 3);
    ASSERT_TRUE(database.timelines.addPage(channel, {Serial(10), Serial(12)},
                                           {posted(10, u"a"_qs), posted(12, u"b"_qs)}));
    EXPECT_EQ(serialsBefore(13), QList<int>({10, 12}));
    EXPECT_EQ(serialsBefore(10), QList<int>());
    EXPECT_EQ(serialsBefore(4), QList<int>({1, 2, 3}));
    // The hole is filled: one range.
    append(4, 9);
    EXPECT_EQ(serialsBefore(13).size(), 11);
    EXPECT_EQ(serialsBefore(13, 2), QList<int>({10, 12}));
}

TEST_F(CacheTest, APageSaysWhatItCovers) {
    append(1, 5);
    const auto whole = database.timelines.before(channel, Serial(6), 100);
    EXPECT_EQ(whole->range, (SerialRange{Serial(1), Serial(5)}));
    const auto part = database.timelines.before(channel, Serial(6), 2);
    EXPECT_EQ(part->range, (SerialRange{Serial(4), Serial(5)}));
    const auto onward = database.timelines.from(channel, Serial(2), 2);
    EXPECT_EQ(onward->range, (SerialRange{Serial(2), Serial(3)}));
    EXPECT_FALSE(database.timelines.from(channel, Serial(6), 2)->range);
}

TEST_F(CacheTest, WhatLiesBeforeAHoleIsDoubtfulUntilItIsReadAgain) {
    append(1, 5);
    ASSERT_TRUE(database.timelines.doubt(channel));
    EXPECT_FALSE(database.timelines.before(channel, Serial(6), 10)->verified);
    EXPECT_TRUE(database.timelines.cursors()->isEmpty());
    ASSERT_TRUE(database.timelines.addPage(channel, {Serial(4), Serial(9)}, {posted(4, u"new"_qs)}));
    EXPECT_TRUE(database.timelines.before(channel, Serial(10), 10)->verified);
    EXPECT_EQ(serialsBefore(10), QList<int>({4, 5}));
    EXPECT_FALSE(database.timelines.before(channel, Serial(4), 10)->verified);
    EXPECT_EQ(serialsBefore(4), QList<int>({1, 2, 3}));
}

TEST_F(CacheTest, WhatAPageReadAgainLacksIsGone) {
    append(1, 6);
    ASSERT_TRUE(database.timelines.doubt(channel));
    Event swept;
    swept.serial = Serial(3);
    swept.body = Skipped{Serial(4)};
    ASSERT_TRUE(database.timelines.addPage(channel, {Serial(2), Serial(6)},
                                           {posted(2, u"text 2"_qs), swept, posted(5, u"text 5"_qs)}));
    // The page ends at 5: what is behind it came since.
    EXPECT_EQ(serialsBefore(7), QList<int>({2, 5, 6}));
    EXPECT_EQ(serialsBefore(2), QList<int>({1}));
    Search search;
    for (const auto& [query, hits] : {std::pair(u"\"text 3\""_qs, 0), std::pair(u"\"text 5\""_qs, 1)}) {
        search.query = query;
        EXPECT_EQ(LocalSearch(database, PersonId(1)).find(search)->page.hits.size(), hits);
    }
    EXPECT_EQ(*database.timelines.doubtful({}), (DoubtfulRow{channel, Serial(1)}));
    EXPECT_FALSE(*database.timelines.doubtful({channel}));
}

TEST_F(CacheTest, ChangesReachTheStoredMessage) {
    append(1, 2);
    ASSERT_TRUE(database.timelines.append(channel, {Serial(3), Serial(3)}, {edited(3, 1, u"zebra"_qs)}));
    EXPECT_EQ(textOf(database.timelines.before(channel, Serial(2), 1)->events[0]), u"zebra"_qs);
    // A page from before the change does not undo it.
    ASSERT_TRUE(database.timelines.addPage(channel, {Serial(1), Serial(1)}, {posted(1, u"old"_qs)}));
    EXPECT_EQ(textOf(database.timelines.before(channel, Serial(2), 1)->events[0]), u"zebra"_qs);
    Search search;
    search.query = u"zebra"_qs;
    EXPECT_EQ(LocalSearch(database, PersonId(1)).find(search)->page.hits.size(), 1);
    search.query = u"\"text 1\""_qs;
    EXPECT_EQ(LocalSearch(database, PersonId(1)).find(search)->page.hits.size(), 0);
}

TEST_F(CacheTest, WhatWasWrittenSurvivesANewOpening) {
    PendingMessage message;
    message.clientId = makeClientId();
    message.channel = channel;
    message.text = u"later"_qs;
    message.replyTo = MessageId(5);
    message.files = {{u"/a.jpg"_qs, TransferId(9), PhotoId(4)}};
    message.createdAt = 17;
    ASSERT_TRUE(database.outgoing.storePending(message));
    ASSERT_TRUE(database.places.storeDraft(channel, u"half"_qs, false));
    CacheDatabase again(dir.filePath(u"profile/client.sqlite"_qs));
    const auto read = again.begin(u"1@home"_qs);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->pending.size(), 1);
    message.state = PendingState::Waiting;
    EXPECT_EQ(read->pending[0], message);
    EXPECT_EQ(read->drafts.value(channel), u"half"_qs);
}

TEST_F(CacheTest, AnotherPersonSeesNothing) {
    append(1, 3);
    ASSERT_TRUE(database.places.storeDraft(channel, u"secret"_qs, true));
    const auto other = database.begin(u"2@home"_qs);
    ASSERT_TRUE(other);
    EXPECT_TRUE(other->drafts.isEmpty());
    EXPECT_TRUE(other->cursors.isEmpty());
    Search search;
    search.query = u"text"_qs;
    EXPECT_TRUE(LocalSearch(database, PersonId(1)).find(search)->page.hits.isEmpty());
}

TEST_F(CacheTest, ABrokenFileIsLaidAside) {
    const QString path = dir.filePath(u"other/client.sqlite"_qs);
    QDir().mkpath(dir.filePath(u"other"_qs));
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    CacheDatabase broken(path);
    EXPECT_TRUE(broken.begin(u"1@home"_qs));
    EXPECT_EQ(QDir(dir.filePath(u"other"_qs)).entryList({u"*.broken-*"_qs}).size(), 1);
}

TEST_F(CacheTest, HashesHoldForUnchangedFilesOnly) {
    ASSERT_TRUE(database.outgoing.storeHash(u"/a"_qs, 10, 1000, QByteArray(32, 'h')));
    EXPECT_TRUE(database.outgoing.hash(u"/a"_qs, 10, 1000)->has_value());
    EXPECT_FALSE(database.outgoing.hash(u"/a"_qs, 11, 1000)->has_value());
    EXPECT_FALSE(database.outgoing.hash(u"/a"_qs, 10, 1001)->has_value());
}

} // namespace parlor::client
