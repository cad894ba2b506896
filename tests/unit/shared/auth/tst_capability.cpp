#include "shared/auth/capability.h"

#include <QJsonArray>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace parlor {

namespace {

Capability read(const char* json) {
    const auto capability = Capability::parse(json);
    EXPECT_TRUE(capability.has_value()) << json;
    return capability.value_or(Capability());
}

struct Match {
    const char16_t* pattern;
    const char16_t* resource;
    bool matches;
};

struct Meet {
    const char* a;
    const char* b;
    const char* both;
};

} // namespace

TEST(Capability, MatchesSegmentBySegment) {
    const Match table[] = {
        {u"channel:7", u"channel:7", true},
        {u"channel:7", u"channel:8", false},
        {u"channel:7", u"channel:7:x", false},
        {u"channel:*", u"channel:7", true},
        {u"channel:*", u"channel:7:x", true},
        {u"channel:*", u"channel", false},
        {u"*", u"library", true},
        {u"*", u"a:b:c", true},
        {u"*:b", u"a:b", true},
        {u"*:b", u"b", false},
        {u"*:b", u"a:a:b", false},
        {u"a:*:c", u"a:b:c", true},
        {u"a:*:c", u"a:b:b:c", false},
        {u"foo*", u"foobar", false},
        {u"foo*", u"foo*", true},
        {u"room::$chat", u"room::$chat", true},
        {u"room:*", u"room::$chat", true},
        {u"[*]channel:*", u"channel:7", true},
        {u"[*]*", u"library", true},
        {u"[queue]*", u"channel:7", false},
        {u"[meta]channel:7", u"channel:7", false},
    };
    for (const auto& row : table) {
        const auto capability =
            Capability::fromJson({{QString::fromUtf16(row.pattern), QJsonArray{QStringLiteral("publish")}}});
        ASSERT_TRUE(capability.has_value());
        EXPECT_EQ(capability->allows(row.resource, u"publish"), row.matches)
            << QString::fromUtf16(row.pattern).toStdString() << " on "
            << QString::fromUtf16(row.resource).toStdString();
        EXPECT_FALSE(capability->allows(row.resource, u"history"));
    }
}

TEST(Capability, IsTheUnionOfAllThatMatch) {
    const auto capability = read(R"({"channel:*":["subscribe"],"channel:7":["publish"],"library":["*"]})");
    EXPECT_TRUE(capability.allows(u"channel:7", u"subscribe"));
    EXPECT_TRUE(capability.allows(u"channel:7", u"publish"));
    EXPECT_FALSE(capability.allows(u"channel:8", u"publish"));
    EXPECT_TRUE(capability.allows(u"library", u"upload"));
    EXPECT_FALSE(capability.allows(u"library", u"fly"));
    EXPECT_FALSE(Capability().allows(u"library", u"upload"));
    EXPECT_TRUE(Capability::all().allows(u"topic:a:b", u"message-delete-any"));
}

TEST(Capability, RefusesWhatIsMalformed) {
    for (const char* bad :
         {"", "[]", "null", "{", R"({"a":[]})", R"({"a":"publish"})", R"({"a":["fly"]})",
          R"({"a":["*","publish"]})", R"({"a":["publish","*"]})", R"({"a":[1]})", R"({"a":{}})",
          R"({"":["publish"]})", R"({"a":["publish"],"a":["history"]})", R"({"a":["Publish"]})"}) {
        const auto capability = Capability::parse(bad);
        ASSERT_FALSE(capability.has_value()) << bad;
        EXPECT_EQ(capability.error().code, ErrorCode::BadRequest) << bad;
    }
}

TEST(Capability, DropsWhatItDoesNotServe) {
    EXPECT_TRUE(read(R"({"a":["push-subscribe","object-publish","privileged-headers","presence-subscribe"]})")
                    .isEmpty());
    EXPECT_EQ(read(R"({"a":["push-admin","publish"]})").toJson(), R"({"a":["publish"]})");
}

TEST(Capability, WritesOneCanonicalText) {
    const auto capability = read(R"( { "b" : ["subscribe","publish","publish"], "a": ["*"] } )");
    EXPECT_EQ(capability.toJson(), R"({"a":["*"],"b":["publish","subscribe"]})");
    EXPECT_EQ(Capability::parse(capability.toJson()), capability);
    EXPECT_EQ(Capability::all().toJson(), R"({"*":["*"]})");
    EXPECT_EQ(Capability::parse("{}"), Capability());
    const auto marked = read("{\"\xEF\xBB\xBFx\":[\"publish\"],\"x\":[\"history\"]}");
    EXPECT_EQ(Capability::parse(marked.toJson()), marked);
    EXPECT_FALSE(marked.allows(u"x", u"publish"));
}

TEST(Capability, MeetsInWhatBothAllow) {
    const Meet table[] = {
        {R"({"*":["*"]})", R"({"channel:7":["publish"]})", R"({"channel:7":["publish"]})"},
        {R"({"channel:*":["subscribe","publish"]})", R"({"channel:7":["publish","history"]})",
         R"({"channel:7":["publish"]})"},
        {R"({"channel:7":["*"]})", R"({"channel:*":["*"]})", R"({"channel:7":["*"]})"},
        {R"({"channel:7":["publish"]})", R"({"channel:8":["publish"]})", R"({})"},
        {R"({"channel:7":["publish"]})", R"({"channel:7":["history"]})", R"({})"},
        {R"({"a:*":["publish"]})", R"({"a:b:*":["*"]})", R"({"a:b:*":["publish"]})"},
        {R"({"a:*":["publish"]})", R"({"*:b":["publish"]})", R"({"a:b":["publish"]})"},
        {R"({"a:*":["publish"]})", R"({"a":["publish"]})", R"({})"},
        {R"({"a:*":["publish"]})", R"({"b:*":["publish"]})", R"({})"},
        {R"({"[*]a:*":["publish"]})", R"({"a:b":["publish"]})", R"({"a:b":["publish"]})"},
        {R"({"[queue]a":["publish"]})", R"({"a":["publish"]})", R"({})"},
        {R"({"a:*":["publish"],"a:b":["history"]})", R"({"a:b":["*"]})", R"({"a:b":["history","publish"]})"},
        {R"({"a":["*"],"*":["publish"]})", R"({"a":["*"]})", R"({"a":["*"]})"},
        {R"({})", R"({"*":["*"]})", R"({})"},
    };
    for (const auto& row : table) {
        EXPECT_EQ(read(row.a).intersect(read(row.b)).toJson(), row.both) << row.a << row.b;
        EXPECT_EQ(read(row.b).intersect(read(row.a)).toJson(), row.both) << row.b << row.a;
    }
}

// Over a small universe: exactly what both allow, nothing more and nothing less.
TEST(Capability, NeverGainsByMeeting) {
    const QStringList patterns{u"*"_qs,     u"a"_qs,     u"a:*"_qs,   u"*:a"_qs,   u"a:b"_qs,
                               u"a:b:*"_qs, u"*:b:*"_qs, u"*:*:a"_qs, u"a:*:a"_qs, u"[*]a:*"_qs};
    const QStringList resources{u"a"_qs,     u"b"_qs,     u"a:a"_qs,   u"a:b"_qs,     u"b:a"_qs,
                                u"a:b:a"_qs, u"a:a:a"_qs, u"b:b:a"_qs, u"a:b:a:b"_qs, u"b:b:b:a"_qs};
    const auto of = [](const QString& pattern) {
        return *Capability::fromJson({{pattern, QJsonArray{QStringLiteral("publish")}}});
    };
    for (const auto& a : patterns)
        for (const auto& b : patterns)
            for (const auto& resource : resources)
                EXPECT_EQ(of(a).intersect(of(b)).allows(resource, u"publish"),
                          of(a).allows(resource, u"publish") && of(b).allows(resource, u"publish"))
                    << a.toStdString() << " & " << b.toStdString() << " on " << resource.toStdString();
}

} // namespace parlor
