#include "shared/protocol/keywords.h"

#include "shared/auth/names.h"
#include "shared/protocol/scripts.h"

#include <algorithm>

namespace parlor {

namespace {

bool isWordPart(QChar c) {
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

bool standsAlone(QChar c) {
    return isUnspaced(c.script()) || c.isSurrogate();
}

bool isBoundary(QStringView text, qsizetype at, QChar inside) {
    return !isWordPart(inside) || standsAlone(inside) || at < 0 || at >= text.size()
           || !isWordPart(text.at(at));
}

} // namespace

QStringList cleanKeywords(const QStringList& words) {
    QStringList clean;
    for (const QString& word : words)
        if (QString folded = foldedName(word).simplified(); !folded.isEmpty())
            clean.append(std::move(folded));
    clean.sort();
    clean.removeDuplicates();
    return clean;
}

bool saysKeyword(QStringView folded, QStringView keyword) {
    if (keyword.isEmpty())
        return false;
    for (qsizetype at = folded.indexOf(keyword); at >= 0; at = folded.indexOf(keyword, at + 1))
        if (isBoundary(folded, at - 1, keyword.front())
            && isBoundary(folded, at + keyword.size(), keyword.back()))
            return true;
    return false;
}

QStringView firstWordOf(QStringView keyword) {
    qsizetype end = 0;
    while (end < keyword.size() && isWordPart(keyword.at(end)))
        ++end;
    const QStringView first = keyword.first(end);
    return std::any_of(first.begin(), first.end(), standsAlone) ? QStringView() : first;
}

QStringList wordsOf(QStringView folded) {
    QStringList words;
    for (qsizetype i = 0; i < folded.size();) {
        qsizetype end = i;
        while (end < folded.size() && isWordPart(folded.at(end)))
            ++end;
        if (end > i)
            words.append(folded.sliced(i, end - i).toString());
        i = end + 1;
    }
    words.sort();
    words.removeDuplicates();
    return words;
}

} // namespace parlor
