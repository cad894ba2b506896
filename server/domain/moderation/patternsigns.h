#pragma once

#include "server/domain/moderation/foldedtext.h"

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

namespace parlor::server {

/// What stands between two words of a pattern and must stand there in the text, too.
struct SignGap {
    qsizetype at = 0; ///< of the space in the folded text
    QString signs;
};

/// The characters of a piece of a pattern that are no part of words: punctuation, and symbols but pictures.
/// At the ends all of them count. Between words apostrophes, dashes, full stops and the like do not: they are
/// written in many ways.
struct PatternSigns {
    QString before, after;
    std::vector<SignGap> between;

    /// `folded` is the piece, folded. All signs are at both ends of a piece without a word.
    static PatternSigns of(QStringView piece, const FoldedText& folded);
};

/// Signs of a text in NFKC, without spaces and what shows nothing.
QString signsOf(QStringView text);

/// The end of signs that stand at a place of a text. `looked` counts the characters that were looked at.
std::optional<qsizetype> endOfSigns(QStringView text, qsizetype at, QStringView signs, qsizetype& looked);
/// The beginning of those that stand before it.
std::optional<qsizetype> startOfSigns(QStringView text, qsizetype at, QStringView signs, qsizetype& looked);

} // namespace parlor::server
