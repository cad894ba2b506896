#include "server/app/keycommandline.h"

#include <QDateTime>

#include <CLI/CLI.hpp>

#include <memory>

namespace parlor::server {

namespace {

struct KeyOptions {
    std::string name, capability, role = "member", person, clientId, session, key, before;
    std::int64_t ttlSeconds = 3'600;
    bool all = false;
};

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

/// ms UTC, or an ISO 8601 date and time.
Result<qint64> timeOf(const std::string& value) {
    if (value.empty())
        return 0;
    bool ok = false;
    if (const qint64 ms = text(value).toLongLong(&ok); ok && ms > 0)
        return ms;
    const QDateTime time = QDateTime::fromString(text(value), Qt::ISODateWithMs);
    if (!time.isValid())
        return fail(ErrorCode::BadRequest, u"\"%1\" is no time"_qs.arg(text(value)));
    return time.toMSecsSinceEpoch();
}

Result<QJsonObject> ask(const CommandLineTools& tools, const QString& command, const KeyOptions& options) {
    TRY_ASSIGN(const qint64 before, timeOf(options.before));
    return tools.ask(command, {{u"session"_qs, text(options.session)},
                               {u"person"_qs, text(options.person)},
                               {u"key"_qs, text(options.key)},
                               {u"clientId"_qs, text(options.clientId)},
                               {u"before"_qs, before}});
}

bool saysWhich(const KeyOptions& options) {
    return !options.session.empty() || !options.person.empty() || !options.key.empty()
           || !options.clientId.empty() || !options.before.empty();
}

QString keyAndSecret(const QJsonObject& key) {
    return key.value(u"keyName").toString() + u':' + key.value(u"keySecret").toString();
}

QString sessionLine(const QJsonObject& session) {
    const QDateTime seen =
        QDateTime::fromMSecsSinceEpoch(session.value(u"last_seen_at").toInteger(), Qt::UTC);
    const QString key = session.value(u"keyName").toString();
    return u"%1  %2  %3  %4"_qs.arg(session.value(u"id").toString(), seen.toString(Qt::ISODate),
                                    session.value(u"address").toString(),
                                    key.isEmpty() ? session.value(u"device").toString()
                                                  : key + u' ' + session.value(u"clientId").toString());
}

QString revokedLine(const QJsonObject& answer) {
    return u"Ended %1 sessions."_qs.arg(answer.value(u"revoked").toInt());
}

void addKeys(CLI::App& app, const CommandLineTools& tools, const std::shared_ptr<KeyOptions>& options) {
    CLI::App* key = app.add_subcommand("key", "keys for programs");
    key->require_subcommand(1);
    CLI::App* add = tools.withData(key->add_subcommand("add", "make a key; its secret is shown"));
    add->add_option("name", options->name, "the key's name, and its bot's")->required();
    add->add_option("--capability", options->capability, "what it allows, as JSON")->required();
    add->add_option("--person", options->person, "whom it acts as; otherwise a bot of its own name");
    add->add_option("--role", options->role, "the bot's role")
        ->check(CLI::IsMember({"admin", "moderator", "member", "guest"}));
    add->callback([tools, options] {
        tools.finish(tools.ask(u"key.add"_qs, {{u"name"_qs, text(options->name)},
                                               {u"capability"_qs, text(options->capability)},
                                               {u"role"_qs, text(options->role)},
                                               {u"person"_qs, text(options->person)}}),
                     keyAndSecret);
    });
    CLI::App* list = tools.withData(key->add_subcommand("list", "all keys, without their secrets"));
    list->add_flag("--all", options->all, "those of parlor-load's runs, too");
    list->callback([tools, options] {
        const auto line = [](const QJsonObject& one) {
            return u"%1  %2%3"_qs.arg(one.value(u"keyName").toString(), -24)
                .arg(one.value(u"capability").toString(),
                     one.value(u"revoked").toBool() ? u"  revoked"_qs : QString());
        };
        tools.finishList(tools.ask(u"key.list"_qs, {{u"all"_qs, options->all}}), u"keys"_qs, line);
    });
    CLI::App* revise = tools.withData(
        key->add_subcommand("revise", "give a key a new secret; ends what the old one opened"));
    revise->add_option("name", options->name)->required();
    revise->callback([tools, options] {
        tools.finish(tools.ask(u"key.revise"_qs, {{u"name"_qs, text(options->name)}}), keyAndSecret);
    });
    CLI::App* revoke = tools.withData(key->add_subcommand("revoke", "end a key and all that it opened"));
    revoke->add_option("name", options->name)->required();
    revoke->callback([tools, options] {
        tools.finish(tools.ask(u"key.revoke"_qs, {{u"name"_qs, text(options->name)}}),
                     [options](const QJsonObject&) { return u"Revoked %1."_qs.arg(text(options->name)); });
    });
}

void addTokens(CLI::App& app, const CommandLineTools& tools, const std::shared_ptr<KeyOptions>& options) {
    CLI::App* token = app.add_subcommand("token", "tokens of keys");
    token->require_subcommand(1);
    CLI::App* issue = tools.withData(token->add_subcommand("issue", "a token that acts for a key"));
    issue->add_option("key", options->name, "the key's name")->required();
    issue->add_option("--capability", options->capability, "as JSON; what remains within the key's holds");
    issue->add_option("--client-id", options->clientId, "whom the token is for");
    issue->add_option("--ttl", options->ttlSeconds, "seconds")->check(CLI::Range(1, 86'400));
    issue->callback([tools, options] {
        constexpr qint64 second = 1'000;
        tools.finish(tools.ask(u"token.issue"_qs, {{u"name"_qs, text(options->name)},
                                                   {u"capability"_qs, text(options->capability)},
                                                   {u"clientId"_qs, text(options->clientId)},
                                                   {u"ttl"_qs, options->ttlSeconds * second}}),
                     [](const QJsonObject& details) { return details.value(u"token").toString(); });
    });
    CLI::App* revoke = tools.withData(
        token->add_subcommand("revoke", "end sessions and their tokens; all that is said must hold"));
    revoke->add_option("--session", options->session, "a session's id");
    revoke->add_option("--user", options->person, "a person's name");
    revoke->add_option("--key", options->key, "a key's name");
    revoke->add_option("--client-id", options->clientId, "a client of a key");
    revoke->add_option("--issued-before", options->before, "ms since 1970 or an ISO 8601 time");
    revoke->callback([tools, options] {
        tools.finish(saysWhich(*options)
                         ? ask(tools, u"session.revoke"_qs, *options)
                         : fail(ErrorCode::BadRequest, u"say which: --session, --user, --key, --client-id or "
                                                       "--issued-before"_qs),
                     revokedLine);
    });
}

} // namespace

void addKeyCommands(CLI::App& app, CLI::App& user, CommandLineTools tools) {
    const auto options = std::make_shared<KeyOptions>();
    addKeys(app, tools, options);
    addTokens(app, tools, options);
    CLI::App* sessions = tools.withData(user.add_subcommand("sessions", "where a person is signed in"));
    sessions->add_option("name", options->person)->required();
    sessions->callback([tools, options] {
        tools.finishList(ask(tools, u"session.list"_qs, *options), u"sessions"_qs, sessionLine);
    });
    CLI::App* revoke = tools.withData(user.add_subcommand("revoke", "sign a person out"));
    revoke->add_option("name", options->person)->required();
    revoke->add_option("--session", options->session, "only this one");
    revoke->add_option("--issued-before", options->before, "only those opened before: ms or ISO 8601");
    revoke->callback(
        [tools, options] { tools.finish(ask(tools, u"session.revoke"_qs, *options), revokedLine); });
}

} // namespace parlor::server
