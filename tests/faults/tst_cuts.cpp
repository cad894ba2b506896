// The connection breaks after the commit and before the answer: the sender can not know, asks again, and
// there is still one message.
#include "shared/core/ids.h"
#include "tests/faults/crowd.h"
#include "tests/faults/desktop.h"
#include "tests/faults/faultserver.h"
#include "tests/support/faultproxy.h"
#include "tests/support/waiting.h"

#include <QJsonDocument>

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor {

using test::ChatPeer;
using test::Crowd;
using test::Desktop;
using test::FaultProxy;
using test::FaultServer;
using test::HistoryChecker;
using test::Transport;

namespace {

bool isCommitted(const QByteArray& frame) {
    return frame.contains("\"answer\":\"committed\"");
}

/// One server with one channel; somebody named "dora" has a password.
class Cuts : public ::testing::Test {
protected:
    void SetUp() override {
        {
            test::Seeding seeding(server.dataDirectory());
            owner = seeding.person(u"owner"_qs, Role::Owner);
            for (int i = 0; i < 20; ++i)
                tokens.append(seeding.session(owner.id));
            channel = seeding.channel(u"channel 0"_qs, {owner});
        }
        server.addPerson(u"dora"_qs);
        server.start();
        proxy = std::make_unique<FaultProxy>(server.port());
    }

    /// The log, told to the checker; answers all that is wrong.
    QStringList verdict() {
        ChatPeer looking(tokens.last());
        looking.open(server.port());
        log = test::readLog(looking, channel);
        for (const test::Seen& event : log)
            checker.stored(channel, event);
        return checker.faults();
    }

    /// Cuts instead of every `n`-th answer that something is durable.
    void cutEach(int n) {
        proxy->setJudge([this, n](FaultProxy::Direction direction, const QByteArray& text) {
            if (direction == FaultProxy::Direction::Up || !isCommitted(text) || ++answers % n != 0)
                return FaultProxy::Verdict::Pass;
            return FaultProxy::Verdict::Cut;
        });
    }

    FaultServer server;
    test::SeededPerson owner;
    QList<QByteArray> tokens; ///< more sessions of the owner
    QString channel;
    std::unique_ptr<FaultProxy> proxy;
    HistoryChecker checker;
    QList<test::Seen> log;
    std::atomic<int> answers = 0;
};

/// Client ids whose first answer is not to arrive. For several threads.
class FirstAnswers {
public:
    void add(const QByteArray& clientId) {
        const std::scoped_lock lock(m_mutex);
        m_ids.append(clientId);
    }

    /// True once for each id, at its first answer; events beside it may name others.
    bool take(const QByteArray& answer) {
        const std::scoped_lock lock(m_mutex);
        const auto at = std::find_if(m_ids.begin(), m_ids.end(),
                                     [&](const QByteArray& id) { return answer.contains(committed + id); });
        if (at == m_ids.end())
            return false;
        m_ids.erase(at);
        return true;
    }

    [[nodiscard]] bool waitsFor(const QByteArray& clientId) {
        const std::scoped_lock lock(m_mutex);
        return m_ids.contains(clientId);
    }

private:
    static constexpr char committed[] = R"("answer":"committed","client_id":")";

    std::mutex m_mutex;
    QList<QByteArray> m_ids;
};

class CutsOfPeers : public Cuts, public ::testing::WithParamInterface<Transport> {};

} // namespace

TEST_P(CutsOfPeers, ARetryAfterALostAnswerGetsTheFirstAnswer) {
    // Some at a time: most of a round is waiting for the disk.
    constexpr int writers = 6;
    const int each = (test::rounds(1'000) + writers - 1) / writers, rounds = each * writers;
    FirstAnswers lost;
    proxy->setJudge([&](FaultProxy::Direction direction, const QByteArray& text) {
        return direction == FaultProxy::Direction::Down && isCommitted(text) && lost.take(text)
                   ? FaultProxy::Verdict::Cut
                   : FaultProxy::Verdict::Pass;
    });
    std::array<QList<qint64>, writers> serials;
    const auto textOf = [](int writer, int i) { return u"message %1 of %2"_qs.arg(i).arg(writer); };
    const auto write = [&](int writer) {
        ChatPeer peer(tokens.at(writer), {{}, 0, true, GetParam()});
        for (int i = 0; i < each && !HasFailure(); ++i) {
            const QJsonObject request = test::sendRequest(channel, textOf(writer, i));
            const QByteArray id = request.value(u"client_id").toString().toLatin1();
            ASSERT_TRUE(peer.open(proxy->port()));
            lost.add(id);
            // A socket is gone with what was said on it; who polls makes the call again and hears what is
            // kept.
            const QJsonObject heard = peer.ask(request);
            EXPECT_EQ(heard.isEmpty(), GetParam() == Transport::Socket);
            ASSERT_FALSE(lost.waitsFor(id))
                << "nothing was cut: " << QJsonDocument(heard).toJson().constData();
            ASSERT_TRUE(peer.open(proxy->port()));
            const QJsonObject answer = peer.ask(request);
            ASSERT_EQ(answer.value(u"op").toString(), u"ok"_qs);
            EXPECT_TRUE(answer.value(u"duplicate").toBool());
            serials.at(static_cast<std::size_t>(writer)).append(answer.value(u"serial").toInteger());
        }
    };
    std::vector<std::thread> threads;
    threads.reserve(writers);
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back(write, writer);
    for (std::thread& thread : threads)
        thread.join();
    for (int writer = 0; writer < writers; ++writer)
        for (int i = 0; i < each; ++i) {
            checker.attempted(channel, textOf(writer, i));
            checker.acknowledged(channel, textOf(writer, i),
                                 serials.at(static_cast<std::size_t>(writer)).value(i, -1));
        }
    EXPECT_EQ(verdict(), QStringList());
    EXPECT_EQ(checker.acknowledgedCount(), rounds);
    EXPECT_EQ(proxy->faults(), rounds);
}

TEST_P(CutsOfPeers, TheSameIdAHundredTimesAtOnceIsOneMessage) {
    std::vector<std::unique_ptr<ChatPeer>> peers;
    QList<ChatPeer*> all;
    for (int i = 0; i < 20; ++i) {
        peers.push_back(std::make_unique<ChatPeer>(
            tokens.at(i), ChatPeer::Options{test::addressOf(i), 0, true, GetParam()}));
        all.append(peers.back().get());
        ASSERT_TRUE(peers.back()->open(server.port()));
    }
    ASSERT_TRUE(ChatPeer::pumpUntil(all, [&] {
        return std::all_of(all.begin(), all.end(), [](const ChatPeer* peer) { return peer->isWelcome(); });
    }));
    const QJsonObject request = test::sendRequest(channel, u"once"_qs);
    checker.attempted(channel, u"once"_qs);
    QSet<qint64> serials;
    int answered = 0, duplicates = 0;
    for (ChatPeer* peer : all) {
        peer->onFrame = [&](const QJsonObject& frame) {
            if (frame.value(u"answer").toString() != u"committed")
                return;
            ++answered;
            duplicates += frame.value(u"duplicate").toBool() ? 1 : 0;
            serials.insert(frame.value(u"serial").toInteger());
            checker.acknowledged(channel, u"once"_qs, frame.value(u"serial").toInteger());
        };
        for (int i = 0; i < 5; ++i)
            peer->say(request);
    }
    ASSERT_TRUE(ChatPeer::pumpUntil(all, [&] { return answered == 100; })) << answered;
    EXPECT_EQ(serials.size(), 1);
    EXPECT_EQ(duplicates, 99);
    QJsonObject other = request;
    other.insert(u"text"_qs, u"something else"_qs);
    peers.front()->onFrame = nullptr;
    EXPECT_EQ(peers.front()->ask(other).value(u"code").toString(), u"idempotency_conflict"_qs);
    peers.pop_back();
    EXPECT_EQ(verdict(), QStringList());
    EXPECT_EQ(std::count_if(log.begin(), log.end(), [](const auto& e) { return e.body == u"once"; }), 1);
}

PARLOR_ON_ALL_TRANSPORTS(CutsOfPeers);

TEST_F(Cuts, TheCommandLineSaysEachLineOnce) {
    const auto login =
        server.cli(u"dora"_qs, {u"login"_qs, u"http://127.0.0.1:%1"_qs.arg(proxy->port()), u"--user"_qs,
                                u"dora"_qs, u"--password-file"_qs, server.passwordFile(u"dora"_qs)});
    ASSERT_EQ(login.exitCode, 0) << login.errors.constData();
    ASSERT_EQ(server.cli(u"dora"_qs, {u"channels"_qs, u"join"_qs, u"channel 0"_qs}).exitCode, 0);
    cutEach(9);
    constexpr int lines = 40;
    QByteArray input;
    for (int i = 0; i < lines; ++i) {
        input += "line " + QByteArray::number(i) + '\n';
        checker.attempted(channel, u"line %1"_qs.arg(i));
    }
    const auto sent =
        server.cli(u"dora"_qs, {u"send"_qs, u"channel 0"_qs, u"--lines"_qs, u"--json"_qs}, input, 60'000);
    EXPECT_EQ(sent.exitCode, 0) << sent.errors.constData();
    const QList<QJsonObject> said = sent.objects();
    EXPECT_EQ(said.size(), lines);
    for (qsizetype i = 0; i < said.size(); ++i)
        checker.acknowledged(channel, u"line %1"_qs.arg(i), said.at(i).value(u"serial").toInteger());
    EXPECT_GE(proxy->faults(), 3);
    EXPECT_EQ(verdict(), QStringList());
    EXPECT_EQ(std::count_if(log.begin(), log.end(), [](const auto& e) { return !e.body.isEmpty(); }), lines);
}

TEST_F(Cuts, TheDesktopShowsEachMessageOnce) {
    Desktop desktop(proxy->port(), u"dora"_qs, u"channel 0"_qs);
    cutEach(2);
    constexpr int messages = 6;
    for (int i = 0; i < messages; ++i)
        desktop.say(u"message %1"_qs.arg(i), &checker);
    ASSERT_TRUE(test::waitFor([&] { return desktop.state().pending(desktop.channel()).isEmpty(); }));
    EXPECT_GE(proxy->faults(), 2);
    EXPECT_EQ(verdict(), QStringList());
    ASSERT_TRUE(test::waitFor([&] { return desktop.isAt(log.last().serial); }));
    desktop.tell(&checker, u"desktop"_qs);
    EXPECT_EQ(checker.faults(), QStringList());
    EXPECT_EQ(std::count_if(log.begin(), log.end(), [](const auto& e) { return !e.body.isEmpty(); }),
              messages);
}

TEST_F(Cuts, TheDesktopKeepsWhatItCouldNotSayThroughARestart) {
    Desktop desktop(proxy->port(), u"dora"_qs, u"channel 0"_qs);
    server.kill();
    ASSERT_TRUE(test::waitFor([&] { return !desktop.isOnline(); }));
    for (int i = 0; i < 3; ++i)
        desktop.say(u"offline %1"_qs.arg(i), &checker);
    desktop.restart();
    EXPECT_EQ(desktop.state().pending(desktop.channel()).size(), 3);
    server.start();
    ASSERT_TRUE(test::waitFor(
        [&] { return desktop.isOnline() && desktop.state().pending(desktop.channel()).isEmpty(); }));
    EXPECT_EQ(verdict(), QStringList());
    QStringList said;
    for (const test::Seen& event : log)
        if (!event.body.isEmpty())
            said += event.body;
    EXPECT_EQ(said, (QStringList{u"offline 0"_qs, u"offline 1"_qs, u"offline 2"_qs}));
}

} // namespace parlor
