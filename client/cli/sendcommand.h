#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"
#include "client/cli/linereader.h"
#include "client/core/net/backoff.h"

#include <QTimer>

namespace parlor::cli {

struct SendOptions {
    QString channel;
    QString text;
    bool lines = false;
    QString replyTo;
    QString clientId;       ///< of an earlier attempt; empty: a new one
    int timeoutSeconds = 0; ///< 0: 30 s for one message, 300 s without progress for lines
};

/// Sends one message, or one for each line, strictly in order: the next goes out when the server has the one
/// before. Each keeps its client id until it is answered, across reconnects and restarts of the server.
class SendCommand final : public Command {
    Q_OBJECT
public:
    SendCommand(Context& context, SendOptions options);
    void start() override;

private:
    struct Line {
        QString text;
        QString clientId;
    };

    void next();
    void send();
    void answered(const Result<Committed>& answer);
    void printAnswer(const Committed& committed);

    Context& m_context;
    const SendOptions m_options;
    Dialog m_dialog;
    std::optional<LineReader> m_lines;
    std::optional<Line> m_current;
    std::optional<MessageId> m_replyTo;
    client::Backoff m_backoff;
    QTimer m_again, m_deadline;
    std::optional<ExitCode> m_worst; ///< of lines that were refused
    bool m_inFlight = false;
};

} // namespace parlor::cli
