// Two people and a channel that takes rights from one of them, with the programs as people run them.
#include "tests/support/processes.h"

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class Rights : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs);
        server.addSignedIn(u"bo"_qs);
        ASSERT_EQ(ada({u"channels"_qs, u"create"_qs, u"News"_qs}).exitCode, 0);
        ASSERT_EQ(bo({u"channels"_qs, u"join"_qs, u"News"_qs}).exitCode, 0);
    }

    Finished ada(const QStringList& words) { return server.cli(u"ada"_qs, words); }

    Finished bo(const QStringList& words) { return server.cli(u"bo"_qs, words); }

    ServerProcess server;
};

TEST_F(Rights, AChannelTakesThemAwayAndGivesThemBack) {
    constexpr int noPermission = 77;
    ASSERT_EQ(bo({u"send"_qs, u"News"_qs, u"first"_qs}).exitCode, 0);
    const Finished set = ada({u"channels"_qs, u"rights"_qs, u"News"_qs, u"member"_qs, u"-publish"_qs,
                              u"-history"_qs, u"guest"_qs, u"+channel-metadata"_qs});
    ASSERT_EQ(set.exitCode, 0) << set.errors.toStdString();
    const Finished shown = ada({u"channels"_qs, u"rights"_qs, u"News"_qs});
    EXPECT_EQ(shown.output, "guest  +channel-metadata\nmember  -publish -history\n");
    EXPECT_EQ(bo({u"send"_qs, u"News"_qs, u"second"_qs}).exitCode, noPermission);
    EXPECT_EQ(bo({u"history"_qs, u"News"_qs}).exitCode, noPermission);
    EXPECT_TRUE(bo({u"search"_qs, u"first"_qs, u"--json"_qs}).objects().isEmpty());
    EXPECT_EQ(bo({u"channels"_qs, u"rights"_qs, u"News"_qs, u"member"_qs, u"+publish"_qs}).exitCode,
              noPermission);
    EXPECT_EQ(ada({u"send"_qs, u"News"_qs, u"by the owner"_qs}).exitCode, 0);

    ASSERT_EQ(ada({u"channels"_qs, u"rights"_qs, u"News"_qs, u"member"_qs, u"=publish"_qs, u"=history"_qs})
                  .exitCode,
              0);
    EXPECT_EQ(bo({u"send"_qs, u"News"_qs, u"third"_qs}).exitCode, 0);
    const auto found = bo({u"search"_qs, u"first"_qs, u"--json"_qs}).objects();
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found.first().value(u"snippet").toString(), u"first") << "without the marks of matches";
    EXPECT_TRUE(bo({u"search"_qs, u"first"_qs}).output.startsWith("News ["));
    // Both together lead there.
    const QString channel = found.first().value(u"channel").toString();
    const QString behind = QString::number(found.first().value(u"serial").toInteger() + 1);
    const auto there =
        bo({u"history"_qs, channel, u"--before"_qs, behind, u"--limit"_qs, u"1"_qs, u"--json"_qs}).objects();
    ASSERT_EQ(there.size(), 1);
    EXPECT_EQ(there.first().value(u"id"), found.first().value(u"id"));
}

TEST_F(Rights, WhatIsNoRightIsAWrongCommandLine) {
    constexpr int usage = 64;
    EXPECT_EQ(ada({u"channels"_qs, u"rights"_qs, u"News"_qs, u"admin"_qs, u"-publish"_qs}).exitCode, usage);
    EXPECT_EQ(ada({u"channels"_qs, u"rights"_qs, u"News"_qs, u"member"_qs, u"-fly"_qs}).exitCode, usage);
    EXPECT_EQ(ada({u"channels"_qs, u"rights"_qs, u"News"_qs, u"-publish"_qs}).exitCode, usage);
}

} // namespace parlor
