#include "client/ui/style/emoji.h"

#include "client/ui/style/tokens.h"

#include <QTextBoundaryFinder>

namespace parlor::client {

namespace {

bool isEmojiPoint(char32_t c) {
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || (c >= 0x2B00 && c <= 0x2BFF)
           || c == 0xFE0F || c == 0x200D || (c >= 0xE0020 && c <= 0xE007F);
}

} // namespace

QList<std::pair<qsizetype, qsizetype>> emojiRuns(const QString& text) {
    QList<std::pair<qsizetype, qsizetype>> runs;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size();
        const char32_t c = pair ? QChar::surrogateToUcs4(text[i], text[i + 1]) : text[i].unicode();
        const qsizetype length = pair ? 2 : 1;
        const bool follows = !runs.isEmpty() && runs.last().first + runs.last().second == i;
        const bool joins = c == 0xFE0F || c == 0x200D;
        if (isEmojiPoint(c) && follows)
            runs.last().second += length;
        else if (isEmojiPoint(c) && !joins)
            runs.append({i, length});
        i += length - 1;
    }
    return runs;
}

bool isOnlyEmoji(const QString& text) {
    if (text.isEmpty() || text.size() > 40)
        return false;
    for (const char32_t c : text.toUcs4())
        if (!isEmojiPoint(c))
            return false;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
    int count = 0;
    while (finder.toNextBoundary() > 0 && count <= tokens::emoji::onlyEmojiMaximum)
        ++count;
    return count <= tokens::emoji::onlyEmojiMaximum;
}

} // namespace parlor::client
