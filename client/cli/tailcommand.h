#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"
#include "client/core/messages/orderedstream.h"

#include <QTimer>

namespace parlor::cli {

struct TailOptions {
    QString channel;
    std::optional<std::int64_t> from; ///< first serial to print
    int count = 0;                    ///< events, 0: no end
    int timeoutSeconds = 0;           ///< 0: no end
};

/// Prints a channel's events as they come, each once, in order, without a hole, across lost connections.
class TailCommand final : public Command {
    Q_OBJECT
public:
    TailCommand(Context& context, TailOptions options);
    void start() override;

private:
    Hello hello();
    void ready();
    void take(const QList<Event>& events);
    void fetch();
    void flush();
    void resolve(const Event& event);
    void print(const Event& event);

    Context& m_context;
    const TailOptions m_options;
    Dialog m_dialog;
    ChannelId m_channel;
    Epoch m_epoch;
    client::OrderedStream<Event> m_stream;
    QList<Event> m_unprinted; ///< applied, waiting for the name of an author
    QTimer m_gap, m_deadline;
    int m_printed = 0;
    bool m_started = false;
    bool m_fetching = false;
    bool m_resolving = false;
};

} // namespace parlor::cli
