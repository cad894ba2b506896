#pragma once

#include "server/app/chatparts.h"
#include "server/app/config.h"
#include "server/app/moderationparts.h"
#include "server/domain/hooks/awaynotices.h"
#include "server/domain/hooks/staffnotices.h"
#include "server/net/outgoing/outgoingclient.h"

#include <QTimer>

namespace parlor::server {

/// What a serving process says to other servers: webhooks and away notices; and the word filter at its place
/// before every message. Domain thread only.
class HookParts {
public:
    /// All live longer. BadRequest in what the configuration says is told by makeOutgoingConfig().
    HookParts(Foundation& foundation, ChatParts& chat, ModerationParts& moderation, OutgoingConfig outgoing,
              const Config& config);
    ~HookParts();
    HookParts(const HookParts&) = delete;
    HookParts& operator=(const HookParts&) = delete;

    /// Takes up what waited. Blocks.
    Status start();
    void committed(const CommittedItem& item);

    [[nodiscard]] AwayNotices& notices() { return m_notices; }

private:
    Foundation& m_foundation;
    ChatParts& m_chat;
    ModerationParts& m_moderation;
    OutgoingClient m_client;
    WebhookSender m_sender;
    StaffNotices m_staff;
    AwayNotices m_notices;
    QTimer m_second;
    int m_seconds = 0;
};

/// BadRequest, FileFailed.
Result<AddressGuard> hookGuardOf(const Config& config);
Result<OutgoingConfig> outgoingConfigOf(const Config& config, const AddressGuard& guard);

} // namespace parlor::server
