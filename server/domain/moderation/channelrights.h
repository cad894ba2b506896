#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/executor.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// Whether somebody may run a channel, or the server. Domain thread only.
class ChannelRights final : public QObject {
    Q_OBJECT
public:
    ChannelRights(ChannelStore& channels, Executor& executor, QObject* parent = nullptr)
        : QObject(parent), m_channels(channels), m_executor(executor) {}

    using Checked = std::function<void(const Status&)>;

    /// The role on the server from Moderator on counts everywhere, the role in the channel there. `channel`
    /// 0: the server. A token that may not `operation` there may not either. Forbidden, UnknownChannel.
    void require(const Principal& principal, ChannelId channel, Role atLeast, QStringView operation,
                 Checked checked);
    /// The same, and the channel must be one that the person can read: for what shows it to others.
    void requireReader(const Principal& principal, ChannelId channel, Role atLeast, QStringView operation,
                       Checked checked);

private:
    struct Needed {
        Role role;
        QStringView operation;
        bool reads = false;
    };

    void check(const Principal& principal, ChannelId channel, Needed needed, Checked checked);

    ChannelStore& m_channels;
    Executor& m_executor;
};

} // namespace parlor::server
