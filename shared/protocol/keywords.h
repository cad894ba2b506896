#pragma once

#include <QString>
#include <QStringList>

namespace parlor {

/// Words and short phrases that count as a mention of whoever keeps them: the one rule of server and client.
/// Compared by foldedName(); whole words, but anywhere in scripts that are written without spaces.

/// As they are kept: folded, spaces as one, without empty and doubled ones; in order.
QStringList cleanKeywords(const QStringList& words);

/// `folded`: a text by foldedName(); `keyword`: one of cleanKeywords().
bool saysKeyword(QStringView folded, QStringView keyword);

/// Its first word; empty for one that may stand anywhere.
QStringView firstWordOf(QStringView keyword);

/// The words of a text by foldedName(), each once.
QStringList wordsOf(QStringView folded);

} // namespace parlor
