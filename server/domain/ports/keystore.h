#pragma once

#include "shared/auth/capability.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace parlor::server {

/// How much a session may ask for; Load only for what sizes a machine, over the admin socket.
enum class RateClass { Person, Bulk, Load };

/// Names of keys of RateClass::Load begin so; no other key's does.
inline constexpr QStringView loadKeyPrefix = u"load.";

/// Names of the keys by which people's own programs act begin so.
inline constexpr QStringView ownKeyPrefix = u"person.";

inline QString ownKeyOf(PersonId person) {
    return ownKeyPrefix.toString() + person.toString();
}

/// A key for programs. Its secret is derived from the master key, the name and the revision: it is not
/// stored.
struct ApiKey {
    QString name;
    QString label; ///< for people
    int revision = 1;
    Capability capability;
    PersonId person; ///< whom it acts as
    RateClass rateClass = RateClass::Bulk;
    std::int64_t createdAt = 0; ///< ms UTC
    bool revoked = false;
};

/// API keys and the nonces of signed requests. Calls are thread-safe; writes are durable when answered.
class KeyStore {
public:
    virtual ~KeyStore() = default;

    virtual Task<Result<ApiKey>>
    create(ApiKey key) = 0; ///< NameTaken, UnknownPerson; revision and time are set
    virtual Task<Result<ApiKey>> byName(QString name) = 0; ///< NotFound; revoked keys are found
    virtual Task<Result<QList<ApiKey>>> list() = 0;        ///< in order of name
    /// The next revision: a new secret. Revokes all that the old one opened.
    virtual Task<Result<ApiKey>> renew(QString name) = 0;
    /// Revokes the key and all sessions that act for it, in one commit.
    virtual Task<Status> revoke(QString name) = 0;

    /// Remembers the nonce until `expiresAt` (ms UTC); RequestReplayed when it is known and has not lapsed.
    virtual Task<Status> useNonce(QString keyName, QByteArray nonce, std::int64_t expiresAt) = 0;
};

} // namespace parlor::server
