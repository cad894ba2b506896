#include "server/app/moderationcommands.h"

#include "server/edge/hooks/moderationjson.h"

#include <QJsonArray>

#include <memory>
#include <optional>

namespace parlor::server {

namespace {

constexpr int reportsMost = 100;

template<class T>
QJsonArray listOf(const QList<T>& items) {
    QJsonArray all;
    for (const T& item : items)
        all.append(toJson(item));
    return all;
}

template<class T>
std::optional<T> idIn(const QJsonObject& arguments) {
    return T::fromString(arguments.value(u"id").toString());
}

QStringList textsIn(const QJsonObject& arguments, const QString& key) {
    QStringList texts;
    for (const QJsonValue& value : arguments.value(key).toArray())
        if (const QString text = value.toString().simplified(); !text.isEmpty())
            texts.append(text);
    return texts;
}

} // namespace

ModerationCommands::ModerationCommands(Foundation& foundation, ModerationParts& parts, QObject* parent)
    : QObject(parent), m_foundation(foundation), m_parts(parts) {}

bool ModerationCommands::handles(const QString& command) {
    return command.startsWith(u"filter.") || command.startsWith(u"report.") || command.startsWith(u"webhook.")
           || command.startsWith(u"notices.");
}

template<class T, class Fn>
void ModerationCommands::then(const Task<T>& task, const Answer& answer, Fn toJson) {
    whenDone(task, &m_foundation.executor(), this, [answer, toJson](const T& result) {
        if (!result)
            answer.finish(std::unexpected(result.error()));
        else if constexpr (std::is_void_v<typename T::value_type>)
            answer.finish(toJson());
        else
            answer.finish(toJson(*result));
    });
}

Task<Result<QJsonObject>> ModerationCommands::run(const QString& command, const QJsonObject& arguments) {
    const Answer answer;
    if (command.startsWith(u"filter."))
        filter(command, arguments, answer);
    else if (command.startsWith(u"report."))
        report(command, arguments, answer);
    else if (command.startsWith(u"webhook."))
        webhook(command, arguments, answer);
    else if (command == u"notices.secret")
        answer.finish(QJsonObject{{u"secret"_qs, m_parts.secretOf(u"away notices"_qs)}});
    else
        answer.finish(fail(ErrorCode::UnknownOperation));
    return answer.task();
}

void ModerationCommands::withChannel(const QJsonObject& arguments, const Answer& answer,
                                     std::function<void(ChannelId)> use) {
    const QString text = arguments.value(u"channel").toString();
    if (text.isEmpty())
        return use({});
    if (const auto id = ChannelId::fromString(text))
        return use(*id);
    whenDone(m_foundation.store().channels().byName(text), &m_foundation.executor(), this,
             [answer, use = std::move(use)](const Result<Channel>& channel) {
                 if (!channel)
                     return answer.finish(std::unexpected(channel.error()));
                 use(channel->id);
             });
}

void ModerationCommands::filter(const QString& command, const QJsonObject& arguments, const Answer& answer) {
    if (command == u"filter.list")
        return answer.finish(QJsonObject{{u"filters"_qs, listOf(m_parts.filter().rules())}});
    if (command == u"filter.remove") {
        const auto id = idIn<FilterRuleId>(arguments);
        if (!id)
            return answer.finish(fail(ErrorCode::NotFound));
        return then(m_parts.filter().remove(*id, {}), answer, [] { return QJsonObject(); });
    }
    withChannel(arguments, answer, [this, command, arguments, answer](ChannelId channel) {
        if (command == u"filter.test")
            return answer.finish(toJson(m_parts.filter().test(arguments.value(u"text").toString(), channel)));
        const auto action = filterActionFrom(arguments.value(u"action").toString());
        if (command != u"filter.add" || !action)
            return answer.finish(fail(action ? ErrorCode::UnknownOperation : ErrorCode::BadRequest));
        FilterRule rule;
        rule.channel = channel;
        rule.action = *action;
        rule.dryRun = arguments.value(u"dry_run").toBool();
        rule.minutes = arguments.value(u"minutes").toInt(rule.minutes);
        addRules(textsIn(arguments, u"patterns"_qs), rule, answer);
    });
}

// All at once, so that they share a commit. A list that is read in twice adds what is new.
void ModerationCommands::addRules(const QStringList& patterns, FilterRule rule, const Answer& answer) {
    struct Round {
        qsizetype open = 0;
        int added = 0;
        std::optional<Error> first;
    };

    const auto round = std::make_shared<Round>();
    round->open = patterns.size();
    if (patterns.isEmpty())
        return answer.finish(fail(ErrorCode::BadRequest, u"no pattern was given"_qs));
    for (const QString& pattern : patterns) {
        rule.pattern = pattern;
        whenDone(m_parts.filter().add(rule), &m_foundation.executor(), this,
                 [round, pattern, answer](const Result<FilterRule>& done) {
                     round->added += done ? 1 : 0;
                     if (!done && done.error().code != ErrorCode::Conflict && !round->first)
                         round->first = Error{done.error().code, pattern + u": "_qs + done.error().detail, 0};
                     if (--round->open > 0)
                         return;
                     if (round->first)
                         return answer.finish(std::unexpected(*round->first));
                     answer.finish(QJsonObject{{u"added"_qs, round->added}});
                 });
    }
}

void ModerationCommands::report(const QString& command, const QJsonObject& arguments, const Answer& answer) {
    if (command == u"report.list") {
        const ReportQuery query{{}, !arguments.value(u"all").toBool(), {}, reportsMost};
        return then(m_parts.reports().list(query), answer, [](const QList<Report>& reports) {
            return QJsonObject{{u"reports"_qs, listOf(reports)}};
        });
    }
    if (command == u"report.log")
        return then(m_parts.log().entries(0, reportsMost), answer, [](const QList<ModerationEntry>& entries) {
            return QJsonObject{{u"entries"_qs, listOf(entries)}};
        });
    const auto id = idIn<ReportId>(arguments);
    const auto state = reportStateFrom(arguments.value(u"action").toString());
    if (command != u"report.resolve" || !id || !state)
        return answer.finish(fail(ErrorCode::BadRequest));
    constexpr int usualMinutes = 10;
    then(m_parts.reports().resolve(*id, *state, arguments.value(u"minutes").toInt(usualMinutes)), answer,
         [](const Report& done) { return toJson(done); });
}

void ModerationCommands::webhook(const QString& command, const QJsonObject& arguments, const Answer& answer) {
    const auto id = idIn<WebhookId>(arguments);
    if (command == u"webhook.remove" || command == u"webhook.enable") {
        if (!id)
            return answer.finish(fail(ErrorCode::NotFound));
        if (command == u"webhook.remove")
            return then(m_parts.webhooks().remove(nullptr, *id), answer, [] { return QJsonObject(); });
        return then(m_parts.webhooks().enable(nullptr, *id), answer,
                    [](const Webhook& webhook) { return toJson(webhook); });
    }
    withChannel(arguments, answer, [this, command, arguments, answer](ChannelId channel) {
        if (command == u"webhook.list")
            return then(m_parts.webhooks().list(nullptr, channel), answer,
                        [](const QList<Webhook>& webhooks) {
                            return QJsonObject{{u"webhooks"_qs, listOf(webhooks)}};
                        });
        if (command != u"webhook.add" || !channel.isValid())
            return answer.finish(fail(ErrorCode::BadRequest));
        const QString url = arguments.value(u"url").toString();
        const auto made = url.isEmpty() ? m_parts.webhooks().addIncoming(nullptr, channel,
                                                                         arguments.value(u"name").toString())
                                        : m_parts.webhooks().addOutgoing(nullptr, channel, url);
        then(made, answer, [](const MadeWebhook& webhook) { return toJson(webhook); });
    });
}

} // namespace parlor::server
