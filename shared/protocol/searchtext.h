#pragma once

#include "shared/core/ids.h"
#include "shared/protocol/query.h"

#include <QList>
#include <QString>

#include <cstdint>

namespace parlor {

/// Words are found anywhere in a text, without case and accents; scripts without spaces by their letters.
struct SearchTerm {
    QString text;        ///< one word, or several for a phrase
    bool prefix = false; ///< the last word may go on
    bool exclude = false;
    friend bool operator==(const SearchTerm&, const SearchTerm&) = default;
};

/// What a message must have, all of it together. The names of a Query have become ids.
struct SearchConditions {
    QList<SearchTerm> terms;
    QList<PersonId> from;    ///< any of them; empty: anybody
    QList<ChannelId> inside; ///< any of them; empty: anywhere
    bool hasPhotos = false;
    bool hasLinks = false; ///< a web address in the text
    bool hasData = false;  ///< data of an app
};

/// The terms and the has: of a query; its names are the caller's to find.
SearchConditions conditionsOf(const Query& query);

/// Whether something of it is in the index of messages: only excluded words, and no place, is nothing.
bool isIndexed(const SearchConditions& conditions);

/// When a day of `before:` or `after:` begins, ms UTC: the same on every device.
std::int64_t searchDay(QDate day);

/// True for scripts written without spaces: Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar.
bool isUnspaced(char32_t character);

/// Overlapping pairs of neighbouring letters of such scripts, and the last letter of each run alone, split by
/// spaces; empty for other texts. "日本語 x" gives "日本 本語 語". What has been indexed is taken out again
/// by the same text: a change here needs every index to be filled anew.
QString bigramsOf(const QString& text);

/// Words that touch such letters, split by spaces: of "今日は日本goです" "go". For the index they are a word
/// with all that stands around them.
QString wordsBeside(const QString& text);

/// What the index of messages holds beside their words: the pairs, then the words that touch them. It is
/// taken out again by the same text, like bigramsOf().
QString searchLettersOf(const QString& text);

/// True when a web address stands in the text.
bool hasLink(const QString& text);

/// What the index holds of a message beside its words, split by spaces: "c7 a41 photos link".
QString searchMarks(ChannelId channel, PersonId author, bool hasPhotos, bool hasData, const QString& text);

/// The search as an FTS5 query (sqlite.org/fts5.html) for an index with the columns text (withoutAccents),
/// bigrams (of that) and marks:
/// every word quoted, so that nothing a person writes is an operator. Empty when it is not isIndexed().
/// `places`: where the asker may look, when `inside` names
/// none; empty: no matter.
QString searchMatch(const SearchConditions& conditions, const QList<ChannelId>& places = {});

/// A piece of a term in which the letters are of one kind.
struct SearchRun {
    QString text;
    bool unspaced = false;
};

/// "日本go" is looked for as 日本 and as a word that begins with go.
QList<SearchRun> searchRunsOf(const QString& text);

} // namespace parlor
