#include "server/domain/moderation/foldedtext.h"

#include "shared/protocol/scripts.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <utility>

namespace parlor::server {

namespace {

constexpr char16_t unknown = 0;
constexpr char16_t several = 0xFFFF;
constexpr int clusterMost = 32; // Unicode's stream-safe text has at most 30 marks in a row

struct Range {
    char32_t first, last;
};

template<std::size_t N>
bool isIn(char32_t c, const std::array<Range, N>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// Accents of the blocks for combining diacritics. What still stands alone after composing decorates only.
constexpr std::array<Range, 5> decorations{
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}}};

/// Default_Ignorable_Code_Point beyond the format characters.
constexpr std::array<Range, 9> invisible{{{0x034F, 0x034F},
                                          {0x115F, 0x1160},
                                          {0x17B4, 0x17B5},
                                          {0x180B, 0x180F},
                                          {0x3164, 0x3164},
                                          {0xFE00, 0xFE0F},
                                          {0xFFA0, 0xFFA0},
                                          {0xE0000, 0xE0FFF},
                                          {0x2065, 0x2065}}};

/// Lower-case letters that can not be told from a Latin one (Unicode TR 39, confusables.txt), after case
/// folding.
constexpr auto lookalikes = std::to_array<std::pair<char16_t, char16_t>>(
    {{u'\u03b1', u'a'}, {u'\u03b3', u'y'}, {u'\u03b5', u'e'}, {u'\u03b9', u'i'}, {u'\u03ba', u'k'},
     {u'\u03bd', u'v'}, {u'\u03bf', u'o'}, {u'\u03c1', u'p'}, {u'\u03c3', u'o'}, {u'\u03c4', u't'},
     {u'\u03c5', u'u'}, {u'\u03c7', u'x'}, {u'\u03c9', u'w'}, {u'\u03f2', u'c'}, {u'\u03f3', u'j'},
     {u'\u0430', u'a'}, {u'\u0432', u'b'}, {u'\u0433', u'r'}, {u'\u0435', u'e'}, {u'\u043a', u'k'},
     {u'\u043c', u'm'}, {u'\u043d', u'h'}, {u'\u043e', u'o'}, {u'\u043f', u'n'}, {u'\u0440', u'p'},
     {u'\u0441', u'c'}, {u'\u0442', u't'}, {u'\u0443', u'y'}, {u'\u0445', u'x'}, {u'\u0448', u'w'},
     {u'\u044c', u'b'}, {u'\u0455', u's'}, {u'\u0456', u'i'}, {u'\u0458', u'j'}, {u'\u0501', u'd'},
     {u'\u051b', u'q'}, {u'\u051d', u'w'}, {u'\u04bb', u'h'}, {u'\u0475', u'v'}, {u'\u04cf', u'l'}});

char16_t latinFor(char16_t c) {
    const auto at =
        std::find_if(lookalikes.begin(), lookalikes.end(), [c](const auto& pair) { return pair.first == c; });
    return at == lookalikes.end() ? c : at->second;
}

bool isMark(char32_t c) {
    return QChar::category(c) == QChar::Mark_NonSpacing || QChar::category(c) == QChar::Mark_SpacingCombining
           || QChar::category(c) == QChar::Mark_Enclosing;
}

/// Joins what stands before it when the text is composed.
bool continues(char32_t c) {
    return (c >= 0x1160 && c <= 0x11FF) || c == 0xFF9E || c == 0xFF9F || (c >= 0x300 && isMark(c));
}

char32_t codePointAt(QStringView text, qsizetype at) {
    const QChar c = text.at(at);
    return c.isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate()
               ? QChar::surrogateToUcs4(c, text.at(at + 1))
               : c.unicode();
}

int unitsOf(char32_t c) {
    return c > 0xFFFF ? 2 : 1;
}

} // namespace

/// Collects words; a finished word that mixes scripts is written in Latin.
class TextFolder::Builder {
public:
    explicit Builder(qsizetype size) {
        const auto units = static_cast<std::size_t>(size) + 2;
        m_out.text.reserve(size + 2);
        m_out.starts.reserve(units);
        m_out.ends.reserve(units);
        space(0);
    }

    void add(char32_t c, int start, int end) {
        if (c < 0x80) {
            const bool isLetter = c >= U'a' && c <= U'z';
            if (!isLetter && !(c >= U'0' && c <= U'9'))
                return separate(start);
            m_hasLatin |= isLetter;
            return put(c, false, start, end);
        }
        if (isHidden(c))
            return;
        const bool unspaced = isUnspaced(c);
        if (!unspaced && !QChar::isLetterOrNumber(c) && !isMark(c))
            return separate(start);
        const QChar::Script script = QChar::script(c);
        m_hasLatin |= script == QChar::Script_Latin;
        m_hasOther |= script == QChar::Script_Cyrillic || script == QChar::Script_Greek;
        put(c, unspaced, start, end);
    }

    FoldedText finish(int at) {
        separate(at);
        return std::move(m_out);
    }

private:
    void put(char32_t c, bool unspaced, int start, int end) {
        if (m_inWord && unspaced != m_unspaced)
            separate(start);
        m_inWord = true;
        m_unspaced = unspaced;
        for (const char16_t unit : QChar::fromUcs4(c)) {
            m_out.text += QChar(unit);
            m_out.starts.push_back(start);
            m_out.ends.push_back(end);
        }
    }

    void separate(int at) {
        if (!m_inWord)
            return;
        if (m_hasLatin && m_hasOther)
            for (qsizetype i = m_wordStart; i < m_out.text.size(); ++i)
                m_out.text[i] = QChar(latinFor(m_out.text.at(i).unicode()));
        space(at);
    }

    void space(int at) {
        m_out.text += u' ';
        m_out.starts.push_back(at);
        m_out.ends.push_back(at);
        m_wordStart = m_out.text.size();
        m_inWord = m_hasLatin = m_hasOther = false;
    }

    FoldedText m_out;
    qsizetype m_wordStart = 0;
    bool m_inWord = false, m_unspaced = false, m_hasLatin = false, m_hasOther = false;
};

TextFolder::TextFolder() : m_single(0x10000, unknown) {}

bool TextFolder::isUnspaced(char32_t c) {
    if (c < 0x0E00)
        return QChar::category(c) == QChar::Symbol_Other;
    return parlor::isUnspaced(QChar::script(c)) || c == 0x30FC || QChar::category(c) == QChar::Symbol_Other;
}

bool TextFolder::isHidden(char32_t c) {
    return isIn(c, decorations) || QChar::category(c) == QChar::Other_Format || isIn(c, invisible);
}

QString TextFolder::foldedCluster(QStringView cluster) {
    const auto kc = QString::NormalizationForm_KC;
    // Qt folds one character to one; the others of CaseFolding.txt (status F) that NFKC leaves are these.
    QString folded = cluster.toString().normalized(kc).toCaseFolded();
    folded.replace(u'\u00df', QStringLiteral("ss"))
        .replace(u'\u0130', QStringLiteral("i"))
        .replace(u'\u0587', QStringLiteral("\u0565\u0582"));
    return folded.normalized(kc);
}

FoldedText TextFolder::fold(QStringView text) {
    const auto size = static_cast<int>(text.size());
    Builder out(size);
    for (int i = 0; i < size;) {
        const char16_t first = text.at(i).unicode();
        const bool alone = i + 1 >= size || text.at(i + 1).unicode() < 0x300;
        if (first < 0x80 && alone) {
            out.add(first >= u'A' && first <= u'Z' ? char32_t(first + 32) : char32_t(first), i, i + 1);
            ++i;
            continue;
        }
        int end = i + unitsOf(codePointAt(text, i));
        int marks = 0;
        while (end < size && continues(codePointAt(text, end)) && ++marks < clusterMost)
            end += unitsOf(codePointAt(text, end));
        char16_t& single = m_single[first];
        const bool isSingle = end == i + 1 && single != unknown && single != several;
        if (isSingle) {
            out.add(single, i, end);
        } else {
            const QString folded = foldedCluster(text.sliced(i, end - i));
            if (end == i + 1)
                single = folded.size() == 1 && folded.at(0).unicode() != 0 ? folded.at(0).unicode() : several;
            for (qsizetype at = 0; at < folded.size(); at += unitsOf(codePointAt(folded, at)))
                out.add(codePointAt(folded, at), i, end);
        }
        i = end;
    }
    return out.finish(size);
}

} // namespace parlor::server
