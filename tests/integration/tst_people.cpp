// Who is there and what is told about them, with the programs as people run them.
#include "tests/support/processes.h"

#include <QFileInfo>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class People : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        server.addSignedIn(u"bo"_qs);
    }

    QList<QJsonObject> ask(const QString& person, QStringList words) {
        const Finished finished = server.cli(person, words << u"--json"_qs);
        EXPECT_EQ(finished.exitCode, 0) << words.join(u' ').toStdString() << finished.errors.toStdString();
        return finished.objects();
    }

    QJsonObject one(const QString& person, const QStringList& words) {
        const QList<QJsonObject> lines = ask(person, words);
        EXPECT_EQ(lines.size(), 1) << words.join(u' ').toStdString();
        return lines.value(0);
    }

    ServerProcess server;
};

TEST_F(People, AreListedAndFoundByTheBeginningOfTheirNames) {
    QStringList names;
    for (const QJsonObject& person : ask(u"bo"_qs, {u"people"_qs}))
        names += person.value(u"name").toString();
    names.sort();
    EXPECT_EQ(names, (QStringList{u"ada"_qs, u"bo"_qs}));
    const QJsonObject ada = one(u"bo"_qs, {u"people"_qs, u"ad"_qs});
    EXPECT_EQ(ada.value(u"name").toString(), u"ada"_qs);
    EXPECT_EQ(ada.value(u"role").toString(), u"owner"_qs);
    EXPECT_FALSE(ada.value(u"id").toString().isEmpty());
    EXPECT_EQ(server.cli(u"bo"_qs, {u"people"_qs, u"--limit"_qs, u"101"_qs}).exitCode, 64);
}

TEST_F(People, ReceiptsSayWhoHasReadWhat) {
    const QString channel = one(u"ada"_qs, {u"channels"_qs, u"direct"_qs, u"bo"_qs}).value(u"id").toString();
    const qint64 serial = one(u"ada"_qs, {u"send"_qs, channel, u"hi"_qs}).value(u"serial").toInteger();
    const auto readBy = [&](const QString& name) {
        qint64 read = -1;
        for (const QJsonObject& receipt : ask(u"ada"_qs, {u"receipts"_qs, channel})) {
            if (receipt.value(u"name").toString() != name)
                continue;
            read = receipt.value(u"read").toInteger();
            EXPECT_GE(receipt.value(u"delivered").toInteger(), read);
        }
        return read;
    };
    EXPECT_LT(readBy(u"bo"_qs), serial);
    ask(u"bo"_qs, {u"read"_qs, channel});
    EXPECT_EQ(readBy(u"bo"_qs), serial);
    const Finished unknown = server.cli(u"ada"_qs, {u"receipts"_qs, u"Nowhere"_qs});
    EXPECT_EQ(unknown.exitCode, 65);
    EXPECT_TRUE(unknown.errors.contains("unknown_channel"));
}

TEST_F(People, AReportReachesTheModerators) {
    one(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Family"_qs});
    ask(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Family"_qs});
    const QString message =
        one(u"ada"_qs, {u"send"_qs, u"Family"_qs, u"rude words"_qs}).value(u"id").toString();
    const QString report =
        one(u"bo"_qs, {u"report"_qs, u"Family"_qs, message, u"not nice"_qs}).value(u"report").toString();
    EXPECT_FALSE(report.isEmpty());
    const Finished queue =
        test::runProgram(test::programs() + u"/parlord"_qs,
                         {u"report"_qs, u"list"_qs, u"--data"_qs, server.dataDirectory(), u"--json"_qs});
    ASSERT_EQ(queue.exitCode, 0) << queue.errors.toStdString();
    EXPECT_TRUE(queue.output.contains("not nice")) << queue.output.toStdString();
    EXPECT_TRUE(queue.output.contains(message.toUtf8()));
    const Finished none = server.cli(u"bo"_qs, {u"report"_qs, u"Family"_qs, u"123456789"_qs});
    EXPECT_NE(none.exitCode, 0);
    EXPECT_TRUE(none.errors.contains("unknown_message")) << none.errors.toStdString();
}

TEST_F(People, NoticesAreShownAndChangedInParts) {
    EXPECT_FALSE(one(u"bo"_qs, {u"notices"_qs}).value(u"enabled").toBool());
    const QJsonObject on = one(u"bo"_qs, {u"notices"_qs, u"on"_qs, u"--mail"_qs, u"bo@example.org"_qs});
    EXPECT_TRUE(on.value(u"enabled").toBool());
    EXPECT_EQ(on.value(u"mail").toString(), u"bo@example.org"_qs);
    const QJsonObject off = one(u"bo"_qs, {u"notices"_qs, u"off"_qs});
    EXPECT_FALSE(off.value(u"enabled").toBool());
    EXPECT_EQ(off.value(u"mail").toString(), u"bo@example.org"_qs) << "what nobody mentioned stays";
    EXPECT_EQ(one(u"bo"_qs, {u"notices"_qs}), off);
    EXPECT_TRUE(one(u"bo"_qs, {u"notices"_qs, u"--no-mail"_qs}).value(u"mail").toString().isEmpty());
    EXPECT_NE(server.cli(u"bo"_qs, {u"notices"_qs, u"on"_qs, u"--mail"_qs, u"nobody"_qs}).exitCode, 0);
}

TEST_F(People, AreNotLookedForInADirectoryThatWasMistyped) {
    const QString mistyped = server.file(u"dta"_qs);
    const Finished finished =
        test::runProgram(test::programs() + u"/parlord"_qs, {u"user"_qs, u"list"_qs, u"--data"_qs, mistyped});
    EXPECT_EQ(finished.exitCode, 74);
    EXPECT_TRUE(finished.errors.contains("holds no data of Parlor")) << finished.errors.toStdString();
    EXPECT_FALSE(QFileInfo::exists(mistyped));
}

} // namespace parlor
