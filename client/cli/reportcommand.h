#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"

namespace parlor::cli {

struct ReportOptions {
    QString channel; ///< name or id
    QString message; ///< id
    QString reason;
};

/// Tells the moderators about a message: POST /v1/reports.
class ReportCommand final : public Command {
    Q_OBJECT
public:
    ReportCommand(Context& context, ReportOptions options);
    void start() override;

private:
    void ready();
    void send(const QString& channel);

    Context& m_context;
    const ReportOptions m_options;
    Dialog m_dialog;
    bool m_sent = false; ///< a connection that comes back is no reason to say it twice
};

} // namespace parlor::cli
