#include "server/app/commandline.h"

#include "server/app/adminserver.h"
#include "server/app/config.h"
#include "server/app/datadirectory.h"
#include "server/app/doctor.h"
#include "server/app/healthcheck.h"
#include "server/app/keycommandline.h"
#include "server/app/moderationcommandline.h"
#include "server/app/offlineadmin.h"
#include "server/app/serve.h"
#include "server/app/storagekeys.h"
#include "server/app/upkeepcommandline.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>

#include <sysexits.h>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

void print(const QString& line) {
    const QByteArray bytes = line.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

/// What HTTP calls the caller's mistake is one here, too.
bool isOfCaller(ErrorCode code) {
    constexpr int leastOfCaller = 400;
    constexpr int leastOfServer = 500;
    const int status = httpStatus(code);
    return status >= leastOfCaller && status < leastOfServer;
}

int exitCodeOf(ErrorCode code) {
    switch (code) {
    case ErrorCode::Busy:
    case ErrorCode::OriginalAway:
        return EX_TEMPFAIL;
    case ErrorCode::Forbidden:
        return EX_NOPERM;
    case ErrorCode::FileFailed:
    case ErrorCode::DiskFull:
        return EX_IOERR;
    case ErrorCode::NetworkFailed:
        return EX_UNAVAILABLE;
    default:
        if (!isOfCaller(code))
            return EX_SOFTWARE;
        return isTemporary(code) ? EX_TEMPFAIL : EX_DATAERR;
    }
}

int report(const Error& error) {
    const QString text = error.detail.isEmpty() ? textFor(error.code) : error.detail;
    std::fprintf(stderr, "parlord: %s: %s\n", wireCode(error.code).data(), text.toUtf8().constData());
    return exitCodeOf(error.code);
}

/// What the flags say; dotted keys as in the configuration file.
struct Options {
    std::string data;
    std::string configFile;
    std::vector<std::string> listen;
    std::string name;
    std::string role = "member";
    std::string passwordFile;
    std::string displayName;
    std::string url = "http://127.0.0.1:7420";
    int hours = 72;
    bool json = false;
    bool all = false;
};

Settings flagsOf(const Options& options) {
    Settings flags;
    QStringList listen;
    for (const std::string& address : options.listen)
        listen.append(QString::fromStdString(address));
    if (!listen.isEmpty())
        flags.insert(u"listen"_qs, listen.join(u','));
    return flags;
}

Result<Config> configOf(const Options& options) {
    return loadConfig(QString::fromStdString(options.configFile), configEnvironment(), flagsOf(options));
}

/// The first line of the file without its end; the file must hold nothing else.
Result<QString> passwordFrom(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, u"%1: %2"_qs.arg(file.fileName(), file.errorString()));
    QByteArray line = file.read(4'096);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty() || line.contains('\n') || !line.isValidUtf8())
        return fail(ErrorCode::BadRequest,
                    u"%1 does not hold one password in UTF-8 on one line"_qs.arg(file.fileName()));
    return QString::fromUtf8(line);
}

/// What one may begin an empty directory with. Every other command means data that is there: in a directory
/// that was mistyped it would make an empty database and find nothing in it.
bool mayBegin(const QString& command) {
    return QStringList{u"init"_qs, u"user.add"_qs, u"key.add"_qs, u"invite"_qs}.contains(command);
}

/// Beside a running server through its admin socket, otherwise as the one writer ourselves.
Result<QJsonObject> administer(const Options& options, const QString& command, const QJsonObject& arguments,
                               int patienceMs = 60'000) {
    const QString directory = QString::fromStdString(options.data);
    if (!mayBegin(command) && !QFileInfo::exists(directory + u"/parlor.db"_qs))
        return fail(ErrorCode::FileFailed, u"%1 holds no data of Parlor"_qs.arg(directory));
    TRY_ASSIGN(DataDirectory data, DataDirectory::open(directory));
    if (QFile::exists(data.adminSocket())) {
        auto answer = askAdmin(data.adminSocket(), command, arguments, patienceMs);
        if (answer || answer.error().code != ErrorCode::Busy)
            return answer;
    }
    TRY(data.lock());
    TRY_ASSIGN(const Config config, configOf(options));
    return administerOffline(config, data, command, arguments);
}

void printPeople(const QJsonObject& answer, bool json) {
    for (const QJsonValue& value : answer.value(u"people").toArray()) {
        const QJsonObject person = value.toObject();
        if (json)
            print(QString::fromUtf8(QJsonDocument(person).toJson(QJsonDocument::Compact)));
        else
            print(u"%1  %2%3"_qs.arg(person.value(u"name").toString(), -24)
                      .arg(person.value(u"role").toString(), -10)
                      .arg(person.value(u"disabled").toBool() ? u"disabled"_qs : QString()));
    }
}

int finish(const Result<QJsonObject>& answer, const Options& options, const QString& sentence) {
    if (!answer)
        return report(answer.error());
    if (options.json)
        print(QString::fromUtf8(QJsonDocument(*answer).toJson(QJsonDocument::Compact)));
    else if (!sentence.isEmpty())
        print(sentence);
    return EX_OK;
}

int finishList(const Result<QJsonObject>& answer, const Options& options, const QString& list,
               const std::function<QString(const QJsonObject&)>& line) {
    if (!answer)
        return report(answer.error());
    for (const QJsonValue& value : answer->value(list).toArray()) {
        const QJsonObject one = value.toObject();
        print(options.json ? QString::fromUtf8(QJsonDocument(one).toJson(QJsonDocument::Compact))
                           : line(one));
    }
    return EX_OK;
}

int runUserAdd(const Options& options) {
    const auto password = passwordFrom(options.passwordFile);
    if (!password)
        return report(password.error());
    const QString name = QString::fromStdString(options.name);
    return finish(administer(options, u"user.add"_qs,
                             {{u"name"_qs, name},
                              {u"display_name"_qs, QString::fromStdString(options.displayName)},
                              {u"role"_qs, QString::fromStdString(options.role)},
                              {u"password"_qs, *password}}),
                  options, u"Added %1."_qs.arg(name));
}

int runUserPassword(const Options& options) {
    const auto password = passwordFrom(options.passwordFile);
    if (!password)
        return report(password.error());
    const QString name = QString::fromStdString(options.name);
    return finish(administer(options, u"user.passwd"_qs, {{u"name"_qs, name}, {u"password"_qs, *password}}),
                  options, u"Changed %1's password; all sessions are signed out."_qs.arg(name));
}

int runUserDisabled(const Options& options, bool disabled) {
    const QString name = QString::fromStdString(options.name);
    return finish(administer(options, u"user.disable"_qs, {{u"name"_qs, name}, {u"disabled"_qs, disabled}}),
                  options, disabled ? u"Disabled %1."_qs.arg(name) : u"Enabled %1."_qs.arg(name));
}

int runUserList(const Options& options) {
    const auto answer = administer(options, u"user.list"_qs, {{u"all"_qs, options.all}});
    if (!answer)
        return report(answer.error());
    printPeople(*answer, options.json);
    return EX_OK;
}

int runInvite(const Options& options) {
    const auto answer =
        administer(options, u"invite"_qs,
                   {{u"role"_qs, QString::fromStdString(options.role)}, {u"hours"_qs, options.hours}});
    return finish(answer, options, answer ? answer->value(u"link").toString() : QString());
}

int runConfig(const Options& options, bool printing) {
    const auto config = configOf(options);
    if (!config) {
        report(config.error());
        return EX_CONFIG;
    }
    if (!printing) {
        if (const auto keys = storageKeyFiles(*config); !keys) {
            report(keys.error());
            return EX_CONFIG;
        }
    }
    print(printing ? toToml(*config).trimmed() : u"The configuration is well."_qs);
    return EX_OK;
}

int runDoctor(const Options& options) {
    const auto config = configOf(options);
    if (!config) {
        report(config.error());
        return EX_CONFIG;
    }
    const QString directory = QString::fromStdString(options.data);
    if (!QFileInfo::exists(directory))
        return report(Error{ErrorCode::FileFailed, u"%1 is not there"_qs.arg(directory), 0});
    const auto data = DataDirectory::open(directory);
    if (!data)
        return report(data.error());
    const QList<Finding> findings = examine(*data, *config);
    const QJsonObject answer = toJson(findings);
    if (options.json)
        print(QString::fromUtf8(QJsonDocument(answer).toJson(QJsonDocument::Compact)));
    else
        for (const Finding& one : findings)
            print(u"%1 %2: %3"_qs.arg(nameOf(one.weight), -6).arg(one.check, one.words));
    return answer.value(u"faults").toInt() > 0 ? EXIT_FAILURE : EX_OK;
}

int runServe(const Options& options) {
    const auto config = configOf(options);
    if (!config) {
        report(config.error());
        return EX_CONFIG;
    }
    installLogging(config->logFormat == u"json" ? LogFormat::Json : LogFormat::Logfmt);
    QLoggingCategory::setFilterRules(QString(config->logRules).replace(u';', u'\n'));
    auto data = DataDirectory::open(QString::fromStdString(options.data));
    if (!data)
        return report(data.error());
    if (const auto locked = data->lock(); !locked)
        return report(locked.error());
    if (const auto fit = checkStorageKeys(*config, data->path()); !fit) {
        const int code = report(fit.error());
        return isOfCaller(fit.error().code) ? EX_CONFIG : code;
    }
    const Result<int> code = serve(*config, *data);
    return code ? *code : report(code.error());
}

} // namespace

int runCommandLine(int argc, char** argv) {
    Options options;
    CLI::App app("Parlor's server: a place to talk and to share photos.", "parlord");
    app.set_version_flag("--version", std::string("parlord ") + PARLOR_VERSION);
    app.require_subcommand(1);
    int code = EX_OK;

    const auto withData = [&](CLI::App* command) {
        command->add_option("--data", options.data, "the data directory")->required();
        command->add_option("--config", options.configFile, "a TOML file");
        command->add_flag("--json", options.json, "one JSON object a line");
        return command;
    };

    CLI::App* serving = withData(app.add_subcommand("serve", "run the server"));
    serving->add_option("--listen", options.listen, "ADDRESS:PORT, may be repeated; port 0 takes a free one");
    serving->callback([&] { code = runServe(options); });

    CLI::App* init = withData(app.add_subcommand("init", "prepare the data directory without serving"));
    init->callback([&] {
        code = finish(administer(options, u"init"_qs, {}), options, u"The data directory is ready."_qs);
    });

    CLI::App* user = app.add_subcommand("user", "people");
    user->require_subcommand(1);
    CLI::App* add = withData(user->add_subcommand("add", "add a person"));
    add->add_option("name", options.name, "the sign-in name")->required();
    add->add_option("--role", options.role, "owner, admin, moderator, member or guest")
        ->check(CLI::IsMember({"owner", "admin", "moderator", "member", "guest"}));
    add->add_option("--display-name", options.displayName, "the name for people");
    add->add_option("--password-file", options.passwordFile, "a file with the password on one line")
        ->required();
    add->callback([&] { code = runUserAdd(options); });
    CLI::App* list = withData(user->add_subcommand("list", "everybody"));
    list->add_flag("--all", options.all, "those that parlor-load made, too");
    list->callback([&] { code = runUserList(options); });
    CLI::App* passwd = withData(user->add_subcommand("passwd", "set a new password and sign out everywhere"));
    passwd->add_option("name", options.name)->required();
    passwd->add_option("--password-file", options.passwordFile)->required();
    passwd->callback([&] { code = runUserPassword(options); });
    CLI::App* disable = withData(user->add_subcommand("disable", "sign a person out and keep them out"));
    disable->add_option("name", options.name)->required();
    disable->callback([&] { code = runUserDisabled(options, true); });
    CLI::App* enable = withData(user->add_subcommand("enable", "let a disabled person in again"));
    enable->add_option("name", options.name)->required();
    enable->callback([&] { code = runUserDisabled(options, false); });

    CommandLineTools tools;
    tools.withData = withData;
    tools.ask = [&](const QString& command, const QJsonObject& arguments) {
        return administer(options, command, arguments);
    };
    tools.askForLong = [&](const QString& command, const QJsonObject& arguments) {
        constexpr int forEver = -1;
        return administer(options, command, arguments, forEver);
    };
    tools.finish = [&](const Result<QJsonObject>& answer, const auto& sentence) {
        code = finish(answer, options, answer ? sentence(*answer) : QString());
        return answer.has_value();
    };
    tools.exitWith = [&](int other) { code = other; };
    tools.finishList = [&](const Result<QJsonObject>& answer, const QString& listName, const auto& line) {
        code = finishList(answer, options, listName, line);
    };
    addKeyCommands(app, *user, tools);
    addModerationCommands(app, tools);
    addUpkeepCommands(app, tools);

    CLI::App* invite = withData(app.add_subcommand("invite", "a link by which one person can join"));
    invite->add_option("--role", options.role)
        ->check(CLI::IsMember({"admin", "moderator", "member", "guest"}));
    invite->add_option("--hours", options.hours, "how long it holds")->check(CLI::Range(1, 24 * 90));
    invite->callback([&] { code = runInvite(options); });

    CLI::App* configuration = app.add_subcommand("config", "the settings");
    configuration->require_subcommand(1);
    for (const bool printing : {false, true}) {
        CLI::App* command = configuration->add_subcommand(
            printing ? "print" : "check", printing ? "every setting as it is in force" : "find mistakes");
        command->add_option("--config", options.configFile, "a TOML file");
        command->callback([&options, &code, printing] { code = runConfig(options, printing); });
    }

    withData(app.add_subcommand("doctor", "look at the machine: keys, disks, room, clock; exit 1 on a fault"))
        ->callback([&] { code = runDoctor(options); });
    CLI::App* health = app.add_subcommand("healthcheck", "exit 0 when a server answers");
    health->add_option("--url", options.url, "where");
    health->callback(
        [&] { code = checkHealth(QString::fromStdString(options.url)) ? EX_OK : EX_UNAVAILABLE; });

    app.add_subcommand("version", "print the version")->callback([] {
        print(QStringLiteral("parlord " PARLOR_VERSION));
    });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int parsed = app.exit(error);
        return parsed == 0 ? EX_OK : EX_USAGE;
    }
    return code;
}

} // namespace parlor::server
