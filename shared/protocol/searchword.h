#pragma once

#include <QString>

namespace parlor {

/// Whether an index has a word for it: one begins with a letter, a number or a character of private use
/// (sqlite.org/fts5.html, unicode61). Emoji and other symbols are none, nor are accents alone.
bool hasSearchWord(const QString& text);

} // namespace parlor
