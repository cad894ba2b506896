#include "server/domain/photos/photoquery.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

std::int64_t startOf(QDate date) {
    return QDateTime(date, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
}

/// "4", ">=4", "<=2", "3..5"; all that are said hold together.
bool takeRating(const QString& value, PhotoSearch* search) {
    static const QRegularExpression pattern(u"^(?:([0-5])|>=([0-5])|<=([0-5])|([0-5])\\.\\.([0-5]))$"_s);
    const QRegularExpressionMatch match = pattern.match(value);
    if (!match.hasMatch())
        return false;
    const auto stars = [&](std::initializer_list<int> groups, int otherwise) {
        for (const int group : groups)
            if (match.hasCaptured(group))
                return match.captured(group).toInt();
        return otherwise;
    };
    const int least = stars({1, 2, 4}, 0);
    const int most = stars({1, 3, 5}, highestRating);
    if (least > most)
        return false;
    search->leastRating = std::max(search->leastRating, least);
    search->mostRating = std::min(search->mostRating, most);
    return true;
}

/// True when it was a filter of ours; a camera's name goes back as words.
bool take(const QString& key, const QString& value, PhotoSearch* search, QString* words) {
    if (key == u"tag" && !tagKey(value).isEmpty()) {
        search->tag = value;
        return true;
    }
    if (key == u"place" && std::ranges::any_of(value, [](QChar c) { return c.isLetterOrNumber(); })) {
        search->locality = value;
        return true;
    }
    if (key == u"camera" || key == u"lens") {
        *words = u" \""_s + value + u"\" "_s;
        return true;
    }
    if (key == u"rating")
        return takeRating(value, search);
    const auto set = [](bool* flag) { return *flag = true; };
    if (key == u"is" && value == u"favourite")
        return set(&search->favourite);
    if (key == u"is" && value == u"panorama")
        return set(&search->panorama);
    if (key == u"is" && value == u"live")
        return set(&search->motion);
    if (key == u"is" && (value == u"video" || value == u"photo")) {
        search->only = value == u"video" ? PhotoSearch::Only::Videos : PhotoSearch::Only::Pictures;
        return true;
    }
    if (key == u"has" && value == u"place")
        return set(&search->place);
    if (key == u"has" && value == u"caption")
        return set(&search->caption);
    if (key != u"is" || value != u"archived")
        return false;
    search->shelf = Shelf::Archive;
    return true;
}

} // namespace

PhotoSearch parsePhotoQuery(QStringView text) {
    static const QRegularExpression filter(
        u"(?<!\\S)(tag|place|camera|lens|is|has|rating):(?:\"([^\"]*)\"|(\\S+))"_s,
        QRegularExpression::CaseInsensitiveOption);
    PhotoSearch search;
    QString rest;
    const QString all = text.toString();
    qsizetype at = 0;
    for (auto it = filter.globalMatch(all); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString value = match.captured(2).isEmpty() ? match.captured(3) : match.captured(2);
        QString words = match.captured(0);
        if (take(match.captured(1).toLower(), value, &search, &words) && words == match.captured(0))
            words = u" "_s;
        rest += all.mid(at, match.capturedStart() - at) + words;
        at = match.capturedEnd();
    }
    rest += all.mid(at);
    const Query query = parseQuery(rest);
    search.terms = query.terms;
    for (const QString& word : query.misunderstood)
        if (!word.isEmpty() && query.terms.isEmpty())
            search.terms.append({word, false, true, false});
    if (query.after)
        search.taken.from = startOf(*query.after);
    if (query.before)
        search.taken.to = startOf(*query.before);
    return search;
}

} // namespace parlor::server
