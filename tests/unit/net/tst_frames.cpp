#include "server/net/websocket/framedecoder.h"
#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

struct CloseCase {
    const char* name;
    QByteArray bytes;
    int code; ///< of the close frame that comes back; 0: the connection lives and answers a ping
};

void PrintTo(const CloseCase& value, std::ostream* out) {
    *out << value.name;
}

/// A frame whose length field is written as told.
QByteArray withLength(const char* lengthField, std::size_t size) {
    return QByteArray(1, char(0x81)) + QByteArray(lengthField, qsizetype(size)) + QByteArray(4, '\0');
}

std::vector<CloseCase> cases() {
    const auto frame = RawClient::frame;
    std::vector<CloseCase> all{
        {"W1_Unmasked", QByteArray("\x81\x02hi", 4), 1002},
        {"W2_Rsv1", frame(0xC1, "x"), 1002},
        {"W2_Rsv2", frame(0xA1, "x"), 1002},
        {"W2_Rsv3", frame(0x91, "x"), 1002},
        {"W3_Opcode3", frame(0x83, "x"), 1002},
        {"W3_Opcode7", frame(0x87, "x"), 1002},
        {"W4_OpcodeB", frame(0x8B, "x"), 1002},
        {"W4_OpcodeF", frame(0x8F, "x"), 1002},
        {"W5_FragmentedPing", frame(0x09, "x"), 1002},
        {"W6_LongPing", frame(0x89, QByteArray(126, 'x')), 1002},
        {"W7_LoneContinuation", frame(0x80, "x"), 1002},
        {"W8_TextInsideFragments", frame(0x01, "x") + frame(0x81, "y"), 1002},
        {"W9_Length2To63Minus1", withLength("\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 9), 1009},
        {"W10_Length2To64Minus1", withLength("\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9), 1002},
        {"W11_NotMinimal64", withLength("\xff\0\0\0\0\0\0\0\x05", 9), 1002},
        {"W12_NotMinimal16", withLength("\xfe\0\x05", 3), 1002},
        {"W13_TwoGigabytes", withLength("\xff\0\0\0\0\x7f\xff\xff\xfe", 9) + "0123456789", 1009},
        {"W14_OneByteTooMany", frame(0x81, QByteArray(64 * 1024 + 1, 'x')), 1009},
        {"W15_FragmentsOverLimit", frame(0x01, "x") + frame(0x00, QByteArray(1024, 'x')).repeated(64), 1009},
        {"W16_EmptyContinuations", frame(0x01, "x") + frame(0x00, "").repeated(500'000), 4013},
        {"W17_BadText", frame(0x81, "\xff"), 1007},
        {"W18_SplitCharacter", frame(0x01, "{\"x\":\"\xe2\x82") + frame(0x80, "\xac\"}"), 0},
        {"W19_Surrogate", frame(0x81, "\xed\xa0\x80"), 1007},
        {"W19_SurrogateInFragments", frame(0x01, "\xed") + frame(0x80, "\xa0\x80"), 1007},
        {"W20_Overlong", frame(0x81, "\xc0\xaf"), 1007},
        {"W21_BeyondUnicode", frame(0x81, "\xf4\x90\x80\x80"), 1007},
        {"W22_ByteOrderMark", frame(0x81, "\xef\xbb\xbf{}"), 0},
        {"TextThatEndsInsideACharacter", frame(0x01, "a") + frame(0x80, "\xe2\x82"), 1007},
        {"BadFragmentIsNotWaitedFor", frame(0x01, "\xff"), 1007},
        {"W23_CloseOfOneByte", frame(0x88, "x"), 1002},
        {"W25_BadReason", RawClient::closeFrame(1000, "\xff"), 1007},
        {"W26_DataAfterClose", RawClient::closeFrame(1000) + frame(0x81, R"({"op":"ping","rid":7})"), 1000},
        {"EmptyClose", frame(0x88, ""), 1005},
        {"Binary", frame(0x82, "x"), 1003},
        {"PingInsideFragments", frame(0x01, "{") + frame(0x89, "") + frame(0x80, "}"), 0},
    };
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999, 5000})
        all.push_back({"W24_Refused", RawClient::closeFrame(code), 1002});
    for (const int code : {1000, 1001, 1011, 3000, 4999})
        all.push_back({"W24_Allowed", RawClient::closeFrame(code), code});
    return all;
}

} // namespace

class WebSocketFrames : public testing::TestWithParam<CloseCase> {
public:
    static void SetUpTestSuite() { server = new TestServer; }

    static void TearDownTestSuite() { delete std::exchange(server, nullptr); }

    static inline TestServer* server = nullptr;
};

TEST_P(WebSocketFrames, EndAsTheyShould) {
    RawClient client = server->client();
    ASSERT_TRUE(client.openSocket());
    client.send(GetParam().bytes);
    if (GetParam().code == 0)
        client.send(RawClient::frame(0x89, "alive"));
    for (;;) {
        const auto frame = client.readFrame();
        ASSERT_NE(frame.opcode, -1) << "the stream ended without a word";
        if (GetParam().code == 0 && frame.opcode == 0xA && frame.payload == "alive")
            return;
        if (frame.opcode != 8)
            continue;
        EXPECT_EQ(frame.closeCode(), GetParam().code);
        break;
    }
    client.finishSending();
    EXPECT_TRUE(client.isClosed());
}

namespace {

/// Those that are short enough to come byte by byte.
std::vector<CloseCase> shortCases() {
    std::vector<CloseCase> all = cases();
    std::erase_if(all, [](const CloseCase& one) { return one.bytes.size() > 2'000; });
    return all;
}

class FrameBytes : public testing::TestWithParam<CloseCase> {};

} // namespace

TEST_P(FrameBytes, EndAsTheyShould) {
    FrameDecoder decoder;
    int code = 0;
    for (char c : GetParam().bytes) {
        decoder.feed(std::span(&c, 1));
        for (auto item = decoder.next({}); item.kind != FrameDecoder::Kind::None; item = decoder.next({})) {
            if (code)
                continue;
            if (item.kind == FrameDecoder::Kind::Failed || item.kind == FrameDecoder::Kind::Close)
                code = item.code;
            else if (item.kind == FrameDecoder::Kind::Binary)
                code = 1003;
        }
        decoder.park();
    }
    EXPECT_EQ(code, GetParam().code);
}

TEST(FrameDecoder, KeepsNothingOnceItHasEnded) {
    const std::pair<const char*, QByteArray> ends[] = {
        {"an error", RawClient::frame(0x83, "x")},
        {"an error inside a message", RawClient::frame(0x01, "half") + RawClient::frame(0x83, "x")},
        {"a close", RawClient::closeFrame(1000)},
        {"a close inside a message", RawClient::frame(0x01, "half") + RawClient::closeFrame(1000)},
    };
    for (const auto& [what, bytes] : ends) {
        FrameDecoder decoder;
        QByteArray sent = bytes;
        for (int i = 0; i < 100; ++i) {
            decoder.feed(std::span(sent.data(), std::size_t(sent.size())));
            while (decoder.next({}).kind != FrameDecoder::Kind::None) {
            }
            decoder.park();
            sent = RawClient::frame(0x81, "behind the end");
        }
        EXPECT_FALSE(decoder.isMidway()) << what;
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, WebSocketFrames, testing::ValuesIn(cases()), [](const auto& test) {
    return std::string(test.param.name) + "_" + std::to_string(test.index);
});
INSTANTIATE_TEST_SUITE_P(Cases, FrameBytes, testing::ValuesIn(shortCases()), [](const auto& test) {
    return std::string(test.param.name) + "_" + std::to_string(test.index);
});

} // namespace parlor::server
