// Made by resources/palettes/generate.py from resources/palettes/tokens.json: change that file, then run it.
// Lengths are logical px at 100 %, durations ms, colours 0xAARRGGBB.
// clang-format off
#pragma once

#include <array>
#include <cstdint>

namespace parlor::client {

/// What a colour is for.
enum class Colour { Rail, Sunken, Surface, Raised, Field, Bubble, BubbleOwn, BubbleHover, BubbleOwnHover, BubbleOutline, Quote, Text, TextMuted, TextDisabled, Accent, AccentHover, AccentPressed, OnAccent, AccentText, AccentSoft, Danger, OnDanger, DangerText, DangerSoft, Success, SuccessText, Warning, WarningText, WarningSoft, Divider, Outline, Selection, SelectionInactive, Badge, OnBadge, BadgeMuted, OnBadgeMuted, Focus, Link, SearchHit, Tooltip, OnTooltip, Scrim, Shadow, PhotoScrim, OnPhoto };

namespace tokens {
inline constexpr int colourCount = 46;
/// [light, dark, high contrast][Colour]
inline constexpr std::array<std::array<std::uint32_t, colourCount>, 3> colours = {{
    {{0xffedebe6, 0xfff6f5f2, 0xffffffff, 0xffffffff, 0xffebe9e4, 0xfff2f1ed, 0xffdcefeb, 0xffe9e8e4, 0xffd3e8e3, 0x00000000, 0x99ffffff, 0xff1d1c1a, 0xff5f5c56, 0xffa8a49c, 0xff0c7068, 0xff0a625b, 0xff08524c, 0xffffffff, 0xff0a665f, 0xffdcefeb, 0xffc2332d, 0xffffffff, 0xffb3261e, 0xfffbeae8, 0xff2e8b4f, 0xff1e7040, 0xffb06f00, 0xff7d4e00, 0xfffbf0d8, 0xffe3e0da, 0xff857f76, 0xffddeae6, 0xffe7e5e0, 0xff0c7068, 0xffffffff, 0xff77736b, 0xffffffff, 0xff0c7068, 0xff0a665f, 0xffffe08a, 0xff2b2a28, 0xffffffff, 0x661d1c1a, 0x241d1c1a, 0xa6000000, 0xffffffff}},
    {{0xff121314, 0xff18191b, 0xff1e2022, 0xff292b2e, 0xff2b2d30, 0xff2a2c2f, 0xff183c37, 0xff313337, 0xff1c423d, 0x00000000, 0x33000000, 0xffeceae6, 0xffaba8a1, 0xff6b6964, 0xff58c4b6, 0xff6ed0c3, 0xff47b0a2, 0xff04211d, 0xff6fd0c3, 0xff1b3c38, 0xfff2736b, 0xff2b0705, 0xffff9189, 0xff45211f, 0xff4cb872, 0xff6ccb8d, 0xffe0a53a, 0xffebbb62, 0xff3b2f17, 0xff303336, 0xff7c8086, 0xff23403c, 0xff34373b, 0xff58c4b6, 0xff04211d, 0xff8b8f95, 0xff121314, 0xff58c4b6, 0xff6fd0c3, 0xff6b5410, 0xff3a3d41, 0xffffffff, 0xa6000000, 0x73000000, 0xa6000000, 0xffffffff}},
    {{0xff000000, 0xff000000, 0xff000000, 0xff000000, 0xff000000, 0xff000000, 0xff003b35, 0xff1f1f1f, 0xff00423b, 0xffffffff, 0x00000000, 0xffffffff, 0xffe6e6e6, 0xff9a9a9a, 0xff5cffe8, 0xffa3fff3, 0xff2fe0c8, 0xff000000, 0xff5cffe8, 0xff003b35, 0xffff8a80, 0xff000000, 0xffff9e96, 0xff3a0500, 0xff6bff9a, 0xff6bff9a, 0xffffd54a, 0xffffd54a, 0xff332600, 0xffffffff, 0xffffffff, 0xff00524a, 0xff333333, 0xff5cffe8, 0xff000000, 0xffe6e6e6, 0xff000000, 0xffffe600, 0xff5cffe8, 0xff7a6400, 0xffffffff, 0xff000000, 0xd9000000, 0x00000000, 0xe6000000, 0xffffffff}},
}};
inline constexpr std::array<const char*, colourCount> colourNames = {"rail", "sunken", "surface", "raised", "field", "bubble", "bubbleOwn", "bubbleHover", "bubbleOwnHover", "bubbleOutline", "quote", "text", "textMuted", "textDisabled", "accent", "accentHover", "accentPressed", "onAccent", "accentText", "accentSoft", "danger", "onDanger", "dangerText", "dangerSoft", "success", "successText", "warning", "warningText", "warningSoft", "divider", "outline", "selection", "selectionInactive", "badge", "onBadge", "badgeMuted", "onBadgeMuted", "focus", "link", "searchHit", "tooltip", "onTooltip", "scrim", "shadow", "photoScrim", "onPhoto"};
/// The colours of people: fill, text on it, name on light and on dark grounds.
struct PersonColours {
    std::uint32_t fill, onFill, nameLight, nameDark;
};
inline constexpr std::array<PersonColours, 8> people = {{
    {0xffb3482f, 0xffffffff, 0xffa33f28, 0xfff0957f},
    {0xff96600a, 0xffffffff, 0xff85540a, 0xffe0ae5c},
    {0xff5e7216, 0xffffffff, 0xff53660f, 0xffb7c76a},
    {0xff2a7a45, 0xffffffff, 0xff23703d, 0xff7fcb97},
    {0xff0f7386, 0xffffffff, 0xff0b6a7b, 0xff6cc6d8},
    {0xff3567c0, 0xffffffff, 0xff2d5cb3, 0xff8fb4f5},
    {0xff7354c4, 0xffffffff, 0xff6848ba, 0xffb7a2f4},
    {0xffad3f78, 0xffffffff, 0xffa0356d, 0xfff092c0},
}};
namespace lightbox {
inline constexpr std::uint32_t groundColour = 0xff000000;
inline constexpr std::uint32_t barColour = 0xff0d0d0e;
inline constexpr std::uint32_t panelColour = 0xff161718;
inline constexpr std::uint32_t dividerColour = 0xff2c2e30;
inline constexpr std::uint32_t textColour = 0xfff2f1ee;
inline constexpr std::uint32_t textMutedColour = 0xffa8a59e;
inline constexpr std::uint32_t controlColour = 0xffffffff;
inline constexpr std::uint32_t hoverPlateColour = 0x1fffffff;
} // namespace lightbox
inline constexpr std::uint32_t lampDot = 0xffffc56b;
} // namespace tokens

} // namespace parlor::client
