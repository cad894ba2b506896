#include "server/domain/hooks/addressguard.h"
#include "server/domain/hooks/hookaddress.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

bool isPublic(const char* text) {
    const auto address = addressFrom(QString::fromLatin1(text));
    EXPECT_TRUE(address) << text;
    return address && isPublicAddress(*address);
}

std::string codeOf(const char* url, const AddressGuard& guard = {}) {
    const auto checked = checkHookUrl(QString::fromUtf8(url), guard);
    return checked ? "fine" : std::string(wireCode(checked.error().code).data());
}

} // namespace

TEST(AddressGuard, RefusesWhatIsNotOnTheInternet) {
    for (const char* address :
         {"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1",
          "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192",
          "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255",
          "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
          "168.63.129.16",
          // IPv6: unspecified, loopback, local, multicast, discard, documentation, assignments
          "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1",
          "2001:db8::1", "3fff::1", "2001::1", "2001:10::1", "2001:20::1", "5f00::1", "64:ff9b:1::1",
          // IPv4 inside: mapped, compatible, translated, 6to4, ISATAP
          "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1",
          "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:1::1",
          "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:c0a8:1"})
        EXPECT_FALSE(isPublic(address)) << address;
}

TEST(AddressGuard, LetsTheInternetThrough) {
    for (const char* address :
         {"1.1.1.1",         "8.8.8.8",           "9.255.255.255",        "11.0.0.1",
          "100.63.255.255",  "100.128.0.1",       "126.255.255.255",      "128.0.0.1",
          "169.253.255.255", "169.255.0.1",       "172.15.255.255",       "172.32.0.1",
          "192.167.255.255", "192.169.0.1",       "198.17.255.255",       "198.20.0.1",
          "223.255.255.255", "168.63.129.17",     "::ffff:8.8.8.8",       "64:ff9b::808:808",
          "2002:808:808::1", "2a00:1450:4001::1", "2001:4860:4860::8888", "2606:4700::1111"})
        EXPECT_TRUE(isPublic(address)) << address;
}

TEST(AddressGuard, ReadsAddressesAsTheyAreWrittenAndNothingElse) {
    for (const char* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.0.0.1", "0177.0.0.1", "2130706433",
                             "1.2.3.4 ", "[::1]", "fe80::1%eth0", "1.2.3.4:80", "::g"})
        EXPECT_FALSE(addressFrom(QString::fromLatin1(text))) << text;
}

TEST(AddressGuard, TheOperatorMayAllowMore) {
    const auto guard = AddressGuard::make(
        {QStringLiteral("192.168.1.0/24"), QStringLiteral("127.0.0.1"), QStringLiteral("fd00::/8")});
    ASSERT_TRUE(guard);
    const auto judge = [&](const char* text) {
        return guard->judge(*addressFrom(QString::fromLatin1(text)));
    };
    EXPECT_EQ(judge("192.168.1.77"), AddressGuard::Verdict::Allowed);
    EXPECT_EQ(judge("::ffff:192.168.1.77"), AddressGuard::Verdict::Allowed); // the same address
    EXPECT_EQ(judge("192.168.2.1"), AddressGuard::Verdict::Refused);
    EXPECT_EQ(judge("127.0.0.1"), AddressGuard::Verdict::Allowed);
    EXPECT_EQ(judge("127.0.0.2"), AddressGuard::Verdict::Refused);
    EXPECT_EQ(judge("fd12::1"), AddressGuard::Verdict::Allowed);
    EXPECT_EQ(judge("fc00::1"), AddressGuard::Verdict::Refused);
    EXPECT_EQ(judge("8.8.8.8"), AddressGuard::Verdict::Public);
    for (const char* wrong :
         {"", "lan", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "fd00::/129", "10.0.0.0/8/8"})
        EXPECT_FALSE(AddressGuard::make({QString::fromLatin1(wrong)})) << wrong;
}

TEST(HookAddress, TakesOnlyWebAddressesOfTheInternet) {
    for (const char* url :
         {"https://example.org/hook?x=1", "https://example.org:8443/", "https://1.1.1.1/x",
          "https://[2606:4700::1111]/", "http://example.org/"}) // http is judged when connecting
        EXPECT_EQ(codeOf(url), "fine") << url;
    for (const char* url :
         {"", "example.org", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
          "https://user:secret@example.org/", "https://user@example.org/", "https://example.org/#x",
          "https://", "https:///x", "https://example.org:22/", "https://example.org:25/",
          "https://exa mple.org/", "https://example.org\\@evil.org/", "https://example.org/\r\nX: y",
          "javascript:alert(1)", "http://1.1.1.1/", "https://example.org:99999/"})
        EXPECT_EQ(codeOf(url), "bad_request") << url;
    for (const char* url : {"https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
                            "https://169.254.169.254/latest/meta-data", "http://192.168.0.1/"})
        EXPECT_EQ(codeOf(url), "forbidden") << url;
    EXPECT_EQ(codeOf(("https://example.org/" + std::string(2'100, 'x')).c_str()), "too_large");
    const auto guard = AddressGuard::make({QStringLiteral("127.0.0.1/32")});
    EXPECT_EQ(codeOf("http://127.0.0.1:8080/", *guard), "fine");
    EXPECT_EQ(codeOf("http://127.0.0.2:8080/", *guard), "forbidden");
}

} // namespace parlor::server
