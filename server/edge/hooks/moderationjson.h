#pragma once

#include "server/domain/hooks/webhookservice.h"
#include "server/domain/moderation/filterrule.h"
#include "server/domain/moderation/wordfilter.h"
#include "server/domain/ports/moderationlog.h"
#include "server/domain/ports/reportstore.h"

#include <QJsonObject>

namespace parlor::server {

inline constexpr qsizetype hookUrlMost = 2'048;

// How moderation stands in HTTP bodies; the command line prints the same objects.
QJsonObject toJson(const FilterRule& rule);
QJsonObject toJson(const FilterVerdict& verdict);
QJsonObject toJson(const Report& report);
QJsonObject toJson(const ModerationEntry& entry);
/// Without secrets.
QJsonObject toJson(const Webhook& webhook);
/// With what is shown once: "secret" of an outgoing one, "path" of an incoming one.
QJsonObject toJson(const MadeWebhook& made);

/// "pattern", "action", "channel"?, "dry_run"?, "minutes"?. BadRequest, TooLarge.
Result<FilterRule> filterRuleFromJson(const QJsonObject& body);

} // namespace parlor::server
