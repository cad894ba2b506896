#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "tests/unit/shared/protocol/samples.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <gtest/gtest.h>

namespace parlor::test {

namespace {

std::optional<ErrorCode> codeOf(const QByteArray& bytes) {
    const auto request = codec::decodeRequest(bytes);
    return request ? std::nullopt : std::optional(request.error().code);
}

QByteArray send(const QByteArray& fields) {
    return R"({"op":"send","rid":3,"channel":"7","client_id":"AAECAwQFBgcICQoLDA0ODw",)" + fields + '}';
}

struct Case {
    QByteArray bytes;
    std::optional<ErrorCode> code;
};

} // namespace

// J1 to J17, each with its number.
TEST(BadRequests, AreRefusedBeforeTheyAreBuilt) {
    const Case table[] = {
        {QByteArray(1'000, '['), ErrorCode::BadFrame},             // J1, J12, J13
        {"{\"a\":" + QByteArray(1'000, '['), ErrorCode::TooDeep},  // J1
        {"{\"a\":" + QByteArray(60'000, '['), ErrorCode::TooDeep}, // J12
        {"{\"op\":\"ping\",\"a\":" + QByteArray(15, '[') + QByteArray(15, ']') + '}', std::nullopt},
        {"{\"op\":\"ping\",\"a\":" + QByteArray(16, '[') + QByteArray(16, ']') + '}', ErrorCode::TooDeep},
        {R"({"op":"read","channel":"7","serial":1e400})", ErrorCode::BadFrame},            // J2
        {R"({"op":"read","channel":"7","serial":-0})", std::nullopt},                      // J3
        {R"({"op":"read","channel":"7","serial":9007199254740992})", ErrorCode::BadFrame}, // J4
        {R"({"op":"read","channel":"7","serial":9007199254740993})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":9007199254740991})", std::nullopt},
        {R"({"op":"read","channel":7,"serial":1})", ErrorCode::BadFrame}, // J4: ids are text
        {R"({"op":"read","channel":"9223372036854775808","serial":1})", ErrorCode::BadFrame},
        {R"({"op":"ping","op":"ping"})", ErrorCode::BadFrame}, // J5
        {R"({"op":"ping","\u006fp":"ping"})", ErrorCode::BadFrame},
        {R"({"op":"ping","a":{"b":1,"b":1}})", ErrorCode::BadFrame},
        {R"({"op":"ping","a":{"b":1},"c":{"b":1}})", std::nullopt},
        {R"({"op":"ping"} x)", ErrorCode::BadFrame}, // J6
        {R"({"op":"ping"}{"op":"ping"})", ErrorCode::BadFrame},
        {QByteArray("{\"op\":\"ping\"}\0", 14), ErrorCode::BadFrame},
        {" {\"op\" : \"ping\" }\r\n", std::nullopt},
        {"\xEF\xBB\xBF{\"op\":\"ping\"}", std::nullopt},                      // W22
        {R"({"op":"read","channel":"7","serial":NaN})", ErrorCode::BadFrame}, // J7
        {R"({"op":"read","channel":"7","serial":Infinity})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":01})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":+1})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":1.})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":.5})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":1.5})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":1e2})", std::nullopt},
        {send(R"("text":"\ud800")"), ErrorCode::BadText}, // J8
        {send(R"("text":"\udc00")"), ErrorCode::BadText},
        {send(R"("text":"\ud800\ud800")"), ErrorCode::BadText},
        {send(R"("text":"\ud83c\udf88")"), std::nullopt},
        {send("\"text\":\"\xED\xA0\x80\""), ErrorCode::BadText},     // W19
        {send("\"text\":\"\xC0\xAF\""), ErrorCode::BadText},         // W20
        {send("\"text\":\"\xF4\x90\x80\x80\""), ErrorCode::BadText}, // W21
        {send("\"text\":\"\xE2\x82\""), ErrorCode::BadText},
        {send("\"text\":\"\xEF\xBF\xBE\""), std::nullopt},  // U7
        {send(R"("text":"a\u0000b")"), ErrorCode::BadText}, // J9
        {send(QByteArray("\"text\":\"a\0b\"", 13)), ErrorCode::BadText},
        {send(R"("metadata":{"\u0000":1})"), ErrorCode::BadText},
        {send("\"text\":\"a\nb\""), ErrorCode::BadFrame},
        {send(R"("text":"\x41")"), ErrorCode::BadFrame},
        {R"({"op":"fly"})", ErrorCode::UnknownOperation}, // J10
        {R"({"op":"Ping"})", ErrorCode::UnknownOperation},
        {R"({"op":""})", ErrorCode::UnknownOperation},
        {R"({})", ErrorCode::BadFrame}, // J11
        {R"({"op":1})", ErrorCode::BadFrame},
        {R"({"op":"ping","rid":-1})", ErrorCode::BadFrame},
        {R"({"op":"ping","rid":"1"})", ErrorCode::BadFrame},
        {"", ErrorCode::BadFrame},
        {"null", ErrorCode::BadFrame},
        {"[]", ErrorCode::BadFrame}, // J13
        {"{", ErrorCode::BadFrame},
        {R"({"op":"ping",})", ErrorCode::BadFrame},
        {R"({"op":"ping" "a":1})", ErrorCode::BadFrame},
        {R"({'op':'ping'})", ErrorCode::BadFrame},
        {R"({"op":"ping"/**/})", ErrorCode::BadFrame},
        {R"({"op":"read","channel":"7","serial":-1})", ErrorCode::BadFrame},                        // J14
        {R"({"op":"send","channel":"7","client_id":"AAECAwQFBgcICQoLDA0O"})", ErrorCode::BadFrame}, // J16
        {R"({"op":"send","channel":"7","client_id":"AAECAwQFBgcICQoLDA0ODxA"})", ErrorCode::BadFrame},
        {R"({"op":"ping","unknown":{"a":[1,2,{"b":null}]}})", std::nullopt}, // J17
        {"{\"op\":\"ping\",\"" + QByteArray(50'000, 'k') + "\":1}", std::nullopt},
        {QByteArray(limits::frame + 1, ' '), ErrorCode::TooLarge}, // W14
        {R"({"op":"history","channel":"7","before":1,"after":1})", ErrorCode::BadFrame},
        {R"({"op":"history","channel":"7","limit":0})", ErrorCode::BadFrame}, // S6
        {R"({"op":"history","channel":"7","limit":-1})", ErrorCode::BadFrame},
        {R"({"op":"history","channel":"7","limit":101})", ErrorCode::BadFrame},
        {R"({"op":"join","client_id":"AAECAwQFBgcICQoLDA0ODw"})", ErrorCode::BadFrame},
        {R"({"op":"join","client_id":"AAECAwQFBgcICQoLDA0ODw","channel":"1","name":"a"})",
         ErrorCode::BadFrame},
        {send(R"("kind":"system","text":"x")"), ErrorCode::BadFrame},
        {send(R"("kind":"fly")"), ErrorCode::BadFrame},
        {send(R"("metadata":[])"), ErrorCode::BadFrame},
        {send(R"("photos":["1"])"), ErrorCode::BadFrame},
        {send(R"("mentions":["1"],"mentions_all":true)"), std::nullopt},
        {R"({"op":"react","channel":"7","client_id":"AAECAwQFBgcICQoLDA0ODw","message":"1","emoji":"ok"})",
         ErrorCode::BadText},
    };
    for (const auto& row : table)
        EXPECT_EQ(codeOf(row.bytes), row.code) << row.bytes.left(120).toStdString();
}

TEST(BadRequests, HaveAtMost64KeysAnObject) {
    const auto withKeys = [](int count) {
        QByteArray bytes = R"({"op":"ping")";
        for (int i = 1; i < count; ++i)
            bytes += ",\"k" + QByteArray::number(i) + "\":1";
        return bytes + '}';
    };
    EXPECT_EQ(codeOf(withKeys(64)), std::nullopt);
    EXPECT_EQ(codeOf(withKeys(65)), ErrorCode::BadFrame);
}

TEST(BadRequests, KeepTheLimitsOfAMessage) {
    const auto text = [](const QString& value) {
        QJsonObject object{{u"op"_qs, u"send"_qs},
                           {u"channel"_qs, u"7"_qs},
                           {u"client_id"_qs, u"AAECAwQFBgcICQoLDA0ODw"_qs},
                           {u"text"_qs, value}};
        return QJsonDocument(object).toJson(QJsonDocument::Compact);
    };
    EXPECT_EQ(codeOf(text(QString(8'000, u'漢'))), std::nullopt);
    EXPECT_EQ(codeOf(text(QString(8'001, u'x'))), ErrorCode::TooLarge);
    EXPECT_EQ(codeOf(text(u"🎈"_qs.repeated(8'000))), std::nullopt);
    EXPECT_EQ(codeOf(send("\"data\":\"" + QByteArray(48 * 1'024, 'd') + '"')), std::nullopt);
    EXPECT_EQ(codeOf(send("\"data\":\"" + QByteArray(48 * 1'024 + 1, 'd') + '"')), ErrorCode::TooLarge);
    EXPECT_EQ(codeOf(send("\"metadata\":{\"m\":\"" + QByteArray(4'088, 'd') + "\"}")), std::nullopt);
    EXPECT_EQ(codeOf(send("\"metadata\":{\"m\":\"" + QByteArray(4'089, 'd') + "\"}")), ErrorCode::TooLarge);
    EXPECT_EQ(codeOf(send("\"name\":\"" + QByteArray(65, 'd') + '"')), ErrorCode::TooLarge);
    const auto photos = [](int count) {
        QByteArrayList list;
        for (int i = 1; i <= count; ++i)
            list.append("{\"id\":\"" + QByteArray::number(i) + "\"}");
        return send("\"photos\":[" + list.join(',') + ']');
    };
    EXPECT_EQ(codeOf(photos(10)), std::nullopt);
    EXPECT_EQ(codeOf(photos(11)), ErrorCode::TooLarge);
    // Whole entries leave room for what the server adds: 48 KiB of quotes need 96 KiB of JSON, 30 need 60.
    EXPECT_EQ(codeOf(send("\"data\":\"" + QByteArray("\\\"").repeated(27 * 1'024) + '"')), std::nullopt);
    EXPECT_EQ(codeOf(send("\"data\":\"" + QByteArray("\\\"").repeated(30 * 1'024) + '"')),
              ErrorCode::TooLarge);
}

// What one member sends, everybody else must be able to read inside deeper frames.
TEST(BadRequests, MetadataIsShallowEnoughToBeSentOn) {
    const auto nested = [](int levels) {
        return send("\"metadata\":" + QByteArray("{\"a\":").repeated(levels - 1) + "{}"
                    + QByteArray(levels - 1, '}'));
    };
    EXPECT_EQ(codeOf(nested(9)), ErrorCode::TooDeep);
    const auto request = codec::decodeRequest(nested(8));
    ASSERT_TRUE(request.has_value());
    Event event;
    event.serial = Serial(1);
    event.body = MessagePosted{std::get<SendMessage>(request->command).entry, std::nullopt};
    const auto frame = codec::encode(Frame(Reply{1, SearchPage{{{ChannelId(7), event, {}}}, false}}));
    EXPECT_TRUE(codec::decodeFrame(frame).has_value());
}

TEST(BadRequests, AtMost500Cursors) {
    Hello hello;
    hello.token = u"t"_qs;
    for (int i = 1; i <= 500; ++i)
        hello.channels.append({ChannelId(1'000'000'000'000'000'000 + i), Serial((1LL << 53) - i)});
    const QByteArray bytes = codec::encode(Request{1, hello});
    EXPECT_LE(bytes.size(), limits::frame);
    EXPECT_EQ(codeOf(bytes), std::nullopt);
    hello.channels.append({ChannelId(1), Serial(1)});
    EXPECT_EQ(codeOf(codec::encode(Request{1, hello})), ErrorCode::TooLarge);
}

// J11, generated: each field of each request as null, of another type, and (for the ones that matter)
// missing.
TEST(BadRequests, WrongTypesInEveryField) {
    for (const auto& [name, request] : sampleRequests()) {
        const QJsonObject good = QJsonDocument::fromJson(codec::encode(request)).object();
        for (auto it = good.begin(); it != good.end(); ++it) {
            for (const QJsonValue& wrong :
                 {QJsonValue(QJsonValue::Null), QJsonValue(QJsonArray{QJsonArray()}),
                  it->isBool() ? QJsonValue(1) : QJsonValue(true)}) {
                QJsonObject bad = good;
                bad.insert(it.key(), wrong);
                const auto code = codeOf(QJsonDocument(bad).toJson(QJsonDocument::Compact));
                EXPECT_EQ(code, ErrorCode::BadFrame) << name.toStdString() << ' ' << it.key().toStdString();
            }
        }
    }
}

TEST(BadRequests, MissingFields) {
    const std::pair<QString, QStringList> table[] = {
        {u"hello"_qs, {u"protocol"_qs, u"token"_qs}},
        {u"auth"_qs, {u"token"_qs}},
        {u"send"_qs, {u"channel"_qs, u"client_id"_qs}},
        {u"edit"_qs, {u"channel"_qs, u"client_id"_qs, u"message"_qs}},
        {u"delete"_qs, {u"channel"_qs, u"client_id"_qs, u"message"_qs}},
        {u"react"_qs, {u"channel"_qs, u"client_id"_qs, u"message"_qs, u"emoji"_qs}},
        {u"pin"_qs, {u"channel"_qs, u"client_id"_qs, u"message"_qs}},
        {u"history"_qs, {u"channel"_qs}},
        {u"read"_qs, {u"channel"_qs, u"serial"_qs}},
        {u"typing"_qs, {u"channel"_qs}},
        {u"create"_qs, {u"client_id"_qs, u"kind"_qs}},
        {u"join"_qs, {u"client_id"_qs, u"channel"_qs}},
        {u"leave"_qs, {u"client_id"_qs, u"channel"_qs}},
        {u"member"_qs, {u"client_id"_qs, u"channel"_qs, u"person"_qs, u"change"_qs}},
        {u"update"_qs, {u"client_id"_qs, u"channel"_qs}},
        {u"members"_qs, {u"channel"_qs}},
        {u"search"_qs, {u"query"_qs}},
        {u"draft"_qs, {u"channel"_qs, u"text"_qs}},
    };
    QHash<QString, Request> samples;
    for (const auto& [name, request] : sampleRequests())
        samples.insert(name, request);
    for (const auto& [name, fields] : table) {
        ASSERT_TRUE(samples.contains(name)) << name.toStdString();
        for (const auto& field : fields) {
            QJsonObject bad = QJsonDocument::fromJson(codec::encode(samples.value(name))).object();
            ASSERT_TRUE(bad.contains(field)) << name.toStdString() << ' ' << field.toStdString();
            bad.remove(field);
            EXPECT_EQ(codeOf(QJsonDocument(bad).toJson()), ErrorCode::BadFrame)
                << name.toStdString() << ' ' << field.toStdString();
        }
    }
}

TEST(BadRequests, AreAnsweredByTheirNumberWhenItCanBeRead) {
    EXPECT_EQ(codec::ridOf(R"({"op":"fly","rid":17})"), 17);
    EXPECT_EQ(codec::ridOf(R"({"op":"send","rid":17,"text":"\u0000"})"), 17);
    EXPECT_EQ(codec::ridOf(R"({"a":{"rid":5},"rid":17)"), 17);
    EXPECT_EQ(codec::ridOf(R"({"a":{"rid":5}})"), 0);
    // Also from behind the fault.
    EXPECT_EQ(codec::ridOf(R"({"op":"send","text":"a\u0000b","rid":17})"), 17);
    EXPECT_EQ(codec::ridOf(R"({"op":"send","text":"\ud800 \" \\","rid" : 17 })"), 17);
    EXPECT_EQ(codec::ridOf("{\"a\":" + QByteArray(40, '[') + QByteArray(40, ']') + ",\"rid\":17}"), 17);
    EXPECT_EQ(codec::ridOf(R"({"n":1e400,"rid":17})"), 17);
    EXPECT_EQ(codec::ridOf(R"({"n":1e400,"text":"rid","x":{"rid":5},"rid":1.5})"), 0);
    EXPECT_EQ(codec::ridOf(R"({"n":1e400,"text":",\"rid\":5"})"), 0);
    EXPECT_EQ(codec::ridOf(R"({"n":1e400,"rid)"), 0);
    EXPECT_EQ(codec::ridOf(R"({"n":1e400,"rid\)"), 0);
    EXPECT_EQ(codec::ridOf(R"({"rid":99999999999999999999})"), 0);
    EXPECT_EQ(codec::ridOf(R"({"rid":1.5})"), 0);
    EXPECT_EQ(codec::ridOf("nonsense"), 0);
    EXPECT_EQ(codec::ridOf(QByteArray(1 << 20, '[')), 0);
}

TEST(BadRequests, BodiesHaveTheirOwnLimit) {
    EXPECT_TRUE(codec::parseObject(R"({"a":1})", 7).has_value());
    EXPECT_EQ(codec::parseObject(R"({"a":12})", 7).error().code, ErrorCode::TooLarge);
}

} // namespace parlor::test
