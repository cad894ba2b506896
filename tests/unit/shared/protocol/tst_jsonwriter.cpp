#include "shared/protocol/jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

TEST(JsonWriter, PutsCommasWhereTheyBelong) {
    JsonWriter out;
    out.begin().key("a"_L1).beginList().endList().key("b"_L1).begin().end().number("c"_L1, -7);
    out.key("d"_L1).beginList().value(std::int64_t(1)).value(u"x").begin().end().value(true).endList().end();
    EXPECT_EQ(out.take(), R"({"a":[],"b":{},"c":-7,"d":[1,"x",{},true]})");
}

TEST(JsonWriter, StringsThatEndLikeStructure) {
    JsonWriter out;
    out.beginList().value(u"{").value(u"[").value(u":").value(u",").endList();
    EXPECT_EQ(out.take(), R"(["{","[",":",","])");
}

// Every UTF-16 unit, alone and in pairs, comes back through another reader.
TEST(JsonWriter, EscapesWhatMustBeEscaped) {
    QString all;
    for (char16_t c = 1; c < 0xD800; ++c)
        all.append(QChar(c));
    for (char16_t c = 0xE000; c != 0; ++c)
        all.append(QChar(c));
    for (char32_t c = 0x10000; c < 0x110000; c += 0x111)
        all.append(QChar::fromUcs4(c));
    JsonWriter out;
    const QByteArray bytes = out.beginList().value(all).endList().take();
    EXPECT_EQ(QJsonDocument::fromJson(bytes).array().at(0).toString(), all);
}

TEST(JsonWriter, TakesTheShortestForm) {
    JsonWriter out;
    EXPECT_EQ(out.beginList().value(u"\"\\/\b\f\n\r\t\u0001\u001f\u007f").endList().take(),
              "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"]");
}

TEST(JsonWriter, ReplacesHalves) {
    const char16_t halves[] = {0xD800, u'a', 0xDC00, 0xD83C};
    JsonWriter out;
    EXPECT_EQ(out.beginList().value(QStringView(halves, 4)).endList().take(), "[\"\uFFFDa\uFFFD\uFFFD\"]");
}

} // namespace parlor::codec
