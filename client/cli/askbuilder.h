#pragma once

#include "client/cli/askcommand.h"
#include "client/cli/command.h"
#include "client/cli/context.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace parlor::cli {

/// Where a chosen command is put, to be made once there is an event loop.
struct CommandLine {
    bool& json;
    std::function<std::unique_ptr<Command>(Context&)>& make;
};

/// What stands on the line; lives as long as the parser.
struct Words {
    std::string channel, other, message, text, person, role, name, topic, description, emoji;
    std::vector<std::string> people, words;
    std::int64_t at = 0, in = -1, after = -1, before = -1, until = 0, forSeconds = 0, serial = 0;
    std::int64_t retention = -1;
    int slowMode = -1, limit = 50, count = 0, timeout = 0;
    bool remove = false, archive = false, unarchive = false, noHistory = false, messages = false;
};

QString said(const std::string& value);
QStringList theChannel(const Words& words);
QStringList thePerson(const Words& words);

/// Adds sub-commands that ask the server one thing each. All of them share their words: one line says one.
class AskBuilder {
public:
    explicit AskBuilder(const CommandLine& line) : m_line(line), m_words(std::make_shared<Words>()) {}

    Words& words() { return *m_words; }

    using Names = std::function<QStringList(const Words&)>;
    using Make = std::function<Result<parlor::Command>(const Words&, const Named&)>;

    /// `make` turns what was said into the command; `channels` and `people` name what it is about.
    CLI::App* add(CLI::App& parent, const char* name, const char* about, const Names& channels,
                  const Names& people, const Make& make);

    [[nodiscard]] const CommandLine& line() const { return m_line; }

    std::shared_ptr<Words> shared() { return m_words; }

private:
    const CommandLine m_line;
    std::shared_ptr<Words> m_words;
};

} // namespace parlor::cli
