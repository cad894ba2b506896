#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"

namespace parlor::cli {

struct ChannelsOptions {
    enum class Verb { List, Create, Join, Leave, Members, Rights } verb = Verb::List;
    QString name;
    QString topic;
    bool isPrivate = false;
    bool all = false;      ///< list: also public ones that one is not in
    QStringList changes{}; ///< rights: roles, each followed by +right, -right or =right (as everywhere)
};

class ChannelsCommand final : public Command {
    Q_OBJECT
public:
    ChannelsCommand(Context& context, ChannelsOptions options);
    void start() override;

private:
    void ready();
    void list();
    void members();
    void rights();
    void print(const Channel& channel, const RoleOverrides& rights);
    void enter(parlor::Command command);
    void print(const ChannelState& state);

    Context& m_context;
    const ChannelsOptions m_options;
    Dialog m_dialog;
    const QString m_clientId = makeClientId();
};

} // namespace parlor::cli
