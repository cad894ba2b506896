#include "shared/protocol/emoji.h"

#include "shared/protocol/limits.h"

#include <QString>

#include <algorithm>
#include <array>

namespace parlor {

namespace {

constexpr char32_t zeroWidthJoiner = 0x200D;
constexpr char32_t emojiStyle = 0xFE0F;
constexpr char32_t keycap = 0x20E3;
constexpr char32_t tagEnd = 0xE007F;

struct Range {
    char32_t first;
    char32_t last;
};

// Unicode 15.1 Extended_Pictographic and Emoji=Yes, rounded to whole runs outside the letters.
constexpr auto pictographs = std::to_array<Range>(
    {{0x00A9, 0x00A9},   {0x00AE, 0x00AE},   {0x203C, 0x203C},   {0x2049, 0x2049},   {0x2122, 0x2122},
     {0x2139, 0x2139},   {0x2194, 0x2199},   {0x21A9, 0x21AA},   {0x231A, 0x231B},   {0x2328, 0x2328},
     {0x23CF, 0x23CF},   {0x23E9, 0x23F3},   {0x23F8, 0x23FA},   {0x24C2, 0x24C2},   {0x25AA, 0x25AB},
     {0x25B6, 0x25B6},   {0x25C0, 0x25C0},   {0x25FB, 0x25FE},   {0x2600, 0x2604},   {0x260E, 0x260E},
     {0x2611, 0x2611},   {0x2614, 0x2615},   {0x2618, 0x2618},   {0x261D, 0x261D},   {0x2620, 0x2620},
     {0x2622, 0x2623},   {0x2626, 0x2626},   {0x262A, 0x262A},   {0x262E, 0x262F},   {0x2638, 0x263A},
     {0x2640, 0x2640},   {0x2642, 0x2642},   {0x2648, 0x2653},   {0x265F, 0x2660},   {0x2663, 0x2663},
     {0x2665, 0x2666},   {0x2668, 0x2668},   {0x267B, 0x267B},   {0x267E, 0x267F},   {0x2692, 0x2697},
     {0x2699, 0x2699},   {0x269B, 0x269C},   {0x26A0, 0x26A1},   {0x26A7, 0x26A7},   {0x26AA, 0x26AB},
     {0x26B0, 0x26B1},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26C8, 0x26C8},   {0x26CE, 0x26CF},
     {0x26D1, 0x26D1},   {0x26D3, 0x26D4},   {0x26E9, 0x26EA},   {0x26F0, 0x26F5},   {0x26F7, 0x26FA},
     {0x26FD, 0x26FD},   {0x2702, 0x2702},   {0x2705, 0x2705},   {0x2708, 0x270D},   {0x270F, 0x270F},
     {0x2712, 0x2712},   {0x2714, 0x2714},   {0x2716, 0x2716},   {0x271D, 0x271D},   {0x2721, 0x2721},
     {0x2728, 0x2728},   {0x2733, 0x2734},   {0x2744, 0x2744},   {0x2747, 0x2747},   {0x274C, 0x274C},
     {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2763, 0x2764},   {0x2795, 0x2797},
     {0x27A1, 0x27A1},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2934, 0x2935},   {0x2B05, 0x2B07},
     {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x3030, 0x3030},   {0x303D, 0x303D},
     {0x3297, 0x3297},   {0x3299, 0x3299},   {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F170, 0x1F171},
     {0x1F17E, 0x1F17F}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F201, 0x1F202}, {0x1F21A, 0x1F21A},
     {0x1F22F, 0x1F22F}, {0x1F232, 0x1F23A}, {0x1F250, 0x1F251}, {0x1F300, 0x1F3FA}, {0x1F400, 0x1F64F},
     {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945},
     {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}});

bool isPictograph(char32_t c) {
    const auto after =
        std::upper_bound(pictographs.begin(), pictographs.end(), c,
                         [](char32_t value, const Range& range) { return value < range.first; });
    return after != pictographs.begin() && c <= std::prev(after)->last;
}

bool isRegional(char32_t c) {
    return c >= 0x1F1E6 && c <= 0x1F1FF;
}

bool isSkinTone(char32_t c) {
    return c >= 0x1F3FB && c <= 0x1F3FF;
}

bool isKeycapBase(char32_t c) {
    return (c >= U'0' && c <= U'9') || c == U'#' || c == U'*';
}

class Sequence {
public:
    explicit Sequence(QStringView text) : m_points(text.toUcs4()) {}

    bool isOneEmoji() {
        do {
            if (!element())
                return false;
        } while (accept(zeroWidthJoiner));
        return m_at == m_points.size();
    }

private:
    [[nodiscard]] char32_t peek() const { return m_at < m_points.size() ? m_points.at(m_at) : 0; }

    bool accept(char32_t c) {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }

    bool element() {
        const char32_t base = peek();
        ++m_at;
        if (isRegional(base)) {
            const bool pair = isRegional(peek());
            ++m_at;
            return pair;
        }
        if (isKeycapBase(base)) {
            accept(emojiStyle);
            return accept(keycap);
        }
        if (isSkinTone(base))
            return true;
        if (!isPictograph(base))
            return false;
        if (isSkinTone(peek()))
            ++m_at;
        else
            accept(emojiStyle);
        return tags();
    }

    bool tags() {
        if (peek() < 0xE0020 || peek() > 0xE007E)
            return true;
        while (peek() >= 0xE0020 && peek() <= 0xE007E)
            ++m_at;
        return accept(tagEnd);
    }

    QList<uint> m_points;
    qsizetype m_at = 0;
};

} // namespace

bool isReaction(QStringView text) {
    return !text.isEmpty() && text.toUtf8().size() <= limits::emojiBytes && Sequence(text).isOneEmoji();
}

} // namespace parlor
