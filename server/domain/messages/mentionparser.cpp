#include "server/domain/messages/mentionparser.h"

#include "shared/auth/names.h"
#include "shared/protocol/limits.h"

#include <QSet>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

bool isNamePart(QChar c) {
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'-' || c == u'_' || c == u'.';
}

bool callsAll(const QString& folded) {
    return folded == u"channel" || folded == u"all" || folded == u"everyone" || folded == u"here";
}

} // namespace

Mentions parseMentions(const QString& text) {
    Mentions found;
    if (!text.contains(u'@'))
        return found;
    QSet<QString> seen;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'`')
            quoted = !quoted;
        const bool starts = i == 0 || !(isNamePart(text.at(i - 1)) || text.at(i - 1) == u'@');
        if (text.at(i) != u'@' || quoted || !starts)
            continue;
        qsizetype end = i + 1;
        while (end < text.size() && isNamePart(text.at(end)))
            ++end;
        QString name = text.mid(i + 1, end - i - 1);
        while (name.endsWith(u'.') || name.endsWith(u'-'))
            name.chop(1);
        i = end - 1;
        if (name.isEmpty() || name.size() > 2 * limits::nameCharacters)
            continue;
        const QString folded = foldedName(name);
        if (callsAll(folded)) {
            found.all = true;
        } else if (found.names.size() < limits::mentionsPerMessage && !seen.contains(folded)) {
            seen.insert(folded);
            found.names.append(name);
        }
    }
    return found;
}

} // namespace parlor::server
