#include "server/store/searchtext.h"

#include <QStringList>

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int snippetLength = 160;
constexpr int snippetLead = 40;
constexpr QChar matchBegins(0xe000);
constexpr QChar matchEnds(0xe001);

QString quoted(QString text) {
    text.replace(u'"', u' ');
    return u'"' + text.trimmed() + u'"';
}

/// Without case and accents, one character for one of `text`, so that places are the same in both.
QString folded(const QString& text) {
    QString plain = text;
    for (QChar& c : plain) {
        const QString parts = QString(c).normalized(QString::NormalizationForm_D);
        c = (parts.isEmpty() ? c : parts.front()).toLower();
    }
    return plain;
}

bool hasUnspaced(const QString& text) {
    const auto characters = text.toUcs4();
    return std::any_of(characters.begin(), characters.end(), [](uint c) { return isUnspaced(c); });
}

/// The runs of one kind in a word: "日本go" is found by the pairs of 日本 and by the word itself.
QString bigramMatch(const QString& run) {
    const auto characters = run.toUcs4();
    if (characters.size() == 1)
        return u"bigrams : "_qs + quoted(run) + u'*';
    QString pairs = bigramsOf(run);
    pairs.truncate(pairs.lastIndexOf(u' ')); // the last letter alone stands only at the end of a run
    return u"bigrams : "_qs + quoted(pairs);
}

QString termMatch(const SearchTerm& term) {
    if (!hasUnspaced(term.text))
        return u"text : "_qs + quoted(term.text) + (term.prefix ? u"*"_qs : QString());
    QStringList parts;
    QString run;
    bool runUnspaced = false;
    const auto flush = [&] {
        if (!run.trimmed().isEmpty())
            parts.append(runUnspaced ? bigramMatch(run) : u"text : "_qs + quoted(run) + u'*');
        run.clear();
    };
    for (const uint c : term.text.toUcs4()) {
        const bool unspaced = isUnspaced(c);
        if (unspaced != runUnspaced)
            flush();
        runUnspaced = unspaced;
        const char32_t character = c;
        run += QString::fromUcs4(&character, 1);
    }
    flush();
    return u'(' + parts.join(u" AND "_qs) + u')';
}

bool saysSomething(const SearchTerm& term) {
    return std::any_of(term.text.begin(), term.text.end(),
                       [](QChar c) { return c.isLetterOrNumber() || c.isSurrogate(); });
}

} // namespace

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

bool hasLink(const QString& text) {
    return text.contains(u"https://", Qt::CaseInsensitive) || text.contains(u"http://", Qt::CaseInsensitive);
}

QString matchOf(const MessageSearch& search, const QList<ChannelId>& channels) {
    QStringList wanted;
    QStringList unwanted;
    for (const SearchTerm& term : search.terms)
        if (saysSomething(term))
            (term.exclude ? unwanted : wanted).append(termMatch(term));
    if (search.from.isValid())
        wanted.append(u"marks : a%1"_qs.arg(search.from.value()));
    if (search.hasPhotos)
        wanted.append(u"marks : photos"_qs);
    if (search.hasLinks)
        wanted.append(u"marks : link"_qs);
    if (search.hasData)
        wanted.append(u"marks : data"_qs);
    if (wanted.isEmpty())
        return {};
    QStringList places;
    for (const ChannelId channel : channels)
        places.append(u'c' + channel.toString());
    if (!places.isEmpty())
        wanted.append(u"marks : ("_qs + places.join(u" OR "_qs) + u')');
    QString match = u'(' + wanted.join(u" AND "_qs) + u')';
    if (!unwanted.isEmpty())
        match += u" NOT ("_qs + unwanted.join(u" OR "_qs) + u')';
    return match;
}

QString snippetOf(const QString& text, const QList<SearchTerm>& terms) {
    const QString plain = folded(text);

    struct Match {
        qsizetype begin, end;
    };

    QList<Match> matches;
    for (const SearchTerm& term : terms) {
        const QString wanted = folded(term.text);
        if (term.exclude || wanted.isEmpty())
            continue;
        const bool unspaced = hasUnspaced(wanted);
        for (qsizetype at = plain.indexOf(wanted); at >= 0; at = plain.indexOf(wanted, at + wanted.size())) {
            const qsizetype end = at + wanted.size();
            const bool begins = at == 0 || !plain.at(at - 1).isLetterOrNumber();
            const bool ends = term.prefix || end == plain.size() || !plain.at(end).isLetterOrNumber();
            if (unspaced || (begins && ends))
                matches.append({at, end});
        }
    }
    std::sort(matches.begin(), matches.end(),
              [](const Match& a, const Match& b) { return a.begin < b.begin; });
    qsizetype from = matches.isEmpty() ? 0 : std::max<qsizetype>(0, matches.front().begin - snippetLead);
    if (from > 0 && text.at(from).isLowSurrogate())
        --from;
    const qsizetype to = std::min<qsizetype>(text.size(), from + snippetLength);
    QString snippet;
    qsizetype at = from;
    for (const Match& match : matches) {
        if (match.begin < at || match.end > to)
            continue;
        snippet += text.mid(at, match.begin - at) + matchBegins
                   + text.mid(match.begin, match.end - match.begin) + matchEnds;
        at = match.end;
    }
    return snippet + text.mid(at, to - at);
}

} // namespace parlor::server
