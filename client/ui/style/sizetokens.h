// Made by resources/palettes/generate.py from resources/palettes/tokens.json: change that file, then run it.
// Lengths are logical px at 100 %, durations ms, colours 0xAARRGGBB.
// clang-format off
#pragma once

namespace parlor::client {

namespace tokens {
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
