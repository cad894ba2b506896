#include "client/cli/peoplecommands.h"

#include "client/cli/noticescommand.h"
#include "client/cli/reportcommand.h"
#include "shared/protocol/limits.h"

#include <CLI/CLI.hpp>

namespace parlor::cli {

namespace {

/// What stands on the line of `report` or `notices`; lives as long as the parser.
struct Told {
    std::string channel, message, reason, state, mail;
    bool noMail = false;
};

void addLists(CLI::App& app, AskBuilder& builder) {
    Words& words = builder.words();
    CLI::App* people = builder.add(app, "people", "Who is on the server", {}, {},
                                   [](const Words& w, const Named&) -> Result<parlor::Command> {
                                       return FindPeople{said(w.text), w.limit};
                                   });
    people->add_option("PREFIX", words.text, "Of a name; without it everybody");
    people->add_option("--limit", words.limit, "How many")->check(CLI::Range(1, limits::peoplePage));
    builder
        .add(app, "receipts", "How far everybody in a small conversation has got and read", theChannel, {},
             [](const Words&, const Named& named) -> Result<parlor::Command> {
                 return ListReceipts{named.channels.first()};
             })
        ->add_option("CHANNEL", words.channel, "Name or id")
        ->required();
}

} // namespace

void addPeopleCommands(CLI::App& app, const CommandLine& line) {
    AskBuilder builder(line);
    addLists(app, builder);
    const auto told = std::make_shared<Told>();
    const auto add = [&](const char* name, const char* about, auto make) {
        CLI::App* command = app.add_subcommand(name, about);
        command->fallthrough();
        command->add_flag("--json", line.json, "One JSON object a line");
        command->callback([line, told, command, make] {
            line.make = [told, command, make](Context& context) { return make(context, *told, *command); };
        });
        return command;
    };
    CLI::App* report = add("report", "Tell the moderators about a message",
                           [](Context& context, const Told& t, const CLI::App&) -> std::unique_ptr<Command> {
                               return std::make_unique<ReportCommand>(
                                   context, ReportOptions{said(t.channel), said(t.message), said(t.reason)});
                           });
    report->add_option("CHANNEL", told->channel, "Name or id")->required();
    report->add_option("ID", told->message, "Of the message")->required();
    report->add_option("REASON", told->reason);
    CLI::App* notices =
        add("notices", "Whether you are told of mentions and direct messages while you are away",
            [](Context& context, const Told& t, const CLI::App& command) -> std::unique_ptr<Command> {
                NoticesOptions options;
                if (!t.state.empty())
                    options.enabled = t.state == "on";
                if (command.count("--mail") > 0)
                    options.mail = said(t.mail);
                if (t.noMail)
                    options.mail = QString();
                return std::make_unique<NoticesCommand>(context, options);
            });
    notices->add_option("STATE", told->state, "on or off; without it, it is shown")
        ->check(CLI::IsMember({"on", "off"}));
    auto* mail = notices->add_option("--mail", told->mail, "Address to write to");
    notices->add_flag("--no-mail", told->noMail, "Take the address away")->excludes(mail);
}

} // namespace parlor::cli
