#include "shared/protocol/searchword.h"

#include "shared/protocol/accentfolder.h"

#include <QChar>

#include <algorithm>

namespace parlor {

bool hasSearchWord(const QString& text) {
    // What is looked for: folding may leave nothing of a letter but the mark on it.
    const auto characters = withoutAccents(text).toUcs4();
    return std::any_of(characters.begin(), characters.end(), [](auto c) {
        return QChar::isLetterOrNumber(char32_t(c))
               || QChar::category(char32_t(c)) == QChar::Other_PrivateUse;
    });
}

} // namespace parlor
