#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace parlor::client {

struct FuzzyMatch {
    int score = 0;      ///< higher is better
    QList<int> letters; ///< places in the text
};

/// The letters of `typed`, in order, somewhere in `text`; beginnings of words and runs count more. Without
/// regard to case. nullopt when they are not all there; an empty `typed` matches everything with 0.
std::optional<FuzzyMatch> fuzzyMatch(const QString& typed, const QString& text);

} // namespace parlor::client
