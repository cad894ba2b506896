#include "server/app/listening.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

class ListeningTest : public ::testing::Test {
protected:
    Result<Listening> listening(const QStringList& listen, bool withTls) {
        Config config;
        config.listen = listen;
        if (withTls) {
            config.tlsCertificate = u"/etc/parlor/certificate.pem"_qs;
            config.tlsKey = u"/etc/parlor/key.pem"_qs;
        }
        const auto data = DataDirectory::open(directory.filePath(u"data"_qs));
        EXPECT_TRUE(data.has_value());
        return listeningOf(config, *data);
    }

    QTemporaryDir directory;
};

} // namespace

TEST_F(ListeningTest, LoopbackMayStayPlainBesideACertificate) {
    const auto made = listening(
        {u"0.0.0.0:443"_qs, u"127.0.0.1:7420"_qs, u"http://127.0.0.1:7421"_qs, u"http://[::1]:7421"_qs},
        true);
    ASSERT_TRUE(made.has_value()) << made.error().detail.toStdString();
    const QList<ListenAddress>& addresses = made->net.listen;
    ASSERT_EQ(addresses.size(), 4);
    EXPECT_TRUE(addresses.at(0).tls);
    EXPECT_TRUE(addresses.at(1).tls) << "a certificate encrypts what is not written otherwise";
    EXPECT_FALSE(addresses.at(2).tls);
    EXPECT_EQ(addresses.at(2).host, u"127.0.0.1"_qs);
    EXPECT_EQ(addresses.at(2).port, 7'421);
    EXPECT_FALSE(addresses.at(3).tls);
    EXPECT_EQ(addresses.at(3).host, u"::1"_qs);
}

TEST_F(ListeningTest, NothingButLoopbackIsPlain) {
    for (const QString& address : {u"http://0.0.0.0:7421"_qs, u"http://192.168.1.5:7421"_qs,
                                   u"http://[::]:7421"_qs, u"http://[2001:db8::1]:7421"_qs}) {
        for (const bool withTls : {true, false}) {
            const auto made = listening({address}, withTls);
            ASSERT_FALSE(made.has_value()) << address.toStdString();
            EXPECT_TRUE(made.error().detail.contains(address));
            EXPECT_TRUE(made.error().detail.contains(u"loopback"));
        }
    }
    EXPECT_FALSE(listening({u"https://127.0.0.1:7421"_qs}, true).has_value());
}

TEST_F(ListeningTest, WithoutACertificateLoopbackIsPlainHoweverItIsWritten) {
    const auto made = listening({u"127.0.0.1:0"_qs, u"http://127.0.0.1:0"_qs}, false);
    ASSERT_TRUE(made.has_value()) << made.error().detail.toStdString();
    EXPECT_FALSE(made->net.listen.at(0).tls);
    EXPECT_FALSE(made->net.listen.at(1).tls);
}

} // namespace parlor::server
