#include "server/edge/hooks/moderationjson.h"

#include "server/edge/api/signedinjson.h"
#include "shared/protocol/jsonreader.h"

#include <QJsonArray>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

template<class Tag>
void setId(QJsonObject& object, const QString& key, Id<Tag> id) {
    if (id.isValid())
        object.insert(key, id.toString());
}

QJsonArray idsOf(const QList<FilterRuleId>& ids) {
    QJsonArray all;
    for (const FilterRuleId id : ids)
        all.append(id.toString());
    return all;
}

} // namespace

QJsonObject toJson(const FilterRule& rule) {
    QJsonObject object{{u"id"_qs, rule.id.toString()},
                       {u"pattern"_qs, rule.pattern},
                       {u"action"_qs, QString(nameOf(rule.action))},
                       {u"dry_run"_qs, rule.dryRun},
                       {u"created_at"_qs, qint64(rule.createdAt)},
                       {u"hits"_qs, qint64(rule.hits)}};
    setId(object, u"channel"_qs, rule.channel);
    setId(object, u"created_by"_qs, rule.createdBy);
    if (rule.action == FilterAction::TimeOut)
        object.insert(u"minutes"_qs, rule.minutes);
    if (rule.lastHitAt > 0)
        object.insert(u"last_hit_at"_qs, qint64(rule.lastHitAt));
    return object;
}

QJsonObject toJson(const FilterVerdict& verdict) {
    return {{u"action"_qs, QString(nameOf(verdict.action))},
            {u"text"_qs, verdict.text},
            {u"flagged"_qs, verdict.isFlagged},
            {u"hits"_qs, idsOf(verdict.hits)},
            {u"dry_run_hits"_qs, idsOf(verdict.tried)}};
}

QJsonObject toJson(const Report& report) {
    QJsonObject object{{u"id"_qs, report.id.toString()},
                       {u"channel"_qs, report.channel.toString()},
                       {u"message"_qs, report.message.toString()},
                       {u"author"_qs, report.author.toString()},
                       {u"reason"_qs, report.reason},
                       {u"text"_qs, report.text},
                       {u"time"_qs, qint64(report.time)},
                       {u"state"_qs, QString(nameOf(report.state))}};
    setId(object, u"reporter"_qs, report.reporter);
    setId(object, u"resolved_by"_qs, report.resolvedBy);
    if (report.resolvedAt > 0)
        object.insert(u"resolved_at"_qs, qint64(report.resolvedAt));
    return object;
}

QJsonObject toJson(const ModerationEntry& entry) {
    QJsonObject object{{u"id"_qs, qint64(entry.id)},
                       {u"time"_qs, qint64(entry.time)},
                       {u"action"_qs, entry.action},
                       {u"detail"_qs, entry.detail}};
    setId(object, u"actor"_qs, entry.actor);
    setId(object, u"channel"_qs, entry.channel);
    setId(object, u"person"_qs, entry.person);
    setId(object, u"message"_qs, entry.message);
    return object;
}

QJsonObject toJson(const Webhook& webhook) {
    QJsonObject object{{u"id"_qs, webhook.id.toString()},
                       {u"channel"_qs, webhook.channel.toString()},
                       {u"direction"_qs, QString(nameOf(webhook.direction))},
                       {u"name"_qs, webhook.name},
                       {u"enabled"_qs, webhook.enabled},
                       {u"created_at"_qs, qint64(webhook.createdAt)}};
    setId(object, u"created_by"_qs, webhook.createdBy);
    setId(object, u"bot"_qs, webhook.bot);
    if (webhook.direction == WebhookDirection::Incoming)
        return object;
    object.insert(u"url"_qs, webhook.url);
    object.insert(u"serial"_qs, qint64(webhook.cursor.value()));
    if (webhook.failures > 0) {
        object.insert(u"failures"_qs, webhook.failures);
        object.insert(u"failing_since"_qs, qint64(webhook.failingSince));
        object.insert(u"last_error"_qs, webhook.lastError);
    }
    return object;
}

QJsonObject toJson(const MadeWebhook& made) {
    QJsonObject object = toJson(made.webhook);
    if (made.webhook.direction == WebhookDirection::Incoming)
        object.insert(u"path"_qs, QString(u"/v1/hooks/"_qs + made.secret));
    else
        object.insert(u"secret"_qs, made.secret);
    return object;
}

Result<FilterRule> filterRuleFromJson(const QJsonObject& body) {
    FilterRule rule;
    codec::JsonReader in(body);
    in.text("pattern"_L1, rule.pattern, filterPatternCharacters, codec::Need::Required);
    in.word("action"_L1, rule.action, filterActionFrom, codec::Need::Required);
    in.id("channel"_L1, rule.channel);
    in.flag("dry_run"_L1, rule.dryRun);
    in.number("minutes"_L1, rule.minutes, 1, timeOutMinutesMost);
    if (!in.status())
        return std::unexpected(asRequestError(in.status().error()));
    return rule;
}

} // namespace parlor::server
