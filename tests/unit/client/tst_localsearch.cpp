#include "client/core/cache/localsearch.h"
#include "tests/support/searchcases.h"
#include "tests/unit/client/builders.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

constexpr int ada = 1, bo = 2;

struct LocalSearching : testing::Test {
    LocalSearching() : database(dir.filePath(u"client.sqlite"_qs)) {
        (void)database.begin(u"1@home"_qs);
        (void)database.places.storePeople({person(ada, u"ada"_qs), person(bo, u"bo"_qs)});
    }

    static ChannelState place(int id, const QString& name, int last) {
        ChannelState state = channelState(id, last);
        state.channel.name = name;
        return state;
    }

    Result<FoundMessages> find(const QString& query, ChannelId channel = {}) {
        Search search;
        search.query = query;
        search.channel = channel;
        return LocalSearch(database, PersonId(ada)).find(search);
    }

    QTemporaryDir dir;
    CacheDatabase database;
};

Event eventOf(const SearchedMessage& said, int number, int serial) {
    Event event =
        posted(serial, QString::fromUtf8(said.text), QLatin1StringView(said.author) == u"ada" ? ada : bo);
    event.message = MessageId(1'000 + number);
    event.time = searchedFrom + said.day * searchedDay + number;
    Entry& entry = std::get<MessagePosted>(event.body).entry;
    if (said.data)
        entry.data = u"1"_qs;
    if (said.photo) {
        entry.kind = EntryKind::Photos;
        PhotoReference photo;
        photo.id = PhotoId(number + 1);
        entry.photos = {photo};
    }
    return event;
}

} // namespace

TEST_F(LocalSearching, AnswersTheTableAsTheServerDoes) {
    const QHash<QString, ChannelId> channels{{u"general"_qs, ChannelId(7)}, {u"trips"_qs, ChannelId(8)}};
    QHash<ChannelId, QList<Event>> talk;
    QHash<MessageId, QString> labels;
    int number = 0;
    for (const SearchedMessage& said : searchedTalk()) {
        const ChannelId channel = channels.value(QString::fromLatin1(said.channel));
        ++number;
        if (!channel.isValid())
            continue;
        const Event event = eventOf(said, number, static_cast<int>(talk[channel].size()) + 1);
        labels.insert(event.message, QString::fromLatin1(said.label));
        talk[channel].append(event);
    }
    QList<ChannelState> states;
    for (auto place = channels.begin(); place != channels.end(); ++place) {
        const QList<Event>& events = talk[place.value()];
        const int last = static_cast<int>(events.size());
        states.append(LocalSearching::place(static_cast<int>(place->value()), place.key(), last));
        ASSERT_TRUE(database.timelines.append(place.value(), {Serial(1), Serial(last)}, events));
    }
    ASSERT_TRUE(database.places.storeChannels(states, true));
    for (const SearchCase& wanted : searchCases()) {
        const auto found =
            find(QString::fromUtf8(wanted.query),
                 wanted.inChannel ? channels.value(QString::fromLatin1(wanted.inChannel)) : ChannelId());
        if (wanted.error) {
            ASSERT_FALSE(found) << wanted.query;
            EXPECT_EQ(QLatin1StringView(wireCode(found.error().code)), QLatin1StringView(wanted.error))
                << wanted.query;
            continue;
        }
        ASSERT_TRUE(found) << wanted.query;
        QStringList hits;
        for (const SearchHit& hit : found->page.hits)
            hits.append(labels.value(hit.event.message));
        EXPECT_EQ(hits, wanted.labels) << wanted.query << ": " << hits.join(u' ').toStdString();
        EXPECT_TRUE(found->onDevice);
        EXPECT_TRUE(found->notWhole.isEmpty()) << wanted.query;
    }
}

TEST_F(LocalSearching, SaysWhichChannelsAreNotAllHere) {
    ASSERT_TRUE(database.places.storeChannels({place(7, u"general"_qs, 10), place(8, u"trips"_qs, 3)}, true));
    ASSERT_TRUE(database.timelines.append(ChannelId(7), {Serial(5), Serial(10)},
                                          {posted(5, u"five"_qs), posted(10, u"ten"_qs)}));
    ASSERT_TRUE(database.timelines.append(ChannelId(8), {Serial(1), Serial(3)}, {posted(3, u"three"_qs)}));
    EXPECT_EQ(find(u"ten"_qs)->notWhole, QList<ChannelId>{ChannelId(7)});
    EXPECT_EQ(find(u"ten in:trips"_qs)->notWhole, QList<ChannelId>());
    EXPECT_EQ(find(u"ten"_qs, ChannelId(7))->notWhole, QList<ChannelId>{ChannelId(7)});
    // What is missing is older than what is asked for.
    EXPECT_EQ(find(u"ten after:2025-10-10"_qs)->notWhole, QList<ChannelId>());
    EXPECT_EQ(find(u"ten after:2025-10"_qs)->notWhole, QList<ChannelId>{ChannelId(7)});
    ASSERT_TRUE(database.timelines.addPage(ChannelId(7), {Serial(1), Serial(4)}, {posted(1, u"one"_qs)}));
    EXPECT_EQ(find(u"ten"_qs)->notWhole, QList<ChannelId>());
    // The server has more since.
    ASSERT_TRUE(database.places.storeChannels({place(7, u"general"_qs, 12)}, false));
    EXPECT_EQ(find(u"ten"_qs)->notWhole, QList<ChannelId>{ChannelId(7)});
}

TEST_F(LocalSearching, ShowsWhereAndInWhatContext) {
    ASSERT_TRUE(database.places.storeChannels({place(7, u"general"_qs, 3)}, true));
    const QString longText = u"before "_qs.repeated(50) + u"zebra "_qs + u"after "_qs.repeated(50);
    ASSERT_TRUE(database.timelines.append(ChannelId(7), {Serial(1), Serial(3)}, {posted(2, longText)}));
    const auto found = find(u"zebra"_qs);
    ASSERT_EQ(found->page.hits.size(), 1);
    EXPECT_EQ(found->page.hits.first().event.serial, Serial(2));
    EXPECT_EQ(found->page.hits.first().channel, ChannelId(7));
    EXPECT_TRUE(found->page.hits.first().snippet.contains(u"before \ue000zebra\ue001 after"_qs));
    EXPECT_TRUE(found->page.hits.first().snippet.startsWith(u"…before"_qs));
}

TEST_F(LocalSearching, PagesLoseNothingOfOneMillisecond) {
    QList<Event> events;
    for (int i = 1; i <= 7; ++i) {
        Event event = posted(i, u"burst %1"_qs.arg(i), ada);
        event.message = MessageId(2'000 + i);
        event.time = searchedFrom;
        events.append(event);
    }
    ASSERT_TRUE(database.timelines.append(ChannelId(7), {Serial(1), Serial(7)}, events));
    ASSERT_TRUE(database.places.storeChannels({place(7, u"general"_qs, 7)}, true));
    Search search;
    search.query = u"burst"_qs;
    search.limit = 3;
    QList<MessageId> found;
    for (int pages = 0; pages < 5; ++pages) {
        const auto page = LocalSearch(database, PersonId(ada)).find(search);
        ASSERT_TRUE(page);
        for (const SearchHit& hit : page->page.hits)
            found.append(hit.event.message);
        if (!page->page.more)
            break;
        search.beforeId = found.last();
    }
    QList<MessageId> all;
    for (int i = 7; i >= 1; --i)
        all.append(MessageId(2'000 + i));
    EXPECT_EQ(found, all);
}

TEST_F(LocalSearching, FollowsEditsAndDeletes) {
    ASSERT_TRUE(database.places.storeChannels({place(7, u"general"_qs, 3)}, true));
    ASSERT_TRUE(
        database.timelines.append(ChannelId(7), {Serial(1), Serial(1)}, {posted(1, u"first words"_qs)}));
    ASSERT_TRUE(
        database.timelines.append(ChannelId(7), {Serial(2), Serial(2)}, {edited(2, 1, u"other words"_qs)}));
    EXPECT_TRUE(find(u"first"_qs)->page.hits.isEmpty());
    EXPECT_EQ(find(u"other"_qs)->page.hits.size(), 1);
    ASSERT_TRUE(
        database.timelines.append(ChannelId(7), {Serial(3), Serial(3)}, {about(3, 1, MessageDeleted())}));
    EXPECT_TRUE(find(u"other"_qs)->page.hits.isEmpty());
    EXPECT_TRUE(find(u"from:me"_qs)->page.hits.isEmpty());
}

// What an earlier version has stored is found without asking the server again.
TEST_F(LocalSearching, AnOlderIndexIsFilledAnew) {
    ASSERT_TRUE(database.places.storeChannels({place(7, u"general"_qs, 1)}, true));
    ASSERT_TRUE(
        database.timelines.append(ChannelId(7), {Serial(1), Serial(1)}, {posted(1, u"東京 zebra"_qs, bo)}));
    ASSERT_TRUE(database.sql.run(u"DROP TABLE words"_qs));
    ASSERT_TRUE(database.sql.run(u"CREATE VIRTUAL TABLE words USING fts5(text)"_qs));
    ASSERT_TRUE(database.sql.run(u"DELETE FROM positions WHERE name = 'search'"_qs));
    CacheDatabase again(dir.filePath(u"client.sqlite"_qs));
    ASSERT_TRUE(again.begin(u"1@home"_qs));
    Search search;
    search.query = u"from:bo 東京"_qs;
    const auto found = LocalSearch(again, PersonId(ada)).find(search);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->page.hits.size(), 1);
}

} // namespace parlor::client
