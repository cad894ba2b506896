#pragma once

#include "shared/core/result.h"
#include "shared/protocol/event.h"

#include <QJsonObject>

namespace parlor::server {

/// messages.extra: all of an entry but kind and text, as JSON; empty for a plain one.
QJsonObject extraOf(const Entry& entry);
std::optional<Quote> quoteFrom(const QJsonObject& extra);
void setExtra(Entry& entry, const QJsonObject& extra);

/// events.detail of a PhotoChanged.
QString detailOf(const PhotoChanged& changed);
Result<PhotoChanged> photoChangedFrom(const QString& detail);

} // namespace parlor::server
