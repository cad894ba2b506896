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
    using Ask = std::function<Result<QJsonObject>(const QString& command, const QJsonObject& arguments)>;

    std::function<CLI::App*(CLI::App*)> withData; ///< adds --data, --config and --json
    Ask ask;
    Ask askForLong; ///< what looks at every file takes as long as it takes
    /// Prints the answer as JSON or what `sentence` makes of it, and keeps the exit code. Whether the answer
    /// is a good one.
    std::function<bool(const Result<QJsonObject>&,
                       const std::function<QString(const QJsonObject&)>& sentence)>
        finish;
    /// Prints each element of the answer's list: as JSON, or what `line` makes of it.
    std::function<void(const Result<QJsonObject>&, const QString& list,
                       const std::function<QString(const QJsonObject&)>& line)>
        finishList;
    std::function<void(int code)> exitWith; ///< for what a good answer tells
};

} // namespace parlor::server
