#include "shared/protocol/accentfolder.h"

#include <algorithm>

namespace parlor {

namespace {

constexpr char32_t grave = 0x300, acute = 0x301, diaeresis = 0x308;

bool isHangul(char32_t c) {
    return c >= 0xac00 && c < 0xd7a4; // would fall into pieces
}

/// Signs such as ™ are no letters, though some stand for such.
bool hasOtherForm(char32_t c) {
    return QChar::isMark(c)
           || (QChar::isLetterOrNumber(c) && !isHangul(c)
               && QChar::decompositionTag(c) != QChar::NoDecomposition);
}

} // namespace

QString AccentFolder::fold(char32_t character) {
    QString whole = QString::fromUcs4(&character, 1);
    if (!hasOtherForm(character)) {
        m_base = character;
        return whole;
    }
    QString kept;
    for (const auto unit : whole.normalized(QString::NormalizationForm_KD).toUcs4()) {
        const auto part = char32_t(unit);
        if (!QChar::isMark(part))
            m_base = part;
        else if (isAccent(part))
            continue;
        kept += QString::fromUcs4(&part, 1);
    }
    return kept.normalized(QString::NormalizationForm_C);
}

bool AccentFolder::isAccent(char32_t mark) const {
    if (QChar::category(mark) != QChar::Mark_NonSpacing)
        return false;
    switch (QChar::script(m_base)) {
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Hebrew:
    case QChar::Script_Arabic:
        return true;
    case QChar::Script_Cyrillic: // е is written for ё, but и not for й
        return mark == grave || mark == acute
               || (mark == diaeresis && (m_base == U'\u0435' || m_base == U'\u0415'));
    default:
        return false;
    }
}

QString withoutAccents(const QString& text) {
    if (std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; }))
        return text;
    AccentFolder folder;
    QString plain;
    plain.reserve(text.size());
    for (const auto character : text.toUcs4())
        plain += folder.fold(char32_t(character));
    return plain.normalized(QString::NormalizationForm_C);
}

} // namespace parlor
