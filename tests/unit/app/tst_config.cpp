#include "server/app/config.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

class ConfigFile : public ::testing::Test {
protected:
    QString write(const QByteArray& text) {
        QFile file(directory.filePath(u"parlord.toml"_qs));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
        return file.fileName();
    }

    QTemporaryDir directory;
};

TEST_F(ConfigFile, FlagsWinOverTheEnvironmentOverTheFile) {
    const QString file = write("name = \"file\"\nthreads = 2\n[storage]\nquota = 1000\n");
    const auto config = loadConfig(file, {{u"name"_qs, u"environment"_qs}, {u"threads"_qs, u"3"_qs}},
                                   {{u"name"_qs, u"flag"_qs}});
    ASSERT_TRUE(config.has_value()) << config.error().detail.toStdString();
    EXPECT_EQ(config->name, u"flag"_qs);
    EXPECT_EQ(config->threads, 3);
    EXPECT_EQ(config->quota, 1000);
}

TEST_F(ConfigFile, AnUnknownKeyNamesItsLine) {
    const auto config = loadConfig(write("name = \"x\"\n\nlisten_on = \"y\"\n"), {}, {});
    ASSERT_FALSE(config.has_value());
    EXPECT_TRUE(config.error().detail.contains(u"line 3")) << config.error().detail.toStdString();
    EXPECT_TRUE(config.error().detail.contains(u"listen_on"));
}

TEST_F(ConfigFile, ABadValueNamesItsLine) {
    for (const char* text :
         {"threads = 9000\n", "threads = \"many\"\n", "behind_proxy = 3\n", "threads = 1.5\n", "name = \n"}) {
        const auto config = loadConfig(write(text), {}, {});
        ASSERT_FALSE(config.has_value()) << text;
        EXPECT_TRUE(config.error().detail.contains(u"line 1")) << config.error().detail.toStdString();
    }
}

TEST_F(ConfigFile, CertificateAndKeyGoTogether) {
    EXPECT_FALSE(loadConfig(write("[tls]\ncertificate = \"c.pem\"\n"), {}, {}).has_value());
}

TEST_F(ConfigFile, ACapabilityForAnybodyNeedsNoKeyAndMayBeATable) {
    const QByteArray canonical = R"({"channel:*":["publish","subscribe"],"topic:news":["publish"]})";
    for (const QByteArray& text :
         {"[auth.anonymous]\ncapability = '" + canonical + "'\n",
          QByteArray("[auth.anonymous]\n"
                     "capability = { \"channel:*\" = [\"publish\", \"subscribe\"], "
                     "\"topic:news\" = [\"publish\"] }\n"),
          QByteArray("[auth.anonymous.capability]\n\"channel:*\" = [\"publish\", \"subscribe\"]\n"
                     "\"topic:news\" = [\"publish\"]\n")}) {
        const auto config = loadConfig(write(text), {}, {});
        ASSERT_TRUE(config.has_value()) << config.error().detail.toStdString();
        EXPECT_EQ(grantsOf(*config).anonymous.toJson(), canonical);
        EXPECT_TRUE(grantsOf(*config).anonymousKey.isEmpty());
        const auto again = loadConfig(write(toToml(*config).toUtf8()), {}, {});
        ASSERT_TRUE(again.has_value()) << again.error().detail.toStdString();
        EXPECT_EQ(grantsOf(*again).anonymous.toJson(), canonical);
    }
    EXPECT_FALSE(loadConfig(write("[auth.anonymous]\nkey = \"site\"\n"), {}, {}).has_value());
    EXPECT_FALSE(
        loadConfig(write("[auth.anonymous.capability]\n\"channel:*\" = [\"fly\"]\n"), {}, {}).has_value());
}

TEST_F(ConfigFile, AnAddressThatCanNotBeListenedAtNamesItsLine) {
    for (const char* text : {"listen = [\"nope\"]\n", "topics.listen = \"nope\"\n",
                             "listen = [\"127.0.0.1:1\", \"127.0.0.1:nope\"]\n"}) {
        const auto config = loadConfig(write(text), {}, {});
        ASSERT_FALSE(config.has_value()) << text;
        const QString& told = config.error().detail;
        EXPECT_TRUE(told.contains(u"line 1: ") && told.contains(u"listen: ") && told.contains(u"nope"))
            << told.toStdString();
    }
    EXPECT_FALSE(loadConfig({}, {{u"listen"_qs, u"http://192.0.2.1:80"_qs}}, {}).has_value());
    EXPECT_TRUE(loadConfig({}, {}, {{u"listen"_qs, u"http://127.0.0.1:80,[::]:0"_qs}}).has_value());
}

TEST_F(ConfigFile, OpenTopicsNeedAListener) {
    EXPECT_FALSE(loadConfig(write("[topics]\nopen = true\n"), {}, {}).has_value());
    EXPECT_TRUE(
        loadConfig(write("[topics]\nopen = true\nlisten = \"127.0.0.1:3001\"\n"), {}, {}).has_value());
}

TEST_F(ConfigFile, WhatIsPrintedReadsBackTheSame) {
    const auto config = loadConfig(
        write("name = \"A \\\"B\\\" \\\\ C\"\nlisten = [\"0.0.0.0:1\", \"[::1]:2\"]\n[media]\neffort = 2\n"),
        {}, {});
    ASSERT_TRUE(config.has_value());
    const auto again = loadConfig(write(toToml(*config).toUtf8()), {}, {});
    ASSERT_TRUE(again.has_value()) << again.error().detail.toStdString();
    EXPECT_EQ(toToml(*again), toToml(*config));
    EXPECT_EQ(again->name, u"A \"B\" \\ C"_qs);
    EXPECT_EQ(again->listen, (QStringList{u"0.0.0.0:1"_qs, u"[::1]:2"_qs}));
}

} // namespace parlor::server
