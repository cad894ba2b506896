#pragma once

#include "server/domain/ports/link.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/result.h"

#include <QString>

#include <functional>

namespace parlor::server {

/// Finds who an access token stands for. Domain thread only.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    using Found = std::function<void(const Result<Principal>&)>;

    /// Calls `found` on the domain thread: at once when the token is known in memory, otherwise after a look
    /// into the store. Errors: TokenInvalid, TokenExpired, TokenRevoked, AccountDisabled, StoreFailed.
    virtual void authenticate(const QString& accessToken, const PeerInfo& peer, Found found) = 0;
};

} // namespace parlor::server
