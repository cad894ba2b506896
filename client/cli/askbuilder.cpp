#include "client/cli/askbuilder.h"

#include <CLI/CLI.hpp>

namespace parlor::cli {

QString said(const std::string& value) {
    return QString::fromStdString(value);
}

QStringList theChannel(const Words& words) {
    return {said(words.channel)};
}

QStringList thePerson(const Words& words) {
    return {said(words.person)};
}

CLI::App* AskBuilder::add(CLI::App& parent, const char* name, const char* about, const Names& channels,
                          const Names& people, const Make& make) {
    CLI::App* command = parent.add_subcommand(name, about);
    command->fallthrough();
    command->add_flag("--json", m_line.json, "One JSON object a line");
    command->callback([line = m_line, words = m_words, channels, people, make] {
        line.make = [words, channels, people, make](Context& context) -> std::unique_ptr<Command> {
            AskOptions options;
            if (channels)
                options.channels = channels(*words);
            if (people)
                options.people = people(*words);
            options.make = [words, make](const Named& named) { return make(*words, named); };
            return std::make_unique<AskCommand>(context, std::move(options));
        };
    });
    return command;
}

} // namespace parlor::cli
