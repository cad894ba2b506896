// What goes on in a chat by itself, through the programs as people run them.
#include "tests/support/processes.h"
#include "tests/support/waiting.h"

#include <QDeadlineTimer>
#include <QJsonArray>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

namespace {

class Messaging : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        server.addSignedIn(u"bo"_qs);
        ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Family"_qs}));
        ASSERT_TRUE(ask(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Family"_qs}));
    }

    /// The objects that the command printed; nullopt (and a failure) when it was refused.
    std::optional<QList<QJsonObject>> ask(const QString& person, QStringList arguments) {
        arguments.append(u"--json"_qs);
        const Finished finished = server.cli(person, arguments);
        EXPECT_EQ(finished.exitCode, 0)
            << arguments.join(u' ').toStdString() << ": " << finished.errors.toStdString();
        return finished.exitCode == 0 ? std::optional(finished.objects()) : std::nullopt;
    }

    void refused(const QString& person, const QStringList& arguments, const char* code) {
        const Finished finished = server.cli(person, arguments);
        EXPECT_NE(finished.exitCode, 0) << arguments.join(u' ').toStdString();
        EXPECT_TRUE(finished.errors.contains(code)) << finished.errors.toStdString();
    }

    QString send(const QString& person, const QString& text) {
        const auto sent = ask(person, {u"send"_qs, u"Family"_qs, text});
        return sent && sent->size() == 1 ? sent->first().value(u"id").toString() : QString();
    }

    QStringList texts(const QString& person = u"ada"_qs) {
        QStringList texts;
        for (const QJsonObject& event :
             ask(person, {u"history"_qs, u"Family"_qs}).value_or(QList<QJsonObject>()))
            if (event.value(u"type").toString() == u"message" && !event.value(u"deleted").toBool())
                texts.append(event.value(u"text").toString());
        return texts;
    }

    template<class Until>
    bool patiently(Until until) {
        const QDeadlineTimer deadline(60'000);
        while (!until()) {
            if (deadline.hasExpired())
                return false;
        }
        return true;
    }

    /// Starts one that goes on until it is killed, or far longer than anybody waits for it here.
    void follow(QProcess& process, const QString& person, const QStringList& command) {
        test::endWithTest(process);
        process.start(test::programs() + u"/parlor-cli"_qs, QStringList{u"--profile"_qs, server.file(person)}
                                                                + command
                                                                + QStringList{u"--timeout"_qs, u"600"_qs});
        ASSERT_TRUE(process.waitForStarted());
    }

    bool sees(QProcess& process, QByteArray* seen, QByteArrayView words) {
        return patiently([&] {
            process.waitForReadyRead(200);
            *seen += process.readAllStandardOutput();
            return seen->contains(words);
        });
    }

    ServerProcess server;
};

} // namespace

TEST_F(Messaging, RetentionSweepsWhileTheServerRunsAndARetryIsStillTheFirstOne) {
    const QStringList once{u"send"_qs, u"Family"_qs, u"old"_qs, u"--client-id"_qs,
                           u"AAECAwQFBgcICQoLDA0ODw"_qs};
    const auto first = ask(u"bo"_qs, once);
    ASSERT_TRUE(first);
    const QString pinned = send(u"ada"_qs, u"pinned"_qs);
    ASSERT_TRUE(ask(u"ada"_qs, {u"pin"_qs, u"Family"_qs, pinned}));
    refused(u"bo"_qs, {u"channels"_qs, u"update"_qs, u"Family"_qs, u"--retention"_qs, u"1"_qs}, "forbidden");
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"update"_qs, u"Family"_qs, u"--retention"_qs, u"1"_qs}));
    ASSERT_TRUE(patiently([&] { return texts() == QStringList{u"pinned"_qs}; }));
    const auto again = ask(u"bo"_qs, once);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->first().value(u"serial"), first->first().value(u"serial"));
    EXPECT_EQ(again->first().value(u"id"), first->first().value(u"id"));
    EXPECT_EQ(texts(), QStringList{u"pinned"_qs});
    refused(u"bo"_qs,
            {u"send"_qs, u"Family"_qs, u"other words"_qs, u"--client-id"_qs, u"AAECAwQFBgcICQoLDA0ODw"_qs},
            "idempotency_conflict");
}

TEST_F(Messaging, AReminderReachesALiveDevice) {
    QProcess watch;
    follow(watch, u"bo"_qs, {u"watch"_qs, u"--count"_qs, u"2"_qs});
    // Until it listens, what is planned may pass unseen; so ask again until it was seen.
    ASSERT_TRUE(patiently([&] {
        (void)ask(u"bo"_qs, {u"remind"_qs, u"tea"_qs, u"--in"_qs, u"0"_qs});
        return watch.waitForFinished(1'500);
    }));
    const QByteArray seen = watch.readAllStandardOutput();
    EXPECT_EQ(watch.exitCode(), 0) << seen.toStdString();
    EXPECT_TRUE(seen.contains("\"type\":\"plan\"") || seen.contains("\"type\":\"reminder\""))
        << seen.toStdString();
}

TEST_F(Messaging, ABanEndsALiveFollowerAndKeepsTheDoorShut) {
    QProcess banned, other;
    follow(banned, u"bo"_qs, {u"tail"_qs, u"Family"_qs, u"--json"_qs, u"--from"_qs, u"1"_qs});
    follow(other, u"ada"_qs, {u"tail"_qs, u"Family"_qs, u"--json"_qs, u"--from"_qs, u"1"_qs});
    send(u"ada"_qs, u"before"_qs);
    QByteArray seenByBanned, seenByOther;
    ASSERT_TRUE(sees(banned, &seenByBanned, "before"));
    ASSERT_TRUE(sees(other, &seenByOther, "before"));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"ban"_qs, u"Family"_qs, u"bo"_qs, u"--for"_qs, u"3600"_qs}));
    send(u"ada"_qs, u"after the ban"_qs);
    ASSERT_TRUE(sees(other, &seenByOther, "after the ban"));
    refused(u"bo"_qs, {u"send"_qs, u"Family"_qs, u"let me in"_qs}, "unknown_channel");
    refused(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Family"_qs}, "banned");
    const auto list = ask(u"ada"_qs, {u"channels"_qs, u"banned"_qs, u"Family"_qs});
    ASSERT_TRUE(list);
    ASSERT_EQ(list->size(), 1);
    EXPECT_GT(list->first().value(u"until").toInteger(), 0);
    // All that was said to it has long been on its way: others heard the same, and more has been asked since.
    for (QProcess* follower : {&banned, &other}) {
        follower->kill();
        EXPECT_TRUE(follower->waitForFinished());
    }
    seenByBanned += banned.readAllStandardOutput();
    EXPECT_FALSE(seenByBanned.contains("after the ban"));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"unban"_qs, u"Family"_qs, u"bo"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Family"_qs}));
}

TEST_F(Messaging, EverythingHasItsCommand) {
    const QString root = send(u"ada"_qs, u"root with tea"_qs);
    ASSERT_FALSE(root.isEmpty());
    ASSERT_TRUE(ask(u"bo"_qs, {u"send"_qs, u"Family"_qs, u"reply"_qs, u"--reply-to"_qs, root}));
    const auto thread = ask(u"bo"_qs, {u"thread"_qs, u"Family"_qs, root});
    ASSERT_TRUE(thread);
    ASSERT_EQ(thread->size(), 2);
    EXPECT_EQ(thread->last().value(u"thread").toString(), root);
    ASSERT_TRUE(ask(u"ada"_qs, {u"edit"_qs, u"Family"_qs, root, u"root with coffee"_qs}));
    const auto versions = ask(u"bo"_qs, {u"versions"_qs, u"Family"_qs, root});
    ASSERT_TRUE(versions);
    ASSERT_EQ(versions->size(), 2);
    EXPECT_EQ(versions->first().value(u"text").toString(), u"root with tea"_qs);
    ASSERT_TRUE(ask(u"bo"_qs, {u"quote"_qs, u"Family"_qs, u"Family"_qs, root, u"so true"_qs}));
    EXPECT_EQ(ask(u"bo"_qs, {u"history"_qs, u"Family"_qs, u"--limit"_qs, u"1"_qs})
                  ->first()
                  .value(u"quote")
                  .toObject()
                  .value(u"text")
                  .toString(),
              u"root with coffee"_qs);
    ASSERT_TRUE(ask(u"bo"_qs, {u"react"_qs, u"Family"_qs, root, u"🎈"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"save"_qs, u"Family"_qs, root}));
    EXPECT_EQ(ask(u"bo"_qs, {u"saved"_qs})->size(), 1);
    ASSERT_TRUE(ask(u"ada"_qs, {u"pin"_qs, u"Family"_qs, root}));
    EXPECT_EQ(ask(u"bo"_qs, {u"pins"_qs, u"Family"_qs})->size(), 1);
    ASSERT_TRUE(ask(u"bo"_qs, {u"keywords"_qs, u"tea"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"settings"_qs, u"{\"theme\":\"dark\"}"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"draft"_qs, u"Family"_qs, u"half"_qs}));
    const auto own = ask(u"bo"_qs, {u"private"_qs});
    ASSERT_TRUE(own);
    EXPECT_EQ(own->first().value(u"keywords").toArray().size(), 1);
    EXPECT_EQ(own->first().value(u"drafts").toArray().size(), 1);
    EXPECT_EQ(own->first().value(u"settings").toObject().value(u"theme").toString(), u"dark"_qs);
    ASSERT_TRUE(ask(u"bo"_qs, {u"read"_qs, u"Family"_qs}));
    send(u"ada"_qs, u"more tea?"_qs);
    auto state = ask(u"bo"_qs, {u"channels"_qs, u"list"_qs})->first();
    EXPECT_EQ(state.value(u"unread").toInteger(), 1);
    EXPECT_EQ(state.value(u"mentions").toInteger(), 1);
    ASSERT_TRUE(ask(u"bo"_qs, {u"read"_qs, u"Family"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"unread"_qs, u"Family"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"notify"_qs, u"Family"_qs, u"mentions"_qs}));
    state = ask(u"bo"_qs, {u"channels"_qs, u"list"_qs})->first();
    EXPECT_EQ(state.value(u"unread").toInteger(), 0);
    EXPECT_TRUE(state.value(u"marked_unread").toBool());
    EXPECT_EQ(state.value(u"notifications").toString(), u"mentions"_qs);
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"update"_qs, u"Family"_qs, u"--description"_qs,
                                u"All of us"_qs, u"--slow-mode"_qs, u"600"_qs}));
    send(u"bo"_qs, u"first"_qs);
    // It says why it waits, unless the server has not even been heard by then.
    const Finished second =
        server.cli(u"bo"_qs, {u"send"_qs, u"Family"_qs, u"second"_qs, u"--timeout"_qs, u"1"_qs});
    EXPECT_EQ(second.exitCode, 75);
    EXPECT_TRUE(second.errors.contains("slow_mode") || second.errors.contains("in time"))
        << second.errors.toStdString();
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"update"_qs, u"Family"_qs, u"--slow-mode"_qs, u"0"_qs}));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"role"_qs, u"Family"_qs, u"bo"_qs, u"moderator"_qs}));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"role"_qs, u"Family"_qs, u"bo"_qs, u"member"_qs}));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"mute"_qs, u"Family"_qs, u"bo"_qs, u"--for"_qs, u"600"_qs}));
    refused(u"bo"_qs, {u"send"_qs, u"Family"_qs, u"x"_qs}, "muted");
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"unmute"_qs, u"Family"_qs, u"bo"_qs}));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"kick"_qs, u"Family"_qs, u"bo"_qs}));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Den"_qs, u"--private"_qs}));
    refused(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Den"_qs}, "unknown_channel");
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"invite"_qs, u"Den"_qs, u"bo"_qs}));
    ASSERT_TRUE(ask(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Den"_qs}));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"group"_qs, u"bo"_qs, u"--name"_qs, u"Picnic"_qs}));
    const auto direct = ask(u"ada"_qs, {u"channels"_qs, u"direct"_qs, u"bo"_qs});
    EXPECT_EQ(ask(u"bo"_qs, {u"channels"_qs, u"direct"_qs, u"ada"_qs})->first().value(u"id"),
              direct->first().value(u"id"));
    ASSERT_TRUE(ask(u"ada"_qs, {u"channels"_qs, u"update"_qs, u"Den"_qs, u"--archive"_qs}));
    refused(u"bo"_qs, {u"send"_qs, u"Den"_qs, u"x"_qs}, "archived");
    refused(u"bo"_qs, {u"erase"_qs, u"ada"_qs}, "forbidden");
    ASSERT_TRUE(ask(u"ada"_qs, {u"erase"_qs, u"bo"_qs, u"--messages"_qs}));
    EXPECT_NE(server.cli(u"bo"_qs, {u"channels"_qs, u"list"_qs}).exitCode, 0);
    ASSERT_TRUE(patiently([&] { return !texts().contains(u"reply"_qs); }));
    EXPECT_TRUE(texts().contains(u"root with coffee"_qs));
}

} // namespace parlor
