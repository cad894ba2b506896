#pragma once

#include <QString>

#include <vector>

namespace parlor::server {

/// A text as the word filter compares it: words joined by one space, with a space at both ends. A word is a
/// run of letters, marks and digits (Unicode TR 29, but without the full stop, colon and underscore that
/// would glue two words together); characters of scripts that write no spaces, and pictures like emoji, are
/// runs of their own.
struct FoldedText {
    QString text;
    std::vector<int> starts; ///< for each unit of `text`: where what it came from begins in the original
    std::vector<int> ends;   ///< and where that ends
};

/// Folds as NFKC_Casefold does (Unicode 3.13 D147), and takes away what hides a word from the filter but not
/// from the eye: characters that show nothing, accents that no letter of the language has, and letters of
/// another script that look like Latin ones inside a Latin word (Unicode TR 39, mixed scripts). Remembers
/// what single characters become, so one object is used on one thread.
class TextFolder {
public:
    TextFolder();

    FoldedText fold(QStringView text);

    /// True for characters that stand without spaces between words.
    static bool isUnspaced(char32_t character);

    /// True for those that show nothing, and for accents that no letter has.
    static bool isHidden(char32_t character);

private:
    class Builder;

    QString foldedCluster(QStringView cluster);

    std::vector<char16_t> m_single; ///< of each BMP character: 0 unknown, 0xFFFF none or several
};

} // namespace parlor::server
