#include "shared/protocol/searchtext.h"

#include "shared/protocol/accentfolder.h"
#include "shared/protocol/searchword.h"

#include <QStringList>
#include <QTimeZone>

#include <algorithm>

namespace parlor {

namespace {

QString quoted(QString text) {
    text.replace(u'"', u' ').remove(QChar(0));
    return u'"' + text.trimmed() + u'"';
}

bool hasUnspaced(const QString& text) {
    const auto characters = text.toUcs4();
    return std::any_of(characters.begin(), characters.end(), [](auto c) { return isUnspaced(char32_t(c)); });
}

QString bigramMatch(const QString& run) {
    if (run.toUcs4().size() == 1)
        return u"bigrams : "_qs + quoted(run) + u'*';
    QString pairs = bigramsOf(run);
    pairs.truncate(pairs.lastIndexOf(u' ')); // the last letter alone stands only at the end of a run
    return u"bigrams : "_qs + quoted(pairs);
}

/// Letters between two scripts are part of a longer word for the index, and stand beside it once more.
QString wordMatch(const QString& word, bool prefix) {
    const bool phrase = word.contains(u' ');
    return (phrase ? u"text : "_qs : u"{text bigrams} : "_qs) + quoted(word) + (prefix ? u"*"_qs : QString());
}

QString termMatch(const SearchTerm& term) {
    const QString text = withoutAccents(term.text);
    if (!hasUnspaced(text))
        return wordMatch(text, term.prefix);
    QStringList parts;
    for (const SearchRun& run : searchRunsOf(text))
        if (hasSearchWord(run.text))
            parts.append(run.unspaced ? bigramMatch(run.text) : wordMatch(run.text.trimmed(), true));
    return u'(' + parts.join(u" AND "_qs) + u')';
}

bool isInWord(char32_t c) {
    return !isUnspaced(c) && (QChar::isLetterOrNumber(c) || QChar::isMark(c));
}

template<class T>
QString anyOf(const QList<Id<T>>& ids, QChar sign) {
    QStringList marks;
    for (const Id<T> id : ids)
        marks.append(sign + id.toString());
    return u"marks : ("_qs + marks.join(u" OR "_qs) + u')';
}

} // namespace

SearchConditions conditionsOf(const Query& query) {
    SearchConditions conditions;
    for (const Query::Term& term : query.terms)
        conditions.terms.append({term.text, term.prefix, term.excluded});
    conditions.hasPhotos = query.hasPhoto;
    conditions.hasLinks = query.hasLink;
    conditions.hasData = query.hasData;
    return conditions;
}

bool isIndexed(const SearchConditions& conditions) {
    const bool words =
        std::any_of(conditions.terms.begin(), conditions.terms.end(),
                    [](const SearchTerm& term) { return !term.exclude && hasSearchWord(term.text); });
    return words || !conditions.from.isEmpty() || !conditions.inside.isEmpty() || conditions.hasPhotos
           || conditions.hasLinks || conditions.hasData;
}

std::int64_t searchDay(QDate day) {
    return day.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
}

bool isUnspaced(char32_t c) {
    return (c >= 0x0e00 && c <= 0x0eff) || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff)
           || (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff)
           || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9f) || (c >= 0x20000 && c <= 0x3ffff);
}

QString bigramsOf(const QString& text) {
    const bool any = std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x0e00; });
    if (!any)
        return {};
    const auto characters = text.toUcs4();
    QStringList pairs;
    for (qsizetype i = 0; i < characters.size(); ++i) {
        if (!isUnspaced(characters.at(i)))
            continue;
        const bool paired = i + 1 < characters.size() && isUnspaced(characters.at(i + 1));
        const char32_t pair[2] = {characters.at(i), paired ? characters.at(i + 1) : 0};
        pairs.append(QString::fromUcs4(pair, paired ? 2 : 1));
    }
    return pairs.join(u' ');
}

QString wordsBeside(const QString& text) {
    const bool any = std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() >= 0x0e00; });
    if (!any)
        return {};
    const auto characters = text.toUcs4();
    const auto isLetterAt = [&](qsizetype at) {
        return at >= 0 && at < characters.size() && isUnspaced(characters.at(at));
    };
    const auto wordAt = [&](qsizetype begin, qsizetype end) {
        QString word;
        for (qsizetype at = begin; at < end; ++at) {
            const char32_t character = characters.at(at);
            word += QString::fromUcs4(&character, 1);
        }
        return word;
    };
    QStringList words;
    for (qsizetype begin = 0; begin < characters.size(); ++begin) {
        if (!isInWord(characters.at(begin)))
            continue;
        qsizetype end = begin;
        while (end < characters.size() && isInWord(characters.at(end)))
            ++end;
        if (isLetterAt(begin - 1) || isLetterAt(end))
            words.append(wordAt(begin, end));
        begin = end;
    }
    return words.join(u' ');
}

QString searchLettersOf(const QString& text) {
    const QString pairs = bigramsOf(text);
    const QString words = wordsBeside(text);
    return words.isEmpty() ? pairs : pairs + u' ' + words;
}

bool hasLink(const QString& text) {
    return text.contains(u"https://", Qt::CaseInsensitive) || text.contains(u"http://", Qt::CaseInsensitive);
}

QString searchMarks(ChannelId channel, PersonId author, bool hasPhotos, bool hasData, const QString& text) {
    QString marks = u"c%1 a%2"_qs.arg(channel.value()).arg(author.value());
    if (hasPhotos)
        marks += u" photos"_qs;
    if (hasData)
        marks += u" data"_qs;
    if (hasLink(text))
        marks += u" link"_qs;
    return marks;
}

QString searchMatch(const SearchConditions& conditions, const QList<ChannelId>& places) {
    if (!isIndexed(conditions))
        return {};
    QStringList wanted;
    QStringList unwanted;
    for (const SearchTerm& term : conditions.terms)
        if (hasSearchWord(term.text))
            (term.exclude ? unwanted : wanted).append(termMatch(term));
    if (!conditions.from.isEmpty())
        wanted.append(anyOf(conditions.from, u'a'));
    if (conditions.hasPhotos)
        wanted.append(u"marks : photos"_qs);
    if (conditions.hasLinks)
        wanted.append(u"marks : link"_qs);
    if (conditions.hasData)
        wanted.append(u"marks : data"_qs);
    if (const QList<ChannelId>& where = conditions.inside.isEmpty() ? places : conditions.inside;
        !where.isEmpty())
        wanted.append(anyOf(where, u'c'));
    QString match = u'(' + wanted.join(u" AND "_qs) + u')';
    if (!unwanted.isEmpty())
        match += u" NOT ("_qs + unwanted.join(u" OR "_qs) + u')';
    return match;
}

QList<SearchRun> searchRunsOf(const QString& text) {
    QList<SearchRun> runs;
    for (const auto c : text.toUcs4()) {
        const bool unspaced = isUnspaced(char32_t(c));
        if (runs.isEmpty() || runs.last().unspaced != unspaced)
            runs.append({{}, unspaced});
        const char32_t character = c;
        runs.last().text += QString::fromUcs4(&character, 1);
    }
    runs.removeIf([](const SearchRun& run) { return run.text.trimmed().isEmpty(); });
    return runs;
}

} // namespace parlor
