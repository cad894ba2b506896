#include "client/cli/accountcommands.h"
#include "client/cli/channelcommands.h"
#include "client/cli/historycommand.h"
#include "client/cli/importcommand.h"
#include "client/cli/libraryoptions.h"
#include "client/cli/output.h"
#include "client/cli/peoplecommands.h"
#include "client/cli/photocommands.h"
#include "client/cli/sendcommand.h"
#include "client/cli/sharecommands.h"
#include "client/cli/tailcommand.h"
#include "client/cli/talkcommands.h"
#include "client/cli/validators.h"
#include "client/cli/zipcommand.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <CLI/CLI.hpp>

#include <csignal>

namespace parlor::cli {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

/// What was said on the command line; the chosen command is made from it once there is an event loop.
struct Parsed {
    std::string profile;
    bool json = false;
    bool verbose = false;
    std::function<std::unique_ptr<Command>(Context&)> make;

    std::string url, user, passwordFile, pin, code, role = "member", channel, name, topic, message, replyTo,
                                                    query;
    std::string variant, file, clientId, zip, album;
    std::vector<std::string> paths, ids;
    QStringList changes;
    ImportOptions importing;
    std::int64_t from = -1, before = -1;
    int hours = 0, count = 0, timeout = 0, limit = 50;
    bool isPrivate = false, all = false, lines = false, wait = false, originalVersion = false;
};

template<class Fn>
CLI::App* add(CLI::App& parent, Parsed& parsed, const char* name, const char* about, Fn make) {
    CLI::App* command = parent.add_subcommand(name, about);
    command->fallthrough(); // --profile may stand anywhere
    command->add_flag("--json", parsed.json, "One JSON object a line");
    command->callback([&parsed, make] { parsed.make = make; });
    return command;
}

void addAccountCommands(CLI::App& app, Parsed& p) {
    auto* login = add(app, p, "login", "Sign in; the profile keeps the session", [&p](Context& context) {
        return std::make_unique<LoginCommand>(
            context,
            LoginOptions{text(p.url), text(p.user), text(p.passwordFile), text(p.pin), text(p.code)});
    });
    login->add_option("URL", p.url, "https://host[:port], or an invite link parlor://host/code#pin")
        ->required();
    login->add_option("--user", p.user, "Your name there")->required();
    login->add_option("--password-file", p.passwordFile, "A file with the password, - for standard input")
        ->required();
    login->add_option("--pin", p.pin, "SHA-256 of the server's self-signed certificate, in hex");
    login->add_option("--code", p.code, "Invite or setup code: makes the account");
    add(app, p, "logout", "End the session and forget it",
        [](Context& context) { return std::make_unique<LogoutCommand>(context); });
    auto* invite = add(app, p, "invite", "Make an invite link", [&p](Context& context) {
        return std::make_unique<InviteCommand>(context, text(p.role), p.hours);
    });
    invite->add_option("--role", p.role, "guest, member, moderator or admin");
    invite->add_option("--hours", p.hours, "How long it is valid")->check(aboveZero());
}

void addChannelCommands(CLI::App& app, Parsed& p) {
    using Verb = ChannelsOptions::Verb;
    CLI::App* channels = app.add_subcommand("channels", "List, make, join and leave channels");
    channels->require_subcommand(1);
    channels->fallthrough();
    const auto make = [&p](Verb verb) {
        return [&p, verb](Context& context) {
            return std::make_unique<ChannelsCommand>(
                context, ChannelsOptions{verb, text(p.name), text(p.topic), p.isPrivate, p.all, p.changes});
        };
    };
    auto* list = add(*channels, p, "list", "Those you are in", make(Verb::List));
    list->add_flag("--all", p.all, "Also public ones you are not in");
    auto* create = add(*channels, p, "create", "Make a channel", make(Verb::Create));
    create->add_option("NAME", p.name)->required();
    create->add_flag("--private", p.isPrivate, "Only for people who are added");
    create->add_option("--topic", p.topic);
    add(*channels, p, "join", "Join a public channel", make(Verb::Join))
        ->add_option("NAME", p.name)
        ->required();
    add(*channels, p, "leave", "Leave a channel", make(Verb::Leave))
        ->add_option("CHANNEL", p.name)
        ->required();
    auto* rights = add(*channels, p, "rights", "What roles may do in a channel: ROLE +right -right =right …",
                       make(Verb::Rights));
    rights->add_option("CHANNEL", p.name)->required();
    // A denied right looks like an option: what follows the name is taken as it stands.
    rights->fallthrough(false)->allow_extras();
    rights->set_help_flag("--help");
    rights->add_option("--profile", p.profile);
    rights->callback([&p, rights, made = make(Verb::Rights)] {
        for (const std::string& word : rights->remaining())
            p.changes.append(text(word));
        p.make = made;
    });
    add(*channels, p, "members", "Who is in a channel", make(Verb::Members))
        ->add_option("CHANNEL", p.name)
        ->required();
}

void addMessageCommands(CLI::App& app, Parsed& p) {
    auto* send = add(app, p, "send", "Send a message; ends well only when the server has it safely",
                     [&p](Context& context) {
                         return std::make_unique<SendCommand>(
                             context, SendOptions{text(p.channel), text(p.message), p.lines, text(p.replyTo),
                                                  text(p.clientId), p.timeout});
                     });
    send->add_option("CHANNEL", p.channel, "Name or id; a person's name for a direct one")->required();
    auto* message = send->add_option("TEXT", p.message);
    auto* lines = send->add_flag("--lines", p.lines, "One message for each line of standard input");
    message->excludes(lines);
    send->add_option("--reply-to", p.replyTo, "Id of a message");
    send->add_option("--client-id", p.clientId,
                     "Of an earlier attempt: it is sent once, whatever became of that")
        ->excludes(lines);
    send->add_option("--timeout", p.timeout, "Seconds without progress")->check(aboveZero());
    send->callback([&p, send, message, lines] {
        if (message->count() + lines->count() == 0)
            throw CLI::RequiredError("TEXT or --lines");
        (void)send;
        p.make = [&p](Context& context) {
            return std::make_unique<SendCommand>(context,
                                                 SendOptions{text(p.channel), text(p.message), p.lines,
                                                             text(p.replyTo), text(p.clientId), p.timeout});
        };
    });

    auto* tail = add(app, p, "tail", "Print a channel's events as they come", [&p](Context& context) {
        return std::make_unique<TailCommand>(
            context, TailOptions{text(p.channel), p.from >= 0 ? std::optional(p.from) : std::nullopt, p.count,
                                 p.timeout});
    });
    tail->add_option("CHANNEL", p.channel)->required();
    tail->add_option("--from", p.from, "First serial; without it only what is new")
        ->check(CLI::NonNegativeNumber);
    tail->add_option("--count", p.count, "End after so many events")->check(aboveZero());
    tail->add_option("--timeout", p.timeout,
                     "End after so many seconds; code 75 when --count was not reached")
        ->check(aboveZero());

    auto* history = add(app, p, "history", "The last events, oldest first", [&p](Context& context) {
        return std::make_unique<HistoryCommand>(
            context,
            HistoryOptions{text(p.channel), p.limit, p.before >= 0 ? std::optional(p.before) : std::nullopt});
    });
    history->add_option("CHANNEL", p.channel)->required();
    history->add_option("--limit", p.limit, "How many")->check(aboveZero());
    history->add_option("--before", p.before, "Only those with a smaller serial")->check(aboveZero());

    auto* search = add(app, p, "search", "Find messages, newest first", [&p](Context& context) {
        return std::make_unique<SearchCommand>(context,
                                               SearchOptions{text(p.query), text(p.channel), p.limit});
    });
    search
        ->add_option("QUERY", p.query,
                     "Words, \"a phrase\", from:name, in:channel, has:photo, before: and after: a date")
        ->required();
    search->add_option("--channel", p.channel, "Only there");
    search->add_option("--limit", p.limit, "How many")->check(aboveZero());
}

void addImportCommand(CLI::App& app, Parsed& p) {
    auto* command = add(app, p, "import", "Bring folders, a Takeout or an export into your library",
                        [&p](Context& context) {
                            ImportCommandOptions options{{}, p.importing, text(p.file)};
                            for (const std::string& path : p.paths)
                                options.paths.append(text(path));
                            return std::make_unique<ImportCommand>(context, options);
                        });
    command
        ->add_option("PATH", p.paths,
                     "Folders, files, .zip or .tgz archives; all parts of one Takeout, or their folder")
        ->required();
    p.importing.albums = true;
    command->add_flag("--albums,!--no-albums", p.importing.albums, "Whether folders become albums: they do");
    command->add_flag("--takeout", p.importing.takeout, "A Google Takeout, even where nothing tells it");
    command->add_flag("--dry-run", p.importing.dryRun, "Only say what would be done");
    command->add_option("--report", p.file, "What became of each file, as lines of JSON");
}

std::unique_ptr<Command> downloadOf(Context& context, const Parsed& p) {
    if (p.zip.empty())
        return std::make_unique<DownloadCommand>(
            context, DownloadOptions{text(p.ids.front()), text(p.variant), text(p.file), p.originalVersion});
    ZipOptions options{{}, text(p.album), text(p.zip)};
    for (const std::string& id : p.ids)
        options.photos.append(text(id));
    return std::make_unique<ZipCommand>(context, options);
}

void addDownloadCommand(CLI::App& app, Parsed& p) {
    auto* download = add(app, p, "download", "Save a picture, or originals as one zip",
                         [&p](Context& context) { return downloadOf(context, p); });
    auto* ids = download->add_option("ID", p.ids);
    auto* variant = download->add_option("--variant", p.variant)
                        ->check(CLI::IsMember({"thumb", "grid", "view", "full", "original"}));
    auto* output = download->add_option("-o,--output", p.file, "Of one picture");
    auto* zip = download->add_option("--zip", p.zip, "All as one zip; goes on where it broke off");
    auto* album =
        download->add_option("--album", p.album, "Id or title of an album")->needs(zip)->excludes(ids);
    auto* behind = download->add_flag("--original-version", p.originalVersion,
                                      "The one behind an edited photo; a zip has both");
    zip->excludes(variant)->excludes(output)->excludes(behind);
    download->callback([&p, ids, variant, output, zip, album] {
        if (ids->count() + album->count() == 0)
            throw CLI::RequiredError("ID or --album");
        if (zip->count() == 0 && (variant->count() == 0 || output->count() == 0))
            throw CLI::RequiredError("--variant and --output, or --zip");
        if (zip->count() == 0 && p.ids.size() > 1)
            throw CLI::ValidationError("several photos go into a --zip");
        p.make = [&p](Context& context) { return downloadOf(context, p); };
    });
}

void addPhotoCommands(CLI::App& app, Parsed& p) {
    auto* upload = add(app, p, "upload", "Put photos into your library", [&p](Context& context) {
        UploadOptions options;
        for (const std::string& path : p.paths)
            options.paths.append(text(path));
        options.channel = text(p.channel);
        options.text = text(p.message);
        options.wait = p.wait;
        options.timeoutSeconds = p.timeout;
        return std::make_unique<UploadCommand>(context, options);
    });
    upload->add_option("PATH", p.paths, "Files, or directories with all that is in them")->required();
    upload->add_option("--channel", p.channel, "Post them there, ten in a message");
    upload->add_option("--text", p.message, "The message's words");
    upload->add_flag("--wait", p.wait, "Until their pictures are made");
    upload->add_option("--timeout", p.timeout, "Seconds without progress")->check(aboveZero());

    addLibraryCommands(app, p.json, p.make);
    addShareCommands(app, p.json, p.make);

    addDownloadCommand(app, p);
    addImportCommand(app, p);
}

int run(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"parlor-cli"_qs);
    for (int i = 1; i < argc; ++i)
        if (!QByteArrayView(argv[i]).isValidUtf8()) {
            printError(u"argument %1 is not UTF-8"_qs.arg(i));
            return static_cast<int>(ExitCode::Usage);
        }
    Parsed parsed;
    CLI::App app("Talk and share photos from the command line", "parlor-cli");
    app.set_version_flag("--version", PARLOR_VERSION);
    app.add_option("--profile", parsed.profile, "Directory that keeps everything of this sign-in");
    app.add_flag("--verbose", parsed.verbose, "Say on standard error what happens");
    app.require_subcommand(1);
    addAccountCommands(app, parsed);
    addChannelCommands(app, parsed);
    addMessageCommands(app, parsed);
    addPhotoCommands(app, parsed);
    addTalkCommands(app, CommandLine{parsed.json, parsed.make});
    addPeopleCommands(app, CommandLine{parsed.json, parsed.make});
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
        if (asked)
            return app.exit(error);
        printError(text(error.what()));
        return static_cast<int>(ExitCode::Usage);
    }
    if (!parsed.verbose)
        QLoggingCategory::setFilterRules(u"*=false"_qs);
#ifdef SIGPIPE
    std::signal(SIGPIPE, SIG_IGN); // a reader that goes away is seen by the failing write
#endif
    Context context(parsed.profile.empty() ? defaultProfile() : text(parsed.profile), parsed.json);
    const std::unique_ptr<Command> command = parsed.make(context);
    context.executor.post([&command] { command->start(); });
    return QCoreApplication::exec();
}

} // namespace

} // namespace parlor::cli

int main(int argc, char** argv) {
    return parlor::cli::run(argc, argv);
}
