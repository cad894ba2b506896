#include "server/domain/messages/linkparser.h"

#include <QUrl>

#include <array>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array schemes{"https://"_L1, "http://"_L1, "mailto:"_L1};
constexpr int linkMost = 2'048;

bool isEnd(QChar c) {
    return c.isSpace() || c == u'<' || c == u'>' || c == u'"' || c == u'`'
           || c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
}

qsizetype schemeAt(QStringView text) {
    for (const auto scheme : schemes)
        if (text.startsWith(scheme, Qt::CaseInsensitive))
            return scheme.size();
    return 0;
}

/// Without what belongs to the sentence around it.
qsizetype trimmedLength(QStringView link) {
    qsizetype length = link.size();
    while (length > 0) {
        const QChar last = link.at(length - 1);
        const bool punctuation = QStringView(u".,;:!?'*_~\u3002\uff0c\uff01\uff1f").contains(last);
        const auto unopened = [&](QChar open, QChar close) {
            return last == close && link.first(length).count(close) > link.first(length).count(open);
        };
        if (!punctuation && !unopened(u'(', u')') && !unopened(u'[', u']') && !unopened(u'{', u'}'))
            break;
        --length;
    }
    return length;
}

} // namespace

QList<TextLink> parseLinks(const QString& text) {
    QList<TextLink> found;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size() && found.size() < linksPerMessage; ++i) {
        if (text.at(i) == u'`')
            quoted = !quoted;
        if (quoted || (i > 0 && text.at(i - 1).isLetterOrNumber()))
            continue;
        const QStringView rest = QStringView(text).sliced(i);
        const qsizetype scheme = schemeAt(rest);
        if (scheme == 0)
            continue;
        qsizetype end = scheme;
        while (end < rest.size() && end < linkMost && !isEnd(rest.at(end)))
            ++end;
        const qsizetype length = trimmedLength(rest.first(end));
        const QUrl url(rest.first(length).toString(), QUrl::TolerantMode);
        const bool whole = length > scheme && url.isValid()
                           && (url.scheme() == u"mailto" ? url.path().contains(u'@') : !url.host().isEmpty());
        if (whole)
            found.append(
                {static_cast<int>(i), static_cast<int>(length), QString::fromLatin1(url.toEncoded())});
        i += end - 1;
    }
    return found;
}

} // namespace parlor::server
