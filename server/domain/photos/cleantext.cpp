#include "server/domain/photos/cleantext.h"

#include "server/domain/messages/markstack.h"
#include "server/domain/ports/librarystore.h"

#include <QSet>

#include <algorithm>

namespace parlor::server {

bool isCleanText(const QString& text) {
    return !stacksMarks(text) && std::ranges::none_of(text, [](QChar c) {
        const char16_t u = c.unicode();
        const bool turns = (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069);
        return turns || (c.category() == QChar::Other_Control && c != u'\n');
    });
}

Result<QStringList> cleanTags(const QStringList& raw) {
    QStringList tags;
    QSet<QString> keys;
    for (const QString& text : raw) {
        const QString tag = text.normalized(QString::NormalizationForm_C).simplified();
        if (!isCleanText(tag))
            return fail(ErrorCode::BadText);
        if (tag.size() > longestTag)
            return fail(ErrorCode::TooLarge);
        if (tag.isEmpty() || keys.contains(tagKey(tag)))
            continue;
        keys.insert(tagKey(tag));
        tags.append(tag);
    }
    if (tags.size() > mostTags)
        return fail(ErrorCode::TooLarge);
    return tags;
}

} // namespace parlor::server
