#include "server/domain/messages/linkparser.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

QStringList linksIn(const char16_t* text) {
    QStringList urls;
    for (const TextLink& link : parseLinks(QString::fromUtf16(text)))
        urls.append(QString::fromUtf16(text).mid(link.start, link.length));
    return urls;
}

} // namespace

TEST(LinkParser, FindsWhatIsALink) {
    const auto one = [](const char16_t* text) {
        const QStringList found = linksIn(text);
        return found.size() == 1 ? found.first().toStdString() : std::to_string(found.size());
    };
    EXPECT_EQ(one(u"see https://example.org/a?b=c#d."), "https://example.org/a?b=c#d");
    EXPECT_EQ(one(u"(https://example.org/x)"), "https://example.org/x");
    EXPECT_EQ(one(u"https://en.wikipedia.org/wiki/Set_(mathematics)!"),
              "https://en.wikipedia.org/wiki/Set_(mathematics)");
    EXPECT_EQ(one(u"<HTTP://EXAMPLE.ORG>"), "HTTP://EXAMPLE.ORG");
    EXPECT_EQ(one(u"\"https://example.org/\u00e4\u00f6\" he said"), "https://example.org/\u00e4\u00f6");
    EXPECT_EQ(one(u"mailto:anna@example.org, please"), "mailto:anna@example.org");
    EXPECT_EQ(one(u"\u898bhttps://example.org"), "0"); // glued to a letter
    EXPECT_EQ(one(u"**https://example.org/**"), "https://example.org/");
    EXPECT_EQ(linksIn(u"https://a.example https://b.example"),
              (QStringList{QStringLiteral("https://a.example"), QStringLiteral("https://b.example")}));
}

TEST(LinkParser, LeavesTheRest) {
    for (const char16_t* text :
         {u"", u"example.org", u"https://", u"https:// example.org", u"ftp://example.org",
          u"javascript:alert(1)", u"xhttps://example.org", u"`https://example.org`", u"mailto:",
          u"mailto:nobody", u"https://?", u"data:text/html,x", u"https://\u202e"})
        EXPECT_TRUE(linksIn(text).isEmpty()) << QString::fromUtf16(text).toStdString();
}

TEST(LinkParser, KeepsItsLimits) {
    EXPECT_EQ(parseLinks(QStringLiteral("https://a.example ").repeated(400)).size(), linksPerMessage);
    EXPECT_LE(parseLinks(QStringLiteral("https://").repeated(1'000)).size(), 4); // each takes what it can
    EXPECT_LE(parseLinks(QStringLiteral("https://a.example/") + QString(8'000, u')')).size(), 1);
}

} // namespace parlor::server
