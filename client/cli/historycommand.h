#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"

namespace parlor::cli {

struct HistoryOptions {
    QString channel;
    int limit = 50;
    std::optional<std::int64_t> before;
};

/// The last events before a serial, oldest first.
class HistoryCommand final : public Command {
    Q_OBJECT
public:
    HistoryCommand(Context& context, HistoryOptions options);
    void start() override;

private:
    void ask();
    void askReceipts(const ChannelState& state);
    void print();

    Context& m_context;
    const HistoryOptions m_options;
    Dialog m_dialog;
    PersonId m_me;
    QList<Event> m_events;
    std::optional<Receipt> m_slowest; ///< of the others, where it is told
};

struct SearchOptions {
    QString query;
    QString channel;
    int limit = 20;
};

class SearchCommand final : public Command {
    Q_OBJECT
public:
    SearchCommand(Context& context, SearchOptions options);
    void start() override;

private:
    void ask();
    void print(const SearchPage& page);

    Context& m_context;
    const SearchOptions m_options;
    Dialog m_dialog;
    MessageId m_before; ///< the last hit that was printed
    int m_printed = 0;
};

} // namespace parlor::cli
