#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"

#include <optional>

namespace parlor::cli {

/// What the names on a command line stand for.
struct Named {
    QList<ChannelId> channels;
    QList<PersonId> people;
    Serial last;      ///< of the first channel
    QString clientId; ///< made once, the same in every attempt
};

struct AskOptions {
    QStringList channels; ///< names or ids
    QStringList people;   ///< sign-in names or ids
    std::function<Result<parlor::Command>(const Named&)> make;
};

/// Asks the server one thing and prints what it answers, whatever that is.
class AskCommand final : public Command {
    Q_OBJECT
public:
    AskCommand(Context& context, AskOptions options);
    void start() override;

private:
    void ready();
    void findPeople();
    void ask();
    void print(const Answer& answer);
    void print(const Event& event, ChannelId channel);
    void print(const PlanList& list);

    Context& m_context;
    const AskOptions m_options;
    Dialog m_dialog;
    Named m_named;
    std::optional<parlor::Command> m_command; ///< once made: a retry under the same id says the same
};

struct WatchOptions {
    int count = 0;   ///< 0: without end
    int timeout = 0; ///< seconds; 0: none
};

/// Prints the events of one's own private stream as they come.
class WatchCommand final : public Command {
    Q_OBJECT
public:
    WatchCommand(Context& context, WatchOptions options);
    void start() override;

private:
    void take(const PersonEvents& events);

    Context& m_context;
    const WatchOptions m_options;
    Dialog m_dialog;
    QTimer m_deadline;
    Epoch m_epoch;
    Serial m_applied;
    bool m_started = false;
    int m_printed = 0;
};

} // namespace parlor::cli
