// Made by resources/palettes/generate.py from resources/palettes/tokens.json: change that file, then run it.
// Lengths are logical px at 100 %, durations ms, colours 0xAARRGGBB.
// clang-format off
#pragma once

#include <array>
#include <cstdint>

namespace parlor::client {

/// What a colour is for.
enum class Colour { Rail, Sunken, Surface, Raised, Field, Bubble, BubbleOwn, BubbleHover, BubbleOwnHover, BubbleOutline, Quote, Text, TextMuted, TextDisabled, Accent, AccentHover, AccentPressed, OnAccent, AccentText, AccentSoft, Danger, OnDanger, DangerText, DangerSoft, Success, SuccessText, Warning, WarningText, WarningSoft, Divider, Outline, Selection, SelectionInactive, Badge, OnBadge, BadgeMuted, OnBadgeMuted, Focus, Link, SearchHit, Tooltip, OnTooltip, Scrim, Shadow, PhotoScrim, OnPhoto };
/// A named size of type.
enum class TextSize { Micro, Caption, Small, Body, Title, Heading, Display };

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
namespace window {
inline constexpr int minWidth = 400;
inline constexpr int minHeight = 480;
inline constexpr int detailsFoldBelow = 900;
inline constexpr int singlePaneBelow = 640;
} // namespace window
namespace rail {
inline constexpr int width = 64;
inline constexpr int paddingTop = 12;
inline constexpr int paddingBottom = 8;
namespace account {
inline constexpr int tile = 40;
inline constexpr int radius = 10;
inline constexpr int gap = 12;
inline constexpr int activeRing = 2;
inline constexpr int activeRingOffset = 2;
} // namespace account
namespace item {
inline constexpr int width = 56;
inline constexpr int height = 52;
inline constexpr int radius = 10;
inline constexpr int gap = 4;
inline constexpr int icon = 22;
inline constexpr int iconToLabel = 3;
} // namespace item
namespace bottomItem {
inline constexpr int width = 56;
inline constexpr int height = 44;
} // namespace bottomItem
namespace badge {
inline constexpr int height = 16;
inline constexpr int minWidth = 16;
inline constexpr int paddingX = 4;
inline constexpr int ring = 2;
inline constexpr int x = 31;
inline constexpr int y = 3;
} // namespace badge
namespace transfersRing {
inline constexpr int diameter = 28;
inline constexpr int stroke = 2;
inline constexpr int icon = 16;
} // namespace transfersRing
} // namespace rail
namespace listPane {
inline constexpr int width = 280;
inline constexpr int minWidth = 220;
inline constexpr int maxWidth = 420;
inline constexpr int header = 56;
inline constexpr int headerPadLeft = 20;
namespace search {
inline constexpr int height = 36;
inline constexpr int radius = 10;
inline constexpr int marginX = 12;
inline constexpr int marginBottom = 8;
inline constexpr int icon = 16;
} // namespace search
namespace section {
inline constexpr int height = 32;
inline constexpr int padLeft = 16;
inline constexpr int chevron = 14;
inline constexpr int gapBefore = 8;
} // namespace section
namespace row {
inline constexpr int height = 56;
inline constexpr int marginX = 8;
inline constexpr int radius = 10;
inline constexpr int padLeft = 8;
inline constexpr int padRight = 10;
inline constexpr int avatar = 40;
inline constexpr int avatarToText = 10;
inline constexpr int nameLine = 20;
inline constexpr int previewLine = 20;
} // namespace row
namespace rowCompact {
inline constexpr int height = 36;
inline constexpr int avatar = 24;
} // namespace rowCompact
namespace badge {
inline constexpr int height = 20;
inline constexpr int minWidth = 20;
inline constexpr int paddingX = 6;
} // namespace badge
inline constexpr int unreadDot = 8;
inline constexpr int previewThumb = 18;
} // namespace listPane
namespace avatar {
inline constexpr int list = 40;
inline constexpr int message = 36;
inline constexpr int header = 36;
inline constexpr int member = 32;
inline constexpr int facts = 24;
inline constexpr int stack = 26;
inline constexpr int stackOverlap = 8;
inline constexpr int profile = 72;
inline constexpr double letterFactor = 0.42;
namespace presence {
inline constexpr int small = 9;
inline constexpr int medium = 11;
inline constexpr int large = 14;
inline constexpr int ring = 2;
inline constexpr int offset = -1;
} // namespace presence
} // namespace avatar
namespace place {
inline constexpr int radius = 10;
inline constexpr int radiusLarge = 14;
inline constexpr double emojiFactor = 0.5;
} // namespace place
namespace chatHeader {
inline constexpr int height = 56;
inline constexpr int padLeft = 24;
inline constexpr int padRight = 12;
inline constexpr int gap = 12;
} // namespace chatHeader
namespace timeline {
inline constexpr int padX = 24;
inline constexpr int padXNarrow = 12;
inline constexpr int padBottom = 10;
inline constexpr int groupGap = 16;
inline constexpr int avatarToBody = 12;
inline constexpr int bodyX = 72;
namespace day {
inline constexpr int height = 24;
inline constexpr int marginTop = 16;
inline constexpr int lineGap = 12;
} // namespace day
namespace newLine {
inline constexpr int height = 24;
inline constexpr int marginTop = 16;
} // namespace newLine
inline constexpr int nameLine = 20;
inline constexpr int groupWindowSeconds = 300;
} // namespace timeline
namespace bubble {
inline constexpr int maxWidth = 640;
inline constexpr int padX = 12;
inline constexpr int padY = 8;
inline constexpr int gap = 2;
inline constexpr int radius = 14;
inline constexpr int joinedRadius = 4;
namespace quote {
inline constexpr int padX = 8;
inline constexpr int padY = 4;
inline constexpr int marginX = -4;
inline constexpr int marginBottom = 6;
inline constexpr int bar = 3;
inline constexpr int radius = 4;
inline constexpr int thumb = 36;
} // namespace quote
inline constexpr int stateGap = 8;
inline constexpr int stateBaseline = 8;
inline constexpr int failedLine = 24;
} // namespace bubble
namespace reaction {
inline constexpr int height = 26;
inline constexpr int radius = 13;
inline constexpr int padLeft = 7;
inline constexpr int padRight = 9;
inline constexpr int gap = 4;
inline constexpr int marginTop = 4;
inline constexpr int emoji = 16;
inline constexpr double mineOutline = 1.5;
} // namespace reaction
namespace mosaic {
inline constexpr int maxWidth = 480;
inline constexpr int maxHeight = 380;
namespace single {
inline constexpr int maxWidth = 400;
inline constexpr int maxHeight = 300;
} // namespace single
inline constexpr int gap = 4;
inline constexpr int radius = 14;
inline constexpr int minTile = 72;
inline constexpr int uploadRing = 44;
} // namespace mosaic
namespace hoverToolbar {
inline constexpr int height = 36;
inline constexpr int button = 32;
inline constexpr int padding = 2;
inline constexpr int icon = 18;
inline constexpr int radius = 10;
inline constexpr int gapFromBubble = 8;
} // namespace hoverToolbar
namespace composer {
inline constexpr int minHeight = 44;
inline constexpr int maxHeight = 240;
inline constexpr int radius = 10;
inline constexpr int marginX = 24;
inline constexpr int marginTop = 4;
inline constexpr int button = 32;
inline constexpr int send = 32;
inline constexpr int textX = 84;
inline constexpr int plusCentreX = 42;
inline constexpr int replyBar = 48;
inline constexpr int footer = 28;
inline constexpr int typingDot = 5;
inline constexpr int typingDotGap = 3;
} // namespace composer
namespace jumpPill {
inline constexpr int height = 36;
inline constexpr int radius = 18;
inline constexpr int right = 16;
inline constexpr int bottom = 12;
} // namespace jumpPill
namespace datePill {
inline constexpr int height = 28;
inline constexpr int radius = 14;
inline constexpr int top = 8;
} // namespace datePill
namespace details {
inline constexpr int width = 300;
inline constexpr int header = 56;
inline constexpr int padX = 16;
inline constexpr int picture = 72;
namespace tile {
inline constexpr int height = 56;
inline constexpr int gap = 8;
inline constexpr int radius = 10;
} // namespace tile
inline constexpr int mediaColumns = 3;
inline constexpr int mediaGap = 4;
inline constexpr int mediaRadius = 4;
inline constexpr int memberRow = 44;
} // namespace details
namespace gallery {
inline constexpr int header = 56;
inline constexpr int insetLeft = 4;
inline constexpr int gap = 4;
inline constexpr int targetRow = 212;
inline constexpr int minRow = 96;
inline constexpr int maxRow = 360;
inline constexpr double lastRowStretch = 1.1;
inline constexpr int dayHeader = 48;
inline constexpr int dayTextX = 20;
namespace scrubber {
inline constexpr int width = 60;
namespace marker {
inline constexpr int width = 36;
inline constexpr int height = 3;
} // namespace marker
namespace tick {
inline constexpr int width = 6;
inline constexpr int height = 2;
inline constexpr int step = 13;
} // namespace tick
namespace bubble {
inline constexpr int height = 32;
inline constexpr int right = 44;
} // namespace bubble
} // namespace scrubber
namespace tick {
inline constexpr int size = 22;
inline constexpr int inset = 8;
inline constexpr int outline = 2;
} // namespace tick
inline constexpr int selectedInset = 12;
inline constexpr int selectedRadius = 6;
namespace hoverShade {
inline constexpr int height = 72;
inline constexpr double alpha = 0.45;
} // namespace hoverShade
} // namespace gallery
namespace selectionBar {
inline constexpr int height = 56;
inline constexpr int button = 36;
} // namespace selectionBar
namespace lightbox {
inline constexpr int bar = 56;
inline constexpr int button = 40;
inline constexpr int arrow = 48;
inline constexpr int arrowMargin = 16;
inline constexpr int panel = 320;
inline constexpr int factRowPadY = 10;
inline constexpr int factPadX = 20;
inline constexpr int factIcon = 20;
inline constexpr int factGap = 14;
inline constexpr int zoomPill = 36;
} // namespace lightbox
namespace albums {
inline constexpr int padX = 24;
inline constexpr int padTop = 20;
inline constexpr int columnMin = 220;
inline constexpr int gapX = 16;
inline constexpr int gapY = 24;
inline constexpr double coverRatio = 4.0 / 3.0;
inline constexpr int coverRadius = 10;
inline constexpr int titleGap = 8;
} // namespace albums
namespace transfers {
inline constexpr int width = 420;
inline constexpr int left = 8;
inline constexpr int bottom = 12;
inline constexpr int header = 52;
namespace row {
inline constexpr int padLeft = 16;
inline constexpr int padRight = 8;
inline constexpr int padY = 10;
inline constexpr int gap = 12;
inline constexpr int thumb = 44;
} // namespace row
inline constexpr int progress = 4;
} // namespace transfers
namespace switcher {
inline constexpr int width = 580;
inline constexpr int top = 120;
inline constexpr int field = 56;
inline constexpr int row = 44;
inline constexpr int rowAvatar = 28;
inline constexpr int footer = 40;
inline constexpr int radius = 14;
} // namespace switcher
namespace sheet {
inline constexpr int width = 560;
inline constexpr int padX = 24;
inline constexpr int header = 56;
inline constexpr int radius = 14;
inline constexpr int mosaicWidth = 512;
inline constexpr int top = 84;
} // namespace sheet
namespace settings {
inline constexpr int content = 720;
inline constexpr int row = 64;
inline constexpr int rowPadX = 16;
inline constexpr int groupGap = 32;
inline constexpr int groupTitleGap = 12;
inline constexpr int navRow = 40;
namespace themeTile {
inline constexpr int width = 148;
inline constexpr int height = 88;
} // namespace themeTile
} // namespace settings
namespace signIn {
inline constexpr int form = 360;
inline constexpr int field = 40;
inline constexpr double pictureShare = 0.56;
inline constexpr int pictureHiddenBelow = 900;
inline constexpr int logo = 56;
} // namespace signIn
namespace button {
inline constexpr int height = 36;
inline constexpr int heightSmall = 28;
inline constexpr int heightLarge = 40;
inline constexpr int padX = 14;
inline constexpr int padXSmall = 10;
inline constexpr int iconGap = 8;
inline constexpr int radius = 6;
} // namespace button
namespace iconButton {
inline constexpr int size = 32;
inline constexpr int icon = 20;
inline constexpr int radius = 6;
} // namespace iconButton
namespace field {
inline constexpr int height = 40;
inline constexpr int padX = 12;
inline constexpr int radius = 6;
} // namespace field
namespace toggle {
inline constexpr int width = 36;
inline constexpr int height = 20;
inline constexpr int knob = 16;
} // namespace toggle
namespace slider {
inline constexpr int track = 4;
inline constexpr int knob = 16;
} // namespace slider
namespace segment {
inline constexpr int height = 32;
inline constexpr int padX = 12;
inline constexpr int inset = 2;
} // namespace segment
namespace chip {
inline constexpr int height = 28;
inline constexpr int padX = 12;
} // namespace chip
namespace menu {
inline constexpr int width = 272;
inline constexpr int row = 32;
inline constexpr int padding = 6;
inline constexpr int icon = 16;
} // namespace menu
namespace tooltip {
inline constexpr int padX = 8;
inline constexpr int padY = 4;
inline constexpr int radius = 6;
} // namespace tooltip
namespace toast {
inline constexpr int height = 48;
inline constexpr int padLeft = 16;
inline constexpr int padRight = 8;
inline constexpr int bottom = 24;
} // namespace toast
namespace banner {
inline constexpr int height = 40;
} // namespace banner
} // namespace tokens

} // namespace parlor::client
