#pragma once

#include "server/domain/messages/keywordindex.h"
#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/ports/keywordstore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

namespace parlor::server {

/// What only a person sees, the same on all devices: keywords, settings, and all of it at once for a device
/// whose place in the private stream is lost. Domain thread only.
class OwnService final : public QObject {
    Q_OBJECT
public:
    OwnService(AccountStore& accounts, ChannelStore& channels, KeywordStore& keywords, Executor& executor,
               QObject* parent = nullptr);

    /// Reads everybody's keywords; until then nobody is alerted.
    void start();

    [[nodiscard]] const KeywordIndex& keywords() const { return m_index; }

    Task<Result<Done>> setKeywords(const Principal& principal, const SetKeywords& command);
    Task<Result<Done>> setSettings(const Principal& principal, const SetSettings& command);
    Task<Result<PrivateState>> state(const Principal& principal);

private:
    AccountStore& m_accounts;
    ChannelStore& m_channels;
    KeywordStore& m_store;
    Executor& m_executor;
    KeywordIndex m_index;
};

} // namespace parlor::server
