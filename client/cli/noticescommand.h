#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"

#include <QJsonObject>

#include <optional>

namespace parlor::cli {

/// What is to be changed; nothing: it is only shown.
struct NoticesOptions {
    std::optional<bool> enabled;
    std::optional<QString> mail; ///< an address; empty takes it away
};

/// Whether and where one is told of mentions and direct messages while one is away: GET and PUT /v1/notices.
class NoticesCommand final : public Command {
    Q_OBJECT
public:
    NoticesCommand(Context& context, NoticesOptions options);
    void start() override;

private:
    void change(QJsonObject settings);
    void show(const QJsonObject& settings);

    Context& m_context;
    const NoticesOptions m_options;
};

} // namespace parlor::cli
