#include "client/core/actions.h"

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

QString urlOf(const QString& text) {
    const auto address = parseServerAddress(text);
    return address ? address->url.toString() : QString(wireCode(address.error().code));
}

} // namespace

TEST(ServerAddress, IsReadAsPeopleTypeIt) {
    EXPECT_EQ(urlOf(u"chat.example.org"_qs), u"https://chat.example.org"_qs);
    EXPECT_EQ(urlOf(u" chat.example.org:8443/ "_qs), u"https://chat.example.org:8443"_qs);
    EXPECT_EQ(urlOf(u"localhost"_qs), u"http://localhost:7420"_qs);
    EXPECT_EQ(urlOf(u"127.0.0.1:9000"_qs), u"http://127.0.0.1:9000"_qs);
    EXPECT_EQ(urlOf(u"http://[::1]:9000"_qs), u"http://[::1]:9000"_qs);
    EXPECT_EQ(urlOf(u"https://example.org/chat/"_qs), u"https://example.org/chat"_qs);
}

TEST(ServerAddress, PlainHttpLeavesThisMachineNever) {
    EXPECT_EQ(urlOf(u"http://chat.example.org"_qs), u"plain_http_password"_qs);
    EXPECT_EQ(urlOf(u"http://192.168.1.5:7420"_qs), u"plain_http_password"_qs);
    EXPECT_EQ(urlOf(u"http://localhost.example.org"_qs), u"plain_http_password"_qs);
}

TEST(ServerAddress, RefusesWhatIsNone) {
    for (const auto& text :
         {u""_qs, u"ftp://example.org"_qs, u"https://"_qs, u"https://user:pw@example.org"_qs,
          u"https://example.org/?token=x"_qs, u"two words"_qs, u"https://example.org#12"_qs})
        EXPECT_EQ(urlOf(text), u"bad_request"_qs) << text.toStdString();
}

TEST(InviteLink, NamesServerCodeAndPin) {
    const QString pin = QString(u"ab"_qs).repeated(32);
    const auto link = parseInviteLink(u"parlor://home.example.org:7420/parlor_in_abc#"_qs + pin);
    ASSERT_TRUE(link);
    EXPECT_EQ(link->server.url.toString(), u"https://home.example.org:7420"_qs);
    EXPECT_EQ(link->code, u"parlor_in_abc"_qs);
    EXPECT_EQ(link->server.pin, QByteArray(32, '\xab'));
    const auto local = parseInviteLink(u"parlor://127.0.0.1:7420/code"_qs);
    ASSERT_TRUE(local);
    EXPECT_EQ(local->server.url.scheme(), u"http"_qs);
}

TEST(InviteLink, RefusesWhatIsNone) {
    for (const auto& text :
         {u"parlor://host"_qs, u"parlor://host/"_qs, u"parlor://host/a/b"_qs, u"https://host/code"_qs,
          u"parlor://host/code#abc"_qs, u"parlor:///code"_qs, u""_qs})
        EXPECT_FALSE(parseInviteLink(text)) << text.toStdString();
}

} // namespace parlor::client
