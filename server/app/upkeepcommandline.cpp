#include "server/app/upkeepcommandline.h"

#include <QFileInfo>
#include <QJsonArray>

#include <CLI/CLI.hpp>

#include <memory>

#include <sysexits.h>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

struct UpkeepOptions {
    std::string name, directory, report;
    std::vector<std::string> paths;
    int days = -1;
    bool albums = false, takeout = false, dryRun = false;
};

using Shared = std::shared_ptr<UpkeepOptions>;

QString numberIn(const QJsonObject& answer, QLatin1StringView field) {
    return QString::number(answer.value(field).toInteger());
}

QString absolute(const std::string& path) {
    return QFileInfo(QString::fromStdString(path)).absoluteFilePath();
}

/// Some lie in a cold directory whose disk is not there.
bool isAway(const QJsonObject& answer) {
    return answer.value(u"away").toInteger() > 0;
}

QString unseenIn(const QJsonObject& answer) {
    return isAway(answer) ? u" %1 lie on a disk that is away."_qs.arg(numberIn(answer, "away"_L1))
                          : QString();
}

/// A report about files; a failure among them is the exit code's business too, and so is what could not be
/// looked at.
void finishReport(const CommandLineTools& tools, const Result<QJsonObject>& answer,
                  QLatin1StringView failures, const std::function<QString(const QJsonObject&)>& sentence) {
    if (!tools.finish(answer, sentence))
        return;
    if (answer->value(failures).toInteger() > 0)
        tools.exitWith(EX_DATAERR);
    else if (isAway(*answer))
        tools.exitWith(EX_UNAVAILABLE);
}

QString verifiedLines(const QJsonObject& answer) {
    QString lines;
    const QJsonArray faulty = answer.value(u"faulty").toArray();
    for (const QJsonValue& value : faulty) {
        const QJsonObject file = value.toObject();
        lines += u"photo %1: %2 %3\n"_qs.arg(file.value(u"photo").toString(), file.value(u"area").toString(),
                                             file.value(u"fault").toString());
    }
    return lines
           + u"%1 photos, %2 files, %3 missing or damaged."_qs.arg(
               numberIn(answer, "photos"_L1), numberIn(answer, "files"_L1), numberIn(answer, "faults"_L1))
           + unseenIn(answer);
}

void verify(const CommandLineTools& tools) {
    finishReport(tools, tools.askForLong(u"verify"_qs, {}), "faults"_L1, verifiedLines);
}

QString coldLine(const QJsonObject& answer) {
    const QString place = answer.value(u"present").toBool()      ? u"The cold directory is there"_qs
                          : answer.value(u"configured").toBool() ? u"The cold directory is away"_qs
                                                                 : u"There is no cold directory"_qs;
    return u"%1: %2 originals (%3 bytes), %4 under way."_qs.arg(place, numberIn(answer, "cold"_L1),
                                                                numberIn(answer, "cold_bytes"_L1),
                                                                numberIn(answer, "under_way"_L1));
}

void coldStatus(const CommandLineTools& tools) {
    const auto answer = tools.askForLong(u"cold.status"_qs, {});
    if (tools.finish(answer, coldLine) && !answer->value(u"present").toBool()
        && answer->value(u"cold").toInteger() > 0)
        tools.exitWith(EX_UNAVAILABLE);
}

void moveCold(const CommandLineTools& tools, const QString& command, const UpkeepOptions& options) {
    QJsonObject arguments;
    if (options.days >= 0)
        arguments.insert(u"days"_qs, options.days);
    finishReport(tools, tools.askForLong(command, arguments), "failed"_L1, [](const QJsonObject& answer) {
        return u"%1 originals moved, %2 failed."_qs.arg(numberIn(answer, "moved"_L1),
                                                        numberIn(answer, "failed"_L1));
    });
}

void addColdCommands(CLI::App& app, const CommandLineTools& tools, const Shared& options) {
    CLI::App* cold = app.add_subcommand("cold", "originals that nobody opens");
    cold->require_subcommand(1);
    CLI::App* status = tools.withData(
        cold->add_subcommand("status", "how many lie in the cold directory, and whether it is there"));
    status->callback([tools] { coldStatus(tools); });
    CLI::App* move =
        tools.withData(cold->add_subcommand("move", "move those there that nobody has opened for long"));
    move->add_option("--days", options->days, "for how long; storage.cold_after_days without it")
        ->check(CLI::Range(0, 36'500));
    move->callback([tools, options] { moveCold(tools, u"cold.move"_qs, *options); });
    CLI::App* recall = tools.withData(cold->add_subcommand("recall", "bring all of them back"));
    recall->callback([tools, options] { moveCold(tools, u"cold.recall"_qs, *options); });
}

void collect(const CommandLineTools& tools, const UpkeepOptions& options) {
    tools.finish(tools.askForLong(u"gc"_qs, {{u"dry_run"_qs, options.dryRun}}),
                 [dry = options.dryRun](const QJsonObject& answer) {
                     const QString sentence = dry ? u"%1 files would go."_qs : u"%1 files removed."_qs;
                     return sentence.arg(numberIn(answer, "removed"_L1));
                 });
}

void rotate(const CommandLineTools& tools) {
    finishReport(tools, tools.askForLong(u"rotate"_qs, {}), "failed"_L1, [](const QJsonObject& answer) {
        return u"%1 of %2 files wrapped with the new key, %3 that no key opens."_qs.arg(
            numberIn(answer, "rewrapped"_L1), numberIn(answer, "files"_L1), numberIn(answer, "failed"_L1));
    });
}

void exportLibrary(const CommandLineTools& tools, const UpkeepOptions& options) {
    const QString directory = absolute(options.directory);
    const auto answer = tools.askForLong(
        u"export"_qs, {{u"name"_qs, QString::fromStdString(options.name)}, {u"directory"_qs, directory}});
    finishReport(tools, answer, "failed"_L1, [directory](const QJsonObject& done) {
        return u"%1 photos in %2, %3 of them new, %4 that can not be read."_qs.arg(
                   numberIn(done, "photos"_L1), directory, numberIn(done, "written"_L1),
                   numberIn(done, "failed"_L1))
               + unseenIn(done);
    });
}

void importFiles(const CommandLineTools& tools, const UpkeepOptions& options) {
    QJsonArray paths;
    for (const std::string& path : options.paths)
        paths.append(absolute(path));
    QJsonObject arguments{{u"name"_qs, QString::fromStdString(options.name)},
                          {u"paths"_qs, paths},
                          {u"albums"_qs, options.albums},
                          {u"takeout"_qs, options.takeout},
                          {u"dry_run"_qs, options.dryRun}};
    if (!options.report.empty())
        arguments.insert(u"report"_qs, absolute(options.report));
    finishReport(tools, tools.askForLong(u"import"_qs, arguments), "refused"_L1, [](const QJsonObject& done) {
        return u"%1 uploaded, %2 had before, %3 to be uploaded, %4 refused, %5 skipped, %6 albums."_qs.arg(
            numberIn(done, "uploaded"_L1), numberIn(done, "had"_L1), numberIn(done, "missing"_L1),
            numberIn(done, "refused"_L1), numberIn(done, "skipped"_L1), numberIn(done, "albums"_L1));
    });
}

} // namespace

void addUpkeepCommands(CLI::App& app, CommandLineTools tools) {
    const auto options = std::make_shared<UpkeepOptions>();
    CLI::App* verifying = tools.withData(app.add_subcommand("verify", "compare rows, files and hashes"));
    verifying->callback([tools] { verify(tools); });
    CLI::App* collecting =
        tools.withData(app.add_subcommand("gc", "remove files that nothing has named for a day"));
    collecting->add_flag("--dry-run", options->dryRun, "only count them");
    collecting->callback([tools, options] { collect(tools, *options); });
    CLI::App* rotating =
        tools.withData(app.add_subcommand("rotate", "wrap all files' keys with the current key file"));
    rotating->callback([tools] { rotate(tools); });
    addColdCommands(app, tools, options);
    CLI::App* exporting = tools.withData(app.add_subcommand("export", "a person's photos as plain files"));
    exporting->add_option("name", options->name, "whose")->required();
    exporting->add_option("--to", options->directory, "the directory to fill")->required();
    exporting->callback([tools, options] { exportLibrary(tools, *options); });
    CLI::App* importing =
        tools.withData(app.add_subcommand("import", "bring folders, a Takeout or an export into a library"));
    importing->add_option("path", options->paths, "folders, files, .zip or .tgz archives")->required();
    importing->add_option("--person", options->name, "whose library")->required();
    options->albums = true;
    importing->add_flag("--albums,!--no-albums", options->albums, "whether folders become albums: they do");
    importing->add_flag("--takeout", options->takeout, "a Google Takeout, even where nothing tells it");
    importing->add_flag("--dry-run", options->dryRun, "only count what would be done");
    importing->add_option("--report", options->report, "what became of each file, as lines of JSON");
    importing->callback([tools, options] { importFiles(tools, *options); });
}

} // namespace parlor::server
