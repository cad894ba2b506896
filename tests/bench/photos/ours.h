#pragma once

#include <QJsonArray>
#include <QStringList>

namespace parlor::bench {

/// Puts the files through a pool of one worker, as parlord does: a row for each with CPU seconds, bytes, and
/// the worker's peak memory in MiB. Renderings go to `out`.
QJsonArray processOurs(const QStringList& files, const QString& out, int effort);

} // namespace parlor::bench
