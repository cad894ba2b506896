#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace parlor::server {

using WebhookId = Id<struct WebhookTag>;

/// Numbers in webhooks.direction; never changed.
enum class WebhookDirection { Outgoing = 0, Incoming = 1 };

/// "outgoing", "incoming".
QLatin1StringView nameOf(WebhookDirection direction);

/// A channel's door to another program. Outgoing: its messages are posted to an address, in order, from
/// `cursor` on. Incoming: who knows its secret address writes as its bot.
struct Webhook {
    WebhookId id;
    ChannelId channel;
    WebhookDirection direction = WebhookDirection::Outgoing;
    QString name;
    QString url;                ///< outgoing
    PersonId bot;               ///< incoming: as whom it writes
    PersonId createdBy;         ///< 0: the operator
    std::int64_t createdAt = 0; ///< ms UTC
    bool enabled = true;
    Serial cursor;                 ///< outgoing: the last event that was taken
    int failures = 0;              ///< attempts in a row
    std::int64_t failingSince = 0; ///< ms UTC; 0: it works
    std::int64_t nextAt = 0;       ///< ms UTC: not before; 0: at once
    QString lastError;

    friend bool operator==(const Webhook&, const Webhook&) = default;
};

/// How the last attempt of an outgoing webhook went.
struct WebhookProgress {
    WebhookId id;
    Serial cursor;
    bool enabled = true;
    int failures = 0;
    std::int64_t failingSince = 0, nextAt = 0;
    QString lastError;
};

inline constexpr int webhooksPerChannel = 20;
inline constexpr int webhooksPerPerson = 50; ///< made by one person in all channels; not for the operator

/// Webhooks. Calls are thread-safe; writes are durable when answered. Making, enabling, disabling and
/// removing one are rows of the moderation log in the same commit.
class WebhookStore {
public:
    virtual ~WebhookStore() = default;

    /// Time is set, and the cursor of an outgoing one to the channel's newest serial. `secretHash`: SHA-256
    /// of an incoming one's secret. UnknownChannel; TooLarge: the channel or the person has
    /// as many as they may.
    virtual Task<Result<Webhook>> add(Webhook webhook, QByteArray secretHash) = 0;
    virtual Task<Result<QList<Webhook>>> list() = 0;                 ///< in order of id
    virtual Task<Result<Webhook>> byId(WebhookId id) = 0;            ///< NotFound
    virtual Task<Result<Webhook>> bySecretHash(QByteArray hash) = 0; ///< NotFound
    virtual Task<Status> remove(WebhookId id, PersonId by) = 0;      ///< NotFound
    /// Starts again where it stopped, without failures. NotFound.
    virtual Task<Result<Webhook>> enable(WebhookId id, PersonId by) = 0;
    /// One that is gone is passed over.
    virtual Task<Status> save(WebhookProgress progress) = 0;
};

} // namespace parlor::server
