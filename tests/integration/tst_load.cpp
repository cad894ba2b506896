// parlor-load and the topic socket, each against a real parlord.
#include "tests/support/processes.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

namespace {

Finished load(const ServerProcess& server, const QStringList& arguments) {
    QStringList all = arguments;
    all.append({u"--data"_qs, server.dataDirectory(), u"--json"_qs});
    return test::runProgram(QDir(test::programs()).filePath(u"parlor-load"_qs), all, {}, 120'000);
}

} // namespace

TEST(Load, CountsEveryDeliveryAndTakesItsPeopleBack) {
    ServerProcess server;
    server.start();
    for (int run = 0; run < 2; ++run) {
        const Finished fanout = load(server, {u"fanout"_qs, u"--connections"_qs, u"60"_qs, u"--messages"_qs,
                                              u"40"_qs, u"--in-flight"_qs, u"4"_qs});
        ASSERT_EQ(fanout.exitCode, 0)
            << fanout.errors.toStdString() << server.log().right(2'000).toStdString();
        ASSERT_EQ(fanout.objects().size(), 1);
        const QJsonObject figures = fanout.objects().first();
        for (const QString& name :
             {u"deliveries_per_s"_qs, u"p50_ms"_qs, u"p99_ms"_qs, u"lost"_qs, u"doubled"_qs,
              u"out_of_order"_qs, u"server_cpu_s_per_million"_qs, u"server_bytes_per_connection"_qs})
            EXPECT_TRUE(figures.value(name).isDouble()) << name.toStdString();
        EXPECT_EQ(figures.value(u"deliveries").toInt(), 60 * 40);
        EXPECT_EQ(figures.value(u"lost").toInt(-1), 0);
        EXPECT_EQ(figures.value(u"doubled").toInt(-1), 0);
        EXPECT_EQ(figures.value(u"out_of_order").toInt(-1), 0);
    }
    const auto listed = [&](const QString& what, const QStringList& more) {
        const QStringList arguments{what, u"list"_qs, u"--data"_qs, server.dataDirectory(), u"--json"_qs};
        return test::runProgram(QDir(test::programs()).filePath(u"parlord"_qs), arguments + more).objects();
    };
    const QList<QJsonObject> people = listed(u"user"_qs, {u"--all"_qs});
    int disabled = 0;
    for (const QJsonObject& person : people)
        disabled += person.value(u"disabled").toBool() ? 1 : 0;
    EXPECT_EQ(people.size(), 60) << "the second run takes the people of the first";
    EXPECT_EQ(disabled, 60);
    EXPECT_EQ(listed(u"key"_qs, {u"--all"_qs}).size(), 2);
    EXPECT_TRUE(listed(u"user"_qs, {}).isEmpty()) << "nobody whom an operator knows";
    EXPECT_TRUE(listed(u"key"_qs, {}).isEmpty());
}

TEST(Load, MeasuresDurablePublishes) {
    ServerProcess server;
    server.start();
    const Finished publish =
        load(server, {u"publish"_qs, u"--publishers"_qs, u"8"_qs, u"--seconds"_qs, u"0.5"_qs});
    ASSERT_EQ(publish.exitCode, 0) << publish.errors.toStdString();
    const QJsonObject figures = publish.objects().value(0);
    EXPECT_GT(figures.value(u"acks_per_s").toDouble(), 0);
    EXPECT_GT(figures.value(u"ack_p50_ms").toDouble(), 0);
    EXPECT_GE(figures.value(u"ack_p99_ms").toDouble(), figures.value(u"ack_p50_ms").toDouble());
    EXPECT_EQ(figures.value(u"errors").toInt(-1), 0);
}

TEST(Load, EverybodyComesBackToWhatTheyMissed) {
    ServerProcess server;
    server.start();
    const Finished resume =
        load(server, {u"resume"_qs, u"--connections"_qs, u"100"_qs, u"--missed"_qs, u"50"_qs});
    ASSERT_EQ(resume.exitCode, 0) << resume.errors.toStdString();
    const QJsonObject figures = resume.objects().value(0);
    EXPECT_EQ(figures.value(u"lost").toInt(-1), 0);
    EXPECT_EQ(figures.value(u"doubled").toInt(-1), 0);
    EXPECT_EQ(figures.value(u"out_of_order").toInt(-1), 0);
    EXPECT_GT(figures.value(u"live_s").toDouble(), 0);
    EXPECT_EQ(figures.value(u"connections_lost").toInt(-1), 0);
    EXPECT_LE(figures.value(u"event_log_reads").toInt(100), 2) << "one channel, read for all of them";
    const double reads = figures.value(u"other_reads_per_client").toDouble();
    EXPECT_GE(reads, 1);
    EXPECT_LT(reads, 1.9) << "a token and where its person's streams stand are one read";
}

TEST(Load, SaysWhenNoServerRuns) {
    ServerProcess server;
    const Finished fanout =
        load(server, {u"fanout"_qs, u"--connections"_qs, u"2"_qs, u"--messages"_qs, u"1"_qs});
    EXPECT_NE(fanout.exitCode, 0);
    EXPECT_TRUE(fanout.errors.contains("no server runs")) << fanout.errors.toStdString();
}

TEST(TopicSocketPeers, AStrangersClientSubscribesAndPublishes) {
    ServerProcess server;
    const QString address = test::quietAddress();
    QFile config(server.file(u"parlor.toml"_qs));
    ASSERT_TRUE(config.open(QIODevice::WriteOnly));
    config.write("[topics]\nlisten = \"" + address.toLatin1() + "\"\nopen = true\n");
    config.close();
    server.start({u"--config"_qs, config.fileName()});
    const QString peers = QDir(QStringLiteral(PARLOR_BINARY_DIR)).filePath(u"../peers"_qs);
    const Finished talk =
        test::runProgram(u"node"_qs, {QStringLiteral(PARLOR_SOURCE_DIR "/tests/peers/topics.cjs"), peers,
                                      u"ws://"_qs + address});
    EXPECT_EQ(talk.exitCode, 0) << talk.errors.toStdString() << server.log().right(2'000).toStdString();
}

} // namespace parlor
