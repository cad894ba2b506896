// Made by resources/palettes/generate.py from resources/palettes/tokens.json: change that file, then run it.
// Lengths are logical px at 100 %, durations ms, colours 0xAARRGGBB.
// clang-format off
#pragma once

#include "client/ui/style/colourtokens.h"
#include "client/ui/style/sizetokens.h"

#include <array>

namespace parlor::client {

/// A named size of type.
enum class TextSize { Micro, Caption, Small, Body, Title, Heading, Display };

namespace tokens {
struct TypeSize {
    int size, line, weight;
    double tracking;
};
inline constexpr std::array<TypeSize, 7> type = {{
    {11, 14, 500, 0},
    {12, 16, 400, 0},
    {13, 18, 400, 0},
    {14, 20, 400, 0},
    {16, 24, 600, 0},
    {20, 28, 600, -0.2},
    {28, 36, 600, -0.5},
}};
namespace emoji {
inline constexpr int inText = 14;
inline constexpr int reaction = 16;
inline constexpr int onlyEmojiMessage = 32;
inline constexpr int onlyEmojiMaximum = 3;
} // namespace emoji
namespace layer {
inline constexpr double hover = 0.06;
inline constexpr double pressed = 0.1;
inline constexpr double accentHover = 0.08;
inline constexpr double accentPressed = 0.14;
inline constexpr double dangerHoverBlack = 0.08;
inline constexpr double dangerPressedBlack = 0.14;
inline constexpr double newMessagesLine = 0.5;
} // namespace layer
namespace icon {
inline constexpr int inText = 14;
inline constexpr int small = 16;
inline constexpr int button = 20;
inline constexpr int toolbar = 18;
inline constexpr int rail = 22;
inline constexpr int emptyState = 112;
inline constexpr double strokeTimesSize = 37.2;
} // namespace icon
namespace space {
inline constexpr int xs = 4;
inline constexpr int s = 8;
inline constexpr int m = 12;
inline constexpr int l = 16;
inline constexpr int xl = 24;
inline constexpr int xxl = 32;
} // namespace space
namespace radius {
inline constexpr int tiny = 4;
inline constexpr int control = 6;
inline constexpr int card = 10;
inline constexpr int bubble = 14;
inline constexpr int full = 9999;
} // namespace radius
namespace line {
inline constexpr int hairline = 1;
inline constexpr int focus = 2;
inline constexpr int focusOffset = 2;
inline constexpr int quoteBar = 3;
inline constexpr int progress = 4;
} // namespace line
namespace motion {
inline constexpr int fast = 120;
inline constexpr int normal = 200;
inline constexpr int crossFadeImage = 120;
inline constexpr int pane = 200;
inline constexpr int sheet = 200;
namespace flashTarget {
inline constexpr int hold = 600;
inline constexpr int fade = 600;
} // namespace flashTarget
inline constexpr int typingDot = 1200;
inline constexpr int tooltipDelay = 500;
inline constexpr int sendingLabelDelay = 500;
inline constexpr int lightboxChromeHide = 2000;
inline constexpr int reduced = 0;
} // namespace motion
namespace shadow {
inline constexpr int popupY = 8;
inline constexpr int popupBlur = 24;
inline constexpr int pillY = 2;
inline constexpr int pillBlur = 8;
} // namespace shadow
} // namespace tokens

} // namespace parlor::client
