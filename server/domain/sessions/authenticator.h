#pragma once

#include "server/domain/ports/link.h"
#include "server/domain/ports/personstream.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/result.h"

#include <QString>

#include <functional>
#include <optional>

namespace parlor::server {

/// Somebody who says hello.
struct Arrived {
    Principal principal;
    std::optional<PersonArrival> where; ///< when the store had to be asked for the token anyway
};

/// Finds who an access token stands for. Domain thread only.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    using Found = std::function<void(const Result<Principal>&)>;

    /// Calls `found` on the domain thread: at once when the token is known in memory, otherwise after a look
    /// into the store. Errors: TokenInvalid, TokenExpired, TokenRevoked, AccountDisabled, StoreFailed.
    virtual void authenticate(const QString& accessToken, const PeerInfo& peer, Found found) = 0;

    using Came = std::function<void(const Result<Arrived>&)>;

    /// authenticate(), which may bring along where that person's streams stand: at most `limit` private
    /// events after `cursor`. They are of the moment at which the token was read, and older than the call of
    /// `came`.
    virtual void arrive(const QString& accessToken, const PeerInfo& peer, [[maybe_unused]] Serial cursor,
                        [[maybe_unused]] int limit, Came came) {
        authenticate(accessToken, peer, alone(std::move(came)));
    }

protected:
    /// For one who is known without a look into the store.
    static Found alone(Came came) {
        return [came = std::move(came)](const Result<Principal>& found) {
            if (!found)
                return came(std::unexpected(found.error()));
            came(Arrived{*found, std::nullopt});
        };
    }
};

} // namespace parlor::server
