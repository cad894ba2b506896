#include "client/models/channelphotos.h"
#include "client/models/timelinefeed.h"

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QSignalSpy>

#include <gtest/gtest.h>

#include <random>

// A long conversation costs no more than a short one: what changes is counted, not timed.
namespace parlor::client {
namespace {

constexpr PersonId me{1}, ada{2}, bo{3};
constexpr ChannelId room{10};
constexpr int firstSerial = 1'000'000;

Event row(int serial, PersonId author, EventBody body) {
    Event event;
    event.serial = Serial(serial);
    event.author = author;
    event.time = 1'760'000'000'000 + serial * 20'000LL;
    event.body = std::move(body);
    return event;
}

Event message(int serial, PersonId author, const QString& text) {
    MessagePosted body;
    body.entry.text = text;
    Event event = row(serial, author, body);
    event.message = MessageId(serial);
    return event;
}

Event about(int serial, int earlier, PersonId author, EventBody body) {
    Event event = row(serial, author, std::move(body));
    event.message = MessageId(earlier);
    return event;
}

Person person(PersonId id, const QString& name) {
    Person made;
    made.id = id;
    made.name = name;
    return made;
}

class TimelineGrowth : public ::testing::Test {
protected:
    void SetUp() override {
        Account account;
        account.person = person(me, u"mira"_qs);
        state.apply(AccountKnown{account});
        state.apply(PeopleSeen{{account.person, person(ada, u"ada"_qs), person(bo, u"bo"_qs)}});
        ChannelState channel;
        channel.channel.id = room;
        channel.channel.name = u"Hikes"_qs;
        channel.member = true;
        channel.memberCount = 3;
        state.apply(ChannelsSeen{{channel}, true});
        Connection online;
        online.state = Connectivity::Online;
        state.apply(ConnectionChanged{online});
        settle();
    }

    static void settle() {
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }

    void load(int count) {
        QList<Event> events;
        for (int i = 0; i < count; ++i)
            events << message(firstSerial + i, i % 3 == 0 ? bo : ada, u"text %1"_qs.arg(i));
        next = firstSerial + count;
        state.apply(
            PageLoaded{room, {events.first().serial, events.last().serial}, events, false, true, true});
        settle();
    }

    void come(const Event& event) { state.apply(EventsApplied{room, {event}, true}); }

    State state;
    int next = firstSerial; ///< serial
};

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

/// Anything that can happen to a conversation, in any order.
class Happenings {
public:
    Happenings(State& state, unsigned seed) : m_state(state), m_random(seed) {
        for (int i = 0; i < 30; ++i)
            m_events << message(m_next++, author(), u"start %1"_qs.arg(i));
        m_first = firstSerial;
        m_state.apply(
            PageLoaded{room, {Serial(m_first), m_events.last().serial}, m_events, false, true, true});
    }

    void step() {
        switch (pick(12)) {
        case 0:
            return send();
        case 1:
            return confirm();
        case 2:
            return past();
        case 3:
            return join();
        case 4:
            return react();
        case 5:
            return edit();
        case 6:
            return quote();
        case 7:
            return read();
        case 8:
            return m_state.apply(PeopleSeen{{person(bo, u"bo%1"_qs.arg(pick(3)))}});
        case 9:
            return connection();
        default:
            return come(message(m_next, author(), u"text %1"_qs.arg(m_next)));
        }
    }

private:
    int pick(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }

    PersonId author() { return std::array{me, ada, bo}.at(static_cast<std::size_t>(pick(3))); }

    [[nodiscard]] int anyMessage() { return m_first + pick(m_next - m_first); }

    void come(const Event& event) {
        m_state.apply(EventsApplied{room, {event}, true});
        ++m_next;
    }

    void send() {
        PendingMessage pending;
        pending.clientId = u"client%1"_qs.arg(++m_sent, 16);
        pending.channel = room;
        pending.text = u"on its way"_qs;
        pending.state = pick(3) == 0 ? PendingState::Failed : PendingState::Waiting;
        m_pending << pending.clientId;
        m_state.apply(PendingChanged{pending});
    }

    void confirm() {
        if (m_pending.isEmpty())
            return;
        Event event = message(m_next, me, u"arrived"_qs);
        event.clientId = m_pending.takeAt(pick(static_cast<int>(m_pending.size())));
        come(event);
    }

    void past() {
        QList<Event> page;
        const int count = 1 + pick(9);
        for (int serial = m_first - count; serial < m_first; ++serial)
            page << (pick(4) == 0 ? joined(serial) : message(serial, author(), u"past"_qs));
        m_first -= count;
        m_state.apply(PageLoaded{room, {page.first().serial, page.last().serial}, page, false, false});
    }

    Event joined(int serial) {
        MemberChanged change;
        change.person = person(PersonId(100 + pick(50)), u"guest%1"_qs.arg(serial));
        change.change = pick(5) == 0 ? MemberChange::Left : MemberChange::Joined;
        return row(serial, change.person.id, change);
    }

    void join() { come(joined(m_next)); }

    void react() { come(about(m_next, anyMessage(), author(), ReactionChanged{u"👍"_qs, pick(3) > 0})); }

    void edit() {
        MessageEdited edited;
        edited.entry.text = u"edited %1"_qs.arg(m_next);
        come(pick(3) == 0 ? about(m_next, anyMessage(), ada, MessageDeleted())
                          : about(m_next, anyMessage(), ada, edited));
    }

    void quote() {
        MessagePosted reply;
        reply.entry.text = u"reply"_qs;
        reply.replyTo = MessageId(anyMessage() - pick(3));
        Event event = message(m_next, author(), {});
        event.body = reply;
        come(event);
    }

    void read() {
        const Serial upTo(m_first + pick(m_next - m_first));
        m_state.apply(ReceiptsKnown{room, {{ada, upTo, upTo}, {bo, Serial(m_next), upTo}}, true});
    }

    void connection() {
        Connection now;
        now.state = pick(2) == 0 ? Connectivity::Online : Connectivity::Offline;
        m_state.apply(ConnectionChanged{now});
    }

    State& m_state;
    std::mt19937 m_random;
    QList<Event> m_events;
    QStringList m_pending;
    int m_first = firstSerial, m_next = firstSerial, m_sent = 0;
};

class TimelineStory : public TimelineGrowth, public ::testing::WithParamInterface<unsigned> {};

TEST_P(TimelineStory, FollowedRowsAreThoseThatAreMadeAnew) {
    Happenings happenings(state, GetParam());
    settle();
    // What is unread by then stands under the line, in both.
    state.apply(ReadMarkerMoved{room, Serial(firstSerial + 20), 9, 0, false});
    settle();
    TimelineFeed followed(state);
    const QAbstractItemModelTester tester(followed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    followed.open(room);
    followed.hold(true);
    for (int turn = 0; turn < 150; ++turn) {
        for (unsigned i = 0; i <= static_cast<unsigned>(turn) % 3; ++i)
            happenings.step();
        settle();
        TimelineFeed anew(state);
        anew.open(room);
        ASSERT_EQ(anew.firstUnread(), followed.firstUnread());
        ASSERT_EQ(followed.model()->rowCount(), anew.model()->rowCount()) << "turn " << turn;
        for (int i = 0; i < anew.model()->rowCount(); ++i)
            ASSERT_EQ(followed.model()->at(i), anew.model()->at(i))
                << "turn " << turn << ", row " << i << ": " << followed.model()->at(i).key.toStdString()
                << " " << followed.model()->at(i).text.toStdString() << " / "
                << anew.model()->at(i).key.toStdString() << " " << anew.model()->at(i).text.toStdString();
        ASSERT_EQ(followed.unreadInWindow(), anew.unreadInWindow());
    }
    EXPECT_GT(followed.model()->rowCount(), 100);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TimelineStory, ::testing::Values(1U, 2U, 3U, 4U, 5U, 6U));

} // namespace
} // namespace parlor::client
