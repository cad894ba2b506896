#pragma once

#include "shared/protocol/searchtext.h"

namespace parlor {

inline constexpr int snippetLength = 160; ///< UTF-16 units, without the marks of matches
inline constexpr char16_t snippetMatchBegins = 0xe000, snippetMatchEnds = 0xe001;

/// The part of the text around the first match, each match between U+E000 and U+E001. It begins and ends at
/// words where the script has them, never inside what people see as one character, and with "…" where
/// something was left out.
QString snippetOf(const QString& text, const QList<SearchTerm>& terms);

} // namespace parlor
