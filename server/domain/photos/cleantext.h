#pragma once

#include "shared/core/result.h"

#include <QString>
#include <QStringList>

namespace parlor::server {

inline constexpr qsizetype longestTag = 64; ///< characters
inline constexpr qsizetype mostTags = 64;   ///< of one photo

/// Nothing that turns the reading direction, controls anything or stacks marks; lines may break.
bool isCleanText(const QString& text);

/// Tags as they are kept: NFC, one space between words, the first of those that only differ in case.
/// TooLarge, BadText.
Result<QStringList> cleanTags(const QStringList& raw);

} // namespace parlor::server
