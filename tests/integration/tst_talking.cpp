// Two people and one script talk over loopback while the server is killed: nothing is lost, nothing comes
// twice.
#include "tests/support/processes.h"

#include <QDeadlineTimer>
#include <QRegularExpression>
#include <QSet>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

namespace {

QStringList textsOf(const QList<QJsonObject>& events) {
    QStringList texts;
    for (const QJsonObject& event : events)
        if (event.value(u"type").toString() == u"message")
            texts.append(event.value(u"text").toString());
    return texts;
}

QList<QJsonObject> history(const ServerProcess& server, const QString& person, const QString& channel,
                           int limit) {
    const Finished page =
        server.cli(person, {u"history"_qs, channel, u"--json"_qs, u"--limit"_qs, QString::number(limit)});
    EXPECT_EQ(page.exitCode, 0) << page.errors.toStdString();
    return page.objects();
}

} // namespace

class Talking : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        server.addSignedIn(u"bo"_qs);
        ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Family"_qs}).exitCode, 0);
        ASSERT_EQ(server.cli(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Family"_qs}).exitCode, 0);
    }

    ServerProcess server;
};

TEST_F(Talking, SendAnswersWithAPlaceAndTheOtherReadsIt) {
    const Finished sent =
        server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"Hello, wörld 🎉"_qs, u"--json"_qs});
    ASSERT_EQ(sent.exitCode, 0) << sent.errors.toStdString();
    ASSERT_EQ(sent.objects().size(), 1);
    EXPECT_GT(sent.objects().first().value(u"serial").toInteger(), 0);
    EXPECT_FALSE(sent.objects().first().value(u"id").toString().isEmpty());

    const QList<QJsonObject> seen = history(server, u"bo"_qs, u"Family"_qs, 1);
    ASSERT_EQ(seen.size(), 1);
    for (const QString& field :
         {u"serial"_qs, u"id"_qs, u"type"_qs, u"kind"_qs, u"author"_qs, u"text"_qs, u"time"_qs})
        EXPECT_TRUE(seen.first().contains(field)) << field.toStdString();
    EXPECT_EQ(seen.first().value(u"text").toString(), u"Hello, wörld 🎉"_qs);
    EXPECT_EQ(seen.first().value(u"serial"), sent.objects().first().value(u"serial"));
}

TEST_F(Talking, ListsChannelsWithCounters) {
    server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"one"_qs});
    server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"two"_qs});
    const Finished listed = server.cli(u"bo"_qs, {u"channels"_qs, u"list"_qs, u"--json"_qs});
    ASSERT_EQ(listed.exitCode, 0);
    const QList<QJsonObject> channels = listed.objects();
    ASSERT_EQ(channels.size(), 1);
    EXPECT_EQ(channels.first().value(u"name").toString(), u"Family"_qs);
    EXPECT_EQ(channels.first().value(u"unread").toInteger(), 2);
    EXPECT_TRUE(channels.first().contains(u"kind"));
    EXPECT_TRUE(channels.first().contains(u"serial"));
}

TEST_F(Talking, EveryLogIsEqualAfterKills) {
    constexpr int lines = 400;
    QList<std::shared_ptr<QProcess>> senders;
    for (const QString& person : {u"ada"_qs, u"bo"_qs}) {
        auto sender = std::make_shared<QProcess>();
        sender->start(test::programs() + u"/parlor-cli"_qs, {u"--profile"_qs, server.file(person), u"send"_qs,
                                                             u"Family"_qs, u"--lines"_qs, u"--json"_qs});
        QByteArray input;
        for (int i = 0; i < lines; ++i)
            input += person.toUtf8() + ' ' + QByteArray::number(i) + '\n';
        sender->write(input);
        sender->closeWriteChannel();
        senders.append(sender);
    }
    for (int round = 0; round < 3; ++round) {
        // Let some more be acknowledged, then pull the plug in the middle of it.
        const QDeadlineTimer patience(60'000);
        const qint64 before = senders.first()->bytesAvailable();
        while (senders.first()->bytesAvailable() < before + 600
               && senders.first()->state() == QProcess::Running && !patience.hasExpired())
            senders.first()->waitForReadyRead(20);
        server.kill();
        server.start();
    }
    QSet<QString> acknowledged;
    for (const auto& sender : senders) {
        ASSERT_TRUE(sender->state() == QProcess::NotRunning || sender->waitForFinished(120'000));
        EXPECT_EQ(sender->exitCode(), 0) << sender->readAllStandardError().toStdString();
        EXPECT_EQ(sender->readAllStandardOutput().count('\n'), lines);
    }
    // The table itself, page by page, through a person's eyes.
    QStringList texts;
    QList<qint64> serials;
    qint64 before = 0;
    for (;;) {
        QStringList arguments{u"history"_qs, u"Family"_qs, u"--json"_qs, u"--limit"_qs, u"100"_qs};
        if (before > 0)
            arguments << u"--before"_qs << QString::number(before);
        const QList<QJsonObject> page = server.cli(u"ada"_qs, arguments).objects();
        if (page.isEmpty())
            break;
        QStringList older = textsOf(page);
        texts = older + texts;
        before = page.first().value(u"serial").toInteger();
        if (before <= 1)
            break;
    }
    EXPECT_EQ(texts.size(), 2 * lines);
    EXPECT_EQ(QSet<QString>(texts.begin(), texts.end()).size(), 2 * lines);
    for (const QString& person : {u"ada"_qs, u"bo"_qs}) {
        QStringList own = texts.filter(QRegularExpression(u"^"_qs + person + u" "_qs));
        ASSERT_EQ(own.size(), lines);
        for (int i = 0; i < lines; ++i)
            EXPECT_EQ(own.at(i), person + u" "_qs + QString::number(i));
    }
    // Following from the first serial gives the same log, without a gap.
    const qint64 newest = history(server, u"ada"_qs, u"Family"_qs, 1).last().value(u"serial").toInteger();
    const Finished asRead =
        server.cli(u"bo"_qs, {u"tail"_qs, u"Family"_qs, u"--json"_qs, u"--from"_qs, u"1"_qs, u"--count"_qs,
                              QString::number(newest), u"--timeout"_qs, u"600"_qs});
    EXPECT_EQ(asRead.exitCode, 0) << asRead.errors.toStdString();
    EXPECT_EQ(textsOf(asRead.objects()), texts);
    qint64 last = 0;
    for (const QJsonObject& event : asRead.objects()) {
        const qint64 serial = event.value(u"serial").toInteger();
        EXPECT_EQ(serial, last + 1);
        last = serial;
    }
}

TEST_F(Talking, TailStopsAtItsCount) {
    for (int i = 0; i < 5; ++i)
        server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, QString::number(i)});
    const qint64 first = history(server, u"ada"_qs, u"Family"_qs, 5).first().value(u"serial").toInteger();
    const Finished tail =
        server.cli(u"bo"_qs, {u"tail"_qs, u"Family"_qs, u"--json"_qs, u"--from"_qs, QString::number(first),
                              u"--count"_qs, u"3"_qs, u"--timeout"_qs, u"600"_qs});
    EXPECT_EQ(tail.exitCode, 0);
    EXPECT_EQ(textsOf(tail.objects()), (QStringList{u"0"_qs, u"1"_qs, u"2"_qs}));
}

TEST_F(Talking, RefusalsHaveTheirCodesAndLeaveTheServerStanding) {
    const auto refused = [&](const QStringList& arguments, int exitCode, const char* word) {
        const Finished finished = server.cli(u"bo"_qs, arguments);
        EXPECT_EQ(finished.exitCode, exitCode)
            << arguments.join(u' ').left(100).toStdString() << finished.errors.toStdString();
        EXPECT_TRUE(finished.errors.contains(word)) << finished.errors.toStdString();
    };
    refused({u"send"_qs, u"Nowhere"_qs, u"x"_qs}, 65, "unknown_channel");
    refused({u"send"_qs, u"Family"_qs, QString(8'001, u'x')}, 65, "too_large");
    QFile wrong(server.file(u"wrong"_qs));
    ASSERT_TRUE(wrong.open(QIODevice::WriteOnly));
    wrong.write("not the password\n");
    wrong.close();
    const Finished login = server.cli(u"stranger"_qs, {u"login"_qs, server.url(), u"--user"_qs, u"ada"_qs,
                                                       u"--password-file"_qs, wrong.fileName()});
    EXPECT_EQ(login.exitCode, 77);
    EXPECT_TRUE(login.errors.contains("wrong_password"));
    EXPECT_FALSE(server.log().contains("not the password"));
    EXPECT_FALSE(server.log().contains("correct horse"));
    EXPECT_EQ(server.cli(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"still here"_qs}).exitCode, 0);
}

TEST_F(Talking, PrivateChannelsAreNobodyElses) {
    ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Secret"_qs, u"--private"_qs}).exitCode,
              0);
    ASSERT_EQ(server.cli(u"ada"_qs, {u"send"_qs, u"Secret"_qs, u"only mine"_qs}).exitCode, 0);
    EXPECT_NE(server.cli(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Secret"_qs}).exitCode, 0);
    const Finished read = server.cli(u"bo"_qs, {u"history"_qs, u"Secret"_qs, u"--json"_qs});
    EXPECT_NE(read.exitCode, 0);
    EXPECT_FALSE(read.output.contains("only mine"));
}

} // namespace parlor
