#pragma once

#include <QList>
#include <QString>

#include <utility>

namespace parlor::client {

/// Runs of emoji with what joins them: start and length.
QList<std::pair<qsizetype, qsizetype>> emojiRuns(const QString& text);

/// True for one to three emoji and nothing else: shown large, without a bubble.
bool isOnlyEmoji(const QString& text);

} // namespace parlor::client
