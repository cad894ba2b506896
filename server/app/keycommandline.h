#pragma once

#include "shared/core/result.h"

#include <QJsonObject>
#include <QString>

#include <functional>

namespace CLI {
class App;
}

namespace parlor::server {

/// What sub-commands of other files need of the command line.
struct CommandLineTools {
    std::function<CLI::App*(CLI::App*)> withData; ///< adds --data, --config and --json
    std::function<Result<QJsonObject>(const QString& command, const QJsonObject& arguments)> ask;
    /// Prints the answer as JSON or what `sentence` makes of it, and keeps the exit code.
    std::function<void(const Result<QJsonObject>&,
                       const std::function<QString(const QJsonObject&)>& sentence)>
        finish;
    /// Prints each element of the answer's list: as JSON, or what `line` makes of it.
    std::function<void(const Result<QJsonObject>&, const QString& list,
                       const std::function<QString(const QJsonObject&)>& line)>
        finishList;
};

/// `key add|list|revise|revoke`, `token issue|revoke`, and below `user`: `sessions`, `revoke`.
void addKeyCommands(CLI::App& app, CLI::App& user, CommandLineTools tools);

} // namespace parlor::server
