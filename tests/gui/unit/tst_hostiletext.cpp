// U: what people write, as the timeline shows it: letter for letter, inside its bubble, and never a command.
#include "client/ui/chat/messagetext.h"

#include <QImage>
#include <QPainter>

#include <gtest/gtest.h>

#include <cmath>

namespace parlor::client {
namespace {

struct Row {
    const char* name;
    QString text;
    int links = 0;
};

std::vector<Row> rows() {
    return {
        {"U1_MarksOnOneBase", u'x' + QString(7'999, QChar(0x0316))},
        {"U3_UnpairedOverride", u"user\u202Egpj.exe"_qs},
        {"U3_UnpairedIsolates", u"\u2066\u2067\u2068 x"_qs},
        {"U5_Wide", u"\uFDFD"_qs.repeated(100)},
        {"U6_TagCharacters", u"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"_qs},
        {"U7_Noncharacters", u"\uFDD0\uFDEF\uFFFE"_qs},
        {"U8_PrivateUse", u"\uE000\uF8FF"_qs.repeated(200)},
        {"U9_NoSpaces", QString(8'000, u'W')},
        {"U9_WideLetters", u"🎈"_qs.repeated(8'000)},
        {"U10_ImageTag", u"<img src=file:///etc/hostname><b>bold</b>&amp;"_qs},
        {"U11_ScriptLink",
         u"javascript:alert(1) [x](javascript:alert(1)) data:text/html,x file:///etc/passwd"_qs},
        {"U11_AmongSafeOnes", u"https://a.example javascript:x"_qs, 1},
        {"U14_EscapesAndLines", u"one\ntwo\r\n\u001b[31mred\u001b[0m\u0007"_qs},
    };
}

class HostileText : public ::testing::TestWithParam<Row> {};

TEST_P(HostileText, StaysInItsBubbleAsItIs) {
    constexpr int highest = 4'000;
    for (const int width : {160, 480}) {
        MessageText text(GetParam().text, {}, false, Theme());
        text.layOut(width);
        EXPECT_EQ(text.text(), GetParam().text);
        EXPECT_EQ(text.links().size(), GetParam().links);
        for (const MessageText::Link& link : text.links())
            EXPECT_EQ(link.url.scheme(), u"https");
        EXPECT_LE(text.size().width(), width);
        EXPECT_GT(text.size().height(), 0);
        EXPECT_EQ(std::fmod(text.size().height(), text.step()), 0) << "whole lines";
        // Drawn, it leaves what is beside its bubble alone.
        constexpr int margin = 40;
        QImage page(width + 2 * margin, std::min(int(text.size().height()), highest), QImage::Format_RGB32);
        page.fill(Qt::white);
        {
            QPainter painter(&page);
            text.draw(painter, QPointF(margin, 0), 0, 0);
        }
        for (int y = 0; y < page.height(); ++y) {
            ASSERT_EQ(page.pixelColor(2, y), QColor(Qt::white)) << "left of it, line " << y;
            ASSERT_EQ(page.pixelColor(width + 2 * margin - 3, y), QColor(Qt::white))
                << "right of it, line " << y;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Table, HostileText, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

} // namespace
} // namespace parlor::client
