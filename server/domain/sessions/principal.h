#pragma once

#include "server/domain/ports/changecount.h"
#include "server/domain/ports/keystore.h"
#include "shared/auth/capability.h"
#include "shared/auth/rolerights.h"
#include "shared/core/ids.h"
#include "shared/protocol/person.h"

#include <QString>

namespace parlor::server {

/// Who asks: a person through one of their sessions. A default-made one is nobody (public routes, tickets).
/// Effective rights are always role AND capability.
struct Principal {
    Person person;
    SessionId session;
    Role role = Role::Guest; ///< on the whole server; the same as person.role
    Capability capability;   ///< of the session's token
    RateClass rateClass = RateClass::Person;
    QString keyName;                ///< of the API key it acts for; empty for people
    QString clientId;               ///< whom the key's program calls its client
    std::int64_t expiresAt = 0;     ///< of the token, ms UTC
    std::int64_t believedUntil = 0; ///< monotonic ms; 0: only for the request that it was found for
    ChangeCount::Mark unchanged;    ///< holds, until then, as long as all of this does

    [[nodiscard]] bool isSignedIn() const { return session.isValid(); }

    /// Its token does not reach everything that the person may.
    [[nodiscard]] bool isNarrowed() const { return capability != Capability::all(); }

    [[nodiscard]] bool allows(QStringView resource, QStringView operation) const {
        return roleAllows(role, resource, operation) && capability.allows(resource, operation);
    }
};

/// "channel:<id>", as capabilities name it.
inline QString channelResource(ChannelId channel) {
    return QStringLiteral("channel:") + channel.toString();
}

} // namespace parlor::server
