#include "server/store/photosearch.h"

#include "server/store/photolists.h"
#include "server/store/rowids.h"
#include "shared/protocol/searchtext.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int few = 2'000;
constexpr int farthest = 20'000; ///< photos walked before all matches are gathered after all

QString anyRating(int least, int most) {
    QStringList marks;
    for (int rating = least; rating <= most; ++rating)
        marks.append(ratingMark(rating));
    if (marks.isEmpty()) // a mark that none has
        marks.append(ratingMark(0));
    return u'(' + marks.join(u" OR "_s) + u')';
}

} // namespace

QString photoMatch(const PhotoSearch& search) {
    // The mark of the owner is always asked for, so that excluded words alone are a search too.
    QStringList marks{u'a' + search.owner.toString(), u's' + QString::number(static_cast<int>(search.shelf))};
    for (const auto& [asked, mark] :
         {std::pair(search.favourite, u"favourite"_s), std::pair(search.place, u"place"_s),
          std::pair(search.caption, u"caption"_s), std::pair(search.panorama, u"panorama"_s),
          std::pair(search.motion, u"motion"_s), std::pair(!search.tag.isEmpty(), tagMark(search.tag))})
        if (asked)
            marks.append(mark);
    if (!search.locality.isEmpty()) // next to each other
        marks.append(u'"' + localityMarks(search.locality).join(u' ') + u'"');
    // A photo without stars has no mark of them.
    QString unwanted;
    if (search.leastRating > 0)
        marks.append(anyRating(search.leastRating, search.mostRating));
    else if (search.mostRating < highestRating)
        unwanted = u" NOT "_s + anyRating(search.mostRating + 1, highestRating);
    SearchConditions words;
    words.from = {search.owner};
    for (const Query::Term& term : search.terms)
        words.terms.append({term.text, term.prefix, term.excluded});
    return u"marks : ("_s + marks.join(u" AND "_s) + unwanted + u") AND ("_s + searchMatch(words) + u')';
}

Result<QList<PhotoId>> PhotoSearcher::find(const PhotoSearch& search, int limit) {
    const QString match = photoMatch(search);
    const LibraryPlace before = search.before.value_or(LibraryPlace{search.taken.to, PhotoId(0)});
    const LibraryPlace start =
        before.takenLocal < search.taken.to ? before : LibraryPlace{search.taken.to, PhotoId(0)};
    std::int64_t matches = 0;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("photo_search.count_up_to"_L1).run(match, few + 1));
        matches = rows.next() ? rows.number(0) : 0;
    }
    if (matches > few) {
        const bool videos = search.only == PhotoSearch::Only::Videos;
        Statement& walk =
            m_connection.statement(videos ? "photo_search.walk_videos"_L1 : "photo_search.walk"_L1);
        TRY_ASSIGN(QList<PhotoId> found,
                   idsOf<PhotoId>(walk.run(search.owner, search.shelf, search.taken.from, start.takenLocal,
                                           start.id, farthest, match, limit, search.only)));
        if (found.size() >= limit)
            return found;
        if (videos) { // few, or all of them have been walked
            TRY_ASSIGN(Rows rows, m_connection.statement("photo_search.videos_up_to"_L1)
                                      .run(search.owner, search.shelf, search.taken.from, start.takenLocal,
                                           start.id, farthest));
            if (rows.next() && rows.number(0) < farthest)
                return found;
        }
    }
    return idsOf<PhotoId>(
        m_connection.statement("photo_search.gather"_L1)
            .run(match, search.taken.from, search.taken.to, start.takenLocal, start.id, limit, search.only));
}

} // namespace parlor::server
