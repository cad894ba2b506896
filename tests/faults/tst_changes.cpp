// Edits, deletions and reactions while the process dies: what was acknowledged is in the log, once, and all
// devices end with the same messages.
#include "tests/faults/changer.h"
#include "tests/faults/crowd.h"
#include "tests/faults/desktop.h"
#include "tests/faults/faultserver.h"
#include "tests/support/faultproxy.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

#include <atomic>

namespace parlor {

using test::Changer;
using test::ChatPeer;
using test::Desktop;
using test::FaultProxy;
using test::FaultServer;
using test::Follower;
using test::MessageRow;
using test::MessageRows;
using test::Transport;

namespace {

/// Each event of the channel, oldest first.
QList<QJsonObject> readEvents(ChatPeer& peer, const QString& channel) {
    QList<QJsonObject> log;
    qint64 after = 0;
    for (bool more = true; more;) {
        const QJsonObject page = peer.ask(
            {{u"op"_qs, u"history"_qs}, {u"channel"_qs, channel}, {u"after"_qs, after}, {u"limit"_qs, 100}});
        for (const QJsonObject& event : test::eventsOf(page)) {
            log += event;
            after = event.value(event.contains(u"last") ? u"last" : u"serial").toInteger();
        }
        more = page.value(u"more").toBool();
    }
    return log;
}

/// What a request is called in the log.
QString typeOf(const QString& op) {
    return op == u"send" ? u"message"_qs : op == u"react" ? u"reaction"_qs : op;
}

class Changes : public ::testing::TestWithParam<Transport> {
protected:
    void SetUp() override {
        {
            test::Seeding seeding(server.dataDirectory());
            owner = seeding.person(u"owner"_qs, Role::Owner);
            QList<test::SeededPerson> everybody{owner};
            everybody += seeding.people(u"changer"_qs, 4);
            everybody += seeding.people(u"reader"_qs, 3);
            channel = seeding.channel(u"channel 0"_qs, everybody);
            const auto known = std::make_shared<QStringList>();
            for (int i = 1; i < everybody.size(); ++i) {
                const test::SeededPerson& person = everybody.at(i);
                if (i <= 4)
                    changers.push_back(std::make_unique<Changer>(person.token, channel, test::addressOf(i),
                                                                 transport(), known,
                                                                 test::seed() + quint32(i)));
                else
                    follow(person, i);
            }
        }
        server.addPerson(u"dora"_qs);
        server.start();
    }

    [[nodiscard]] virtual Transport transport() const { return GetParam(); }

    void follow(const test::SeededPerson& person, int place) {
        followers.push_back(std::make_unique<Follower>(ignored, person.token, person.name,
                                                       test::addressOf(place), 0, transport()));
        seen.push_back(std::make_unique<MessageRows>());
        followers.back()->onEvent = [rows = seen.back().get()](const QString&, const QJsonObject& event) {
            rows->apply(event);
        };
    }

    QList<ChatPeer*> peers() {
        QList<ChatPeer*> all;
        for (const auto& changer : changers)
            all.append(&changer->peer);
        for (const auto& follower : followers)
            all.append(&follower->peer);
        return all;
    }

    bool goOnUntil(bool beginning, const std::function<bool()>& condition) {
        return ChatPeer::pumpUntil(peers(), [&] {
            for (const auto& follower : followers)
                if (!follower->peer.isOpen())
                    follower->open(server.port());
            // What a follower begins with is before what is said.
            const bool isListenedTo = std::all_of(followers.begin(), followers.end(),
                                                  [&](const auto& f) { return f->cursor(channel) >= 0; });
            for (const auto& changer : changers) {
                if (!changer->peer.isOpen())
                    changer->open(server.port());
                changer->tend(beginning && isListenedTo);
            }
            return condition();
        });
    }

    qsizetype doneCount() const {
        qsizetype count = 0;
        for (const auto& changer : changers)
            count += changer->done().size();
        return count;
    }

    /// The log as the owner reads it.
    QList<QJsonObject> log() {
        ChatPeer looking(owner.token);
        EXPECT_TRUE(looking.open(server.port()));
        EXPECT_TRUE(ChatPeer::pumpUntil({&looking}, [&] { return looking.isWelcome(); }));
        return readEvents(looking, channel);
    }

    FaultServer server;
    test::SeededPerson owner;
    QString channel;
    test::HistoryChecker ignored; ///< its texts never change, so it can not judge this
    std::vector<std::unique_ptr<Changer>> changers;
    std::vector<std::unique_ptr<Follower>> followers;
    std::vector<std::unique_ptr<MessageRows>> seen; ///< by follower
};

} // namespace

TEST_P(Changes, UnderKillsAreDoneOnceAndAllDevicesAgree) {
    Desktop desktop(server.port(), u"dora"_qs, u"channel 0"_qs);
    const int rounds = test::rounds(8);
    for (int round = 0; round < rounds; ++round) {
        const qsizetype until = doneCount() + 60;
        ASSERT_TRUE(goOnUntil(true, [&] { return doneCount() >= until; })) << server.log().constData();
        server.control().killAfter = round % 2;
        server.control().killAtSync = server.control().syncs + 1 + round;
        ASSERT_TRUE(goOnUntil(true, [&] { return server.waitForEnd(0); }));
        server.control().killAtSync = 0;
        server.start();
    }
    ASSERT_TRUE(goOnUntil(false, [&] {
        return std::all_of(changers.begin(), changers.end(), [](const auto& c) { return c->isIdle(); });
    }));

    const QList<QJsonObject> events = log();
    MessageRows truth;
    QMap<qint64, QJsonObject> bySerial;
    qsizetype changesInLog = 0;
    for (const QJsonObject& event : events) {
        truth.apply(event);
        bySerial.insert(event.value(u"serial").toInteger(), event);
        changesInLog += QStringList{u"message"_qs, u"edit"_qs, u"delete"_qs, u"reaction"_qs}.contains(
            event.value(u"type").toString());
    }
    EXPECT_EQ(bySerial.size(), events.size());
    EXPECT_EQ(bySerial.firstKey(), 1);
    EXPECT_EQ(bySerial.lastKey(), bySerial.size()) << "a hole";
    EXPECT_EQ(changesInLog, doneCount()) << "something was done twice, or not at all";
    for (const auto& changer : changers) {
        EXPECT_EQ(changer->faults, QStringList());
        QHash<QString, QString> texts; // of its own messages, as it left them
        for (auto it = changer->done().begin(); it != changer->done().end(); ++it) {
            const QJsonObject event = bySerial.value(it.key());
            const QString op = it->value(u"op").toString(), message = it->value(u"message").toString();
            EXPECT_EQ(event.value(u"type").toString(), typeOf(op)) << it.key();
            EXPECT_EQ(event.value(u"id").toString(), message) << it.key();
            if (op == u"react") {
                EXPECT_EQ(event.value(u"added"), it->value(u"add")) << it.key();
            } else {
                texts.insert(message, it->value(u"text").toString()); // none: deleted
            }
        }
        for (auto it = texts.begin(); it != texts.end(); ++it) {
            EXPECT_EQ(truth.rows().value(it.key()).text, it.value());
            EXPECT_EQ(truth.rows().value(it.key()).deleted, it->isEmpty());
        }
    }

    const qint64 head = bySerial.lastKey();
    EXPECT_TRUE(goOnUntil(false, [&] {
        return std::all_of(followers.begin(), followers.end(), [&](const auto& follower) {
            return follower->isCaughtUp() && follower->cursor(channel) >= head;
        });
    }));
    for (const auto& rows : seen)
        EXPECT_TRUE(rows->rows() == truth.rows());
    ASSERT_TRUE(test::waitFor([&] { return desktop.isOnline() && desktop.isAt(head); }))
        << desktop.standing() << " of " << head;
    int compared = 0;
    for (const Event& event : desktop.state().timeline(desktop.channel()).rows()) {
        const auto* posted = std::get_if<MessagePosted>(&event.body);
        if (!posted)
            continue;
        MessageRow shown{posted->entry.text, posted->deleted, {}};
        for (const Reaction& reaction : posted->reactions)
            for (const PersonId person : reaction.people)
                shown.reactions[reaction.emoji].insert(person.toString());
        EXPECT_TRUE(shown == truth.rows().value(event.message.toString())) << event.serial.value();
        ++compared;
    }
    EXPECT_GT(compared, 0);
}

PARLOR_ON_ALL_TRANSPORTS(Changes);

namespace {

/// The desktop alone, with one message of its own.
class DesktopChanges : public ::testing::Test {
protected:
    void SetUp() override {
        {
            test::Seeding seeding(server.dataDirectory());
            owner = seeding.person(u"owner"_qs, Role::Owner);
            channel = seeding.channel(u"channel 0"_qs, {owner});
        }
        server.addPerson(u"dora"_qs);
        server.start();
        proxy = std::make_unique<FaultProxy>(server.port());
        desktop = std::make_unique<Desktop>(proxy->port(), u"dora"_qs, u"channel 0"_qs);
        desktop->say(u"before"_qs);
        ASSERT_TRUE(test::waitFor([&] { return shown(u"before"_qs).isValid(); }));
    }

    /// The message that the desktop shows with this text.
    MessageId shown(const QString& text) {
        for (const Event& event : desktop->state().timeline(desktop->channel()).rows())
            if (const auto* posted = std::get_if<MessagePosted>(&event.body);
                posted && posted->entry.text == text
                && desktop->state().pending(desktop->channel()).isEmpty())
                return event.message;
        return {};
    }

    int editsInLog() {
        ChatPeer looking(owner.token);
        EXPECT_TRUE(looking.open(server.port()));
        EXPECT_TRUE(ChatPeer::pumpUntil({&looking}, [&] { return looking.isWelcome(); }));
        const QList<QJsonObject> log = readEvents(looking, channel);
        return static_cast<int>(std::count_if(log.begin(), log.end(), [](const QJsonObject& event) {
            return event.value(u"type").toString() == u"edit";
        }));
    }

    FaultServer server;
    test::SeededPerson owner;
    QString channel;
    std::atomic<int> cuts = 0;
    std::atomic<bool> isCutting = false;
    std::unique_ptr<FaultProxy> proxy;
    std::unique_ptr<Desktop> desktop;
};

} // namespace

TEST_F(DesktopChanges, AnEditThatNeverArrivedIsSaidAgainAfterARestart) {
    isCutting = true;
    proxy->setJudge([this](FaultProxy::Direction direction, const QByteArray& text) {
        if (!isCutting || direction == FaultProxy::Direction::Down || !text.contains("\"op\":\"edit\""))
            return FaultProxy::Verdict::Pass;
        ++cuts;
        return FaultProxy::Verdict::Cut;
    });
    desktop->edit(shown(u"before"_qs), u"after"_qs);
    ASSERT_TRUE(test::waitFor([&] { return cuts > 0; }));
    EXPECT_EQ(editsInLog(), 0);
    desktop->restart();
    isCutting = false;
    EXPECT_TRUE(test::waitFor([&] { return shown(u"after"_qs).isValid(); }));
    EXPECT_EQ(editsInLog(), 1);
}

TEST_F(DesktopChanges, AnEditWhoseAnswerNobodyHeardIsNotDoneTwice) {
    server.control().holdSyncs = 1;
    desktop->edit(shown(u"before"_qs), u"after"_qs);
    ASSERT_TRUE(test::waitFor([&] { return server.control().heldSyncs > 0; }));
    desktop->restart();
    server.control().holdSyncs = 0;
    ASSERT_TRUE(test::waitFor([&] { return shown(u"after"_qs).isValid(); }));
    // An answer to what is said later means that the repetition has been answered, too.
    desktop->say(u"later"_qs);
    ASSERT_TRUE(test::waitFor([&] { return shown(u"later"_qs).isValid(); }));
    EXPECT_EQ(editsInLog(), 1);
}

} // namespace parlor
