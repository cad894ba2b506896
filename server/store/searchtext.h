#pragma once

#include "server/domain/ports/messagestore.h"

#include <QString>

namespace parlor::server {

/// True for scripts written without spaces: Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar.
bool isUnspaced(char32_t character);

/// Overlapping pairs of neighbouring letters of such scripts, and the last letter of each run alone, split by
/// spaces; empty for other texts. "日本語 x" gives "日本 本語 語". What has been indexed is taken out again
/// by the same text: a change here needs a migration that fills the index anew.
QString bigramsOf(const QString& text);

/// True when a web address stands in the text.
bool hasLink(const QString& text);

/// The FTS5 query of a search in one of `channels` (none: anywhere), every word quoted; empty when there is
/// nothing to search by.
QString matchOf(const MessageSearch& search, const QList<ChannelId>& channels);

/// The part of the text around the first match, at most 160 characters, matches between U+E000 and U+E001.
QString snippetOf(const QString& text, const QList<SearchTerm>& terms);

} // namespace parlor::server
