#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/libraryoptions.h"

#include <QJsonObject>

namespace parlor::cli {

/// One request about public links, or as many as a list has pages.
class ShareCommand final : public Command {
    Q_OBJECT
public:
    ShareCommand(Context& context, QByteArray method, QString path, QJsonObject body = {});
    void start() override;

private:
    void send(const QString& before);
    void print(const QJsonObject& share);

    Context& m_context;
    const QByteArray m_method;
    const QString m_path;
    QJsonObject m_body; ///< an album in it is named by id or title until it is found
};

/// `shares create|list|edit|revoke`. The chosen command goes to `chosen`; `json` is set by --json. Both live
/// as long as the parser.
void addShareCommands(CLI::App& app, bool& json, MakeCommand& chosen);

} // namespace parlor::cli
