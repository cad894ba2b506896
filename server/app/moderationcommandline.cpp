#include "server/app/moderationcommandline.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>

#include <CLI/CLI.hpp>

#include <memory>

namespace parlor::server {

namespace {

struct ModerationOptions {
    std::vector<std::string> patterns;
    std::string file, action = "star", channel, id, text, url, name, resolution;
    int minutes = 10;
    bool dryRun = false, all = false;
};

using Shared = std::shared_ptr<ModerationOptions>;

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

/// Those of the command line, then one a line of the file; "-" is standard input. Lines with # are remarks.
Result<QJsonArray> patternsOf(const ModerationOptions& options) {
    QJsonArray patterns;
    for (const std::string& pattern : options.patterns)
        patterns.append(text(pattern));
    if (options.file.empty())
        return patterns;
    QFile file(text(options.file));
    const bool open =
        options.file == "-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(file.fileName(), file.errorString()));
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (!line.isEmpty() && !line.startsWith(u'#'))
            patterns.append(line);
    }
    return patterns;
}

Result<QJsonObject> addFilters(const CommandLineTools& tools, const ModerationOptions& options) {
    TRY_ASSIGN(const QJsonArray patterns, patternsOf(options));
    constexpr qsizetype atOnce = 2'000;
    int added = 0;
    for (qsizetype at = 0; at < patterns.size(); at += atOnce) {
        QJsonArray some;
        for (qsizetype i = at; i < std::min(patterns.size(), at + atOnce); ++i)
            some.append(patterns.at(i));
        TRY_ASSIGN(const QJsonObject answer,
                   tools.ask(u"filter.add"_qs, {{u"patterns"_qs, some},
                                                {u"action"_qs, text(options.action)},
                                                {u"channel"_qs, text(options.channel)},
                                                {u"dry_run"_qs, options.dryRun},
                                                {u"minutes"_qs, options.minutes}}));
        added += answer.value(u"added").toInt();
    }
    return QJsonObject{{u"added"_qs, added}};
}

QString ruleLine(const QJsonObject& rule) {
    return u"%1  %2%3  %4  %5"_qs.arg(rule.value(u"id").toString(), rule.value(u"action").toString(),
                                      rule.value(u"dry_run").toBool() ? u" (dry run)"_qs : QString(),
                                      QString::number(rule.value(u"hits").toInteger()),
                                      rule.value(u"pattern").toString());
}

QString reportLine(const QJsonObject& report) {
    return u"%1  %2  %3  %4"_qs.arg(report.value(u"id").toString(), report.value(u"state").toString(),
                                    report.value(u"reason").toString(), report.value(u"text").toString());
}

QString webhookLine(const QJsonObject& webhook) {
    return u"%1  %2  %3  %4%5"_qs.arg(webhook.value(u"id").toString(), webhook.value(u"direction").toString(),
                                      webhook.value(u"channel").toString(), webhook.value(u"name").toString(),
                                      webhook.value(u"enabled").toBool() ? QString() : u"  disabled"_qs);
}

QString logLine(const QJsonObject& entry) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(entry.value(u"time").toInteger(), Qt::UTC);
    return u"%1  %2  %3  %4"_qs.arg(time.toString(Qt::ISODate), entry.value(u"action").toString(),
                                    entry.value(u"actor").toString(u"-"_qs),
                                    entry.value(u"detail").toString());
}

QString nothing(const QJsonObject&) {
    return {};
}

void addFilterCommands(CLI::App& app, const CommandLineTools& tools, const Shared& o) {
    CLI::App* filter = app.add_subcommand("filter", "the word list");
    filter->require_subcommand(1);
    CLI::App* add =
        tools.withData(filter->add_subcommand("add", "words or phrases; * stands for any letters"));
    add->add_option("patterns", o->patterns, "what to look for");
    add->add_option("--file", o->file, "one pattern a line; - reads standard input");
    add->add_option("--action", o->action, "what happens to the message")
        ->check(CLI::IsMember({"allow", "flag", "star", "block", "time_out"}));
    add->add_option("--channel", o->channel, "only in this channel: name or id");
    add->add_option("--minutes", o->minutes, "of a time-out");
    add->add_flag("--dry-run", o->dryRun, "only count");
    add->callback([tools, o] {
        tools.finish(addFilters(tools, *o), [](const QJsonObject& answer) {
            return u"Added %1 patterns."_qs.arg(answer.value(u"added").toInt());
        });
    });
    CLI::App* list = tools.withData(filter->add_subcommand("list", "all of them, with what they found"));
    list->callback([tools] { tools.finishList(tools.ask(u"filter.list"_qs, {}), u"filters"_qs, ruleLine); });
    CLI::App* remove = tools.withData(filter->add_subcommand("remove", "take one off the list"));
    remove->add_option("id", o->id)->required();
    remove->callback(
        [tools, o] { tools.finish(tools.ask(u"filter.remove"_qs, {{u"id"_qs, text(o->id)}}), nothing); });
    CLI::App* test = tools.withData(filter->add_subcommand("test", "what would happen to a text"));
    test->add_option("text", o->text)->required();
    test->add_option("--channel", o->channel);
    test->callback([tools, o] {
        tools.finish(
            tools.ask(u"filter.test"_qs, {{u"text"_qs, text(o->text)}, {u"channel"_qs, text(o->channel)}}),
            [](const QJsonObject& answer) {
                return answer.value(u"action").toString() + u": "_qs + answer.value(u"text").toString();
            });
    });
}

void addReportCommands(CLI::App& app, const CommandLineTools& tools, const Shared& o) {
    CLI::App* report =
        app.add_subcommand("report", "what people and the word list put before the moderators");
    report->require_subcommand(1);
    CLI::App* list = tools.withData(report->add_subcommand("list", "the open ones"));
    list->add_flag("--all", o->all, "the resolved ones too");
    list->callback([tools, o] {
        tools.finishList(tools.ask(u"report.list"_qs, {{u"all"_qs, o->all}}), u"reports"_qs, reportLine);
    });
    CLI::App* resolve = tools.withData(report->add_subcommand("resolve", "decide"));
    resolve->add_option("id", o->id)->required();
    resolve->add_option("action", o->resolution, "dismiss, delete or time_out")
        ->required()
        ->check(CLI::IsMember({"dismiss", "delete", "time_out"}));
    resolve->add_option("--minutes", o->minutes, "of a time-out");
    resolve->callback([tools, o] {
        tools.finish(tools.ask(u"report.resolve"_qs, {{u"id"_qs, text(o->id)},
                                                      {u"action"_qs, text(o->resolution)},
                                                      {u"minutes"_qs, o->minutes}}),
                     reportLine);
    });
    CLI::App* log = tools.withData(report->add_subcommand("log", "what moderators did"));
    log->callback([tools] { tools.finishList(tools.ask(u"report.log"_qs, {}), u"entries"_qs, logLine); });
}

void addWebhookCommands(CLI::App& app, const CommandLineTools& tools, const Shared& o) {
    CLI::App* webhook = app.add_subcommand("webhook", "channels' doors to other programs");
    webhook->require_subcommand(1);
    CLI::App* add =
        tools.withData(webhook->add_subcommand("add", "to an address, or with --name an incoming one"));
    add->add_option("channel", o->channel, "name or id")->required();
    auto* url = add->add_option("--url", o->url, "where messages are posted to");
    auto* name = add->add_option("--name", o->name, "of the bot that writes what comes in");
    url->excludes(name);
    add->callback([tools, o] {
        tools.finish(tools.ask(u"webhook.add"_qs, {{u"channel"_qs, text(o->channel)},
                                                   {u"url"_qs, text(o->url)},
                                                   {u"name"_qs, text(o->name)}}),
                     [](const QJsonObject& made) {
                         return made.contains(u"path") ? made.value(u"path").toString()
                                                       : made.value(u"secret").toString();
                     });
    });
    CLI::App* list = tools.withData(webhook->add_subcommand("list", "all of them, or a channel's"));
    list->add_option("--channel", o->channel);
    list->callback([tools, o] {
        tools.finishList(tools.ask(u"webhook.list"_qs, {{u"channel"_qs, text(o->channel)}}), u"webhooks"_qs,
                         webhookLine);
    });
    for (const bool enabling : {false, true}) {
        CLI::App* command = tools.withData(
            webhook->add_subcommand(enabling ? "enable" : "remove",
                                    enabling ? "switch on again, from where it stopped" : "take it away"));
        command->add_option("id", o->id)->required();
        command->callback([tools, o, enabling] {
            tools.finish(
                tools.ask(enabling ? u"webhook.enable"_qs : u"webhook.remove"_qs, {{u"id"_qs, text(o->id)}}),
                nothing);
        });
    }
}

} // namespace

void addModerationCommands(CLI::App& app, CommandLineTools tools) {
    const auto options = std::make_shared<ModerationOptions>();
    addFilterCommands(app, tools, options);
    addReportCommands(app, tools, options);
    addWebhookCommands(app, tools, options);
    CLI::App* notices = app.add_subcommand("notices", "telling people who are away");
    notices->require_subcommand(1);
    CLI::App* secret = tools.withData(notices->add_subcommand("secret", "the key that signs away notices"));
    secret->callback([tools] {
        tools.finish(tools.ask(u"notices.secret"_qs, {}),
                     [](const QJsonObject& answer) { return answer.value(u"secret").toString(); });
    });
}

} // namespace parlor::server
