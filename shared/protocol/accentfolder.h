#pragma once

#include <QList>
#include <QString>

namespace parlor {

/// Takes from letters what people leave out when they look for a word: accents and vowel points, and other
/// forms of the same letter (Unicode's compatibility mappings, unicode.org/reports/tr15). Not what makes
/// another letter of it, as й, ї or が, nor the vowels of scripts that write them as marks. Case stays.
class AccentFolder {
public:
    /// What stands for the next character of a text; empty for an accent of the one before.
    QString fold(char32_t character);

private:
    [[nodiscard]] bool isAccent(char32_t mark) const;

    char32_t m_base = 0; ///< the last one that was no mark
};

/// The whole text so, composed again. Indexes of words hold it: a change here needs each to be filled anew.
QString withoutAccents(const QString& text);

} // namespace parlor
