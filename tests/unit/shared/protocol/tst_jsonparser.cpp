#include "shared/protocol/codec.h"
#include "shared/protocol/jsonwriter.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

using namespace Qt::Literals::StringLiterals;

namespace parlor::codec {

namespace {

constexpr std::int64_t anySize = 1 << 20;

QJsonValue valueOf(const QByteArray& json) {
    const auto object = parseObject("{\"v\":" + json + '}', anySize);
    EXPECT_TRUE(object.has_value()) << json.toStdString();
    return object ? object->value("v"_L1) : QJsonValue(QJsonValue::Undefined);
}

} // namespace

TEST(JsonParser, ReadsWhatAnotherParserReads) {
    const QByteArray text = R"( { "a" : [ 1 , -2.5e3, 0, true,false , null, "x\u00e9\n\"\\\/", [], {} ],
        "b":{"c":{"d":"漢🎈"},"e":9007199254740991}, "":"" } )";
    const auto object = parseObject(text, anySize);
    ASSERT_TRUE(object.has_value());
    EXPECT_EQ(*object, QJsonDocument::fromJson(text).object());
}

TEST(JsonParser, Numbers) {
    EXPECT_EQ(valueOf("9007199254740991").toInteger(), 9'007'199'254'740'991);
    EXPECT_EQ(valueOf("-9007199254740991").toInteger(), -9'007'199'254'740'991);
    EXPECT_EQ(valueOf("2444444444444444700"), valueOf("2444444444444444672"));
    EXPECT_EQ(valueOf("-9223372036854775808").toDouble(), -9223372036854775808.0);
    EXPECT_EQ(valueOf("9223372036854775808").toDouble(), 9223372036854775808.0);
    EXPECT_EQ(valueOf("-0").toDouble(), 0);
    EXPECT_EQ(valueOf("1E+2").toInteger(), 100);
    EXPECT_EQ(valueOf("0.1").toDouble(), 0.1);
    EXPECT_FALSE(parseObject(R"({"v":1e-999})", anySize).has_value());
    EXPECT_FALSE(parseObject("{\"v\":" + QByteArray(2'000, '1') + '}', anySize).has_value());
    EXPECT_FALSE(parseObject("{\"v\":" + QByteArray(400, '1') + '}', anySize).has_value());
}

TEST(JsonParser, KeepsByteOrderMarksInsideStrings) {
    for (const QByteArray& json :
         {QByteArray("\"\xEF\xBB\xBF\xEF\xBB\xBFx\""), QByteArray("\"\\ufeff\xEF\xBB\xBFx\"")})
        EXPECT_EQ(valueOf(json).toString(), u"\uFEFF\uFEFFx"_qs);
    const auto object = parseObject("{\"\xEF\xBB\xBFop\":1,\"op\":2}", anySize);
    ASSERT_TRUE(object.has_value());
    EXPECT_EQ(object->size(), 2);
}

// What the writer wrote comes back, every character of it.
TEST(JsonParser, ComesBackFromTheWriter) {
    QString all = u"\uFEFF"_qs;
    for (char32_t c = 1; c < 0x110000; c = c < 0x3000 ? c + 1 : c + 0x3F)
        if (!QChar::isSurrogate(c))
            all.append(QChar::fromUcs4(c));
    JsonWriter out;
    const QByteArray bytes = out.begin().text("v"_L1, all).end().take();
    const auto object = parseObject(bytes, anySize);
    ASSERT_TRUE(object.has_value());
    EXPECT_EQ(object->value("v"_L1).toString(), all);
}

} // namespace parlor::codec
