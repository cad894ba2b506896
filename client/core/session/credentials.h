#pragma once

#include "client/core/values.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <memory>

namespace parlor::client {

/// What lets this device act for a person. The tokens are secrets: never logged, never in an error.
struct Credentials {
    Account account;
    QString refreshToken;
    QString accessToken;        ///< may be empty: it is fetched with the other
    std::int64_t expiresAt = 0; ///< ms UTC, of the access token

    friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// Where credentials are kept. Called on the interface thread, answers never inside the call.
class CredentialStore {
public:
    /// Held while tokens are renewed; whoever shares the store with another process waits for it.
    using Lock = std::shared_ptr<void>;

    virtual ~CredentialStore() = default;

    /// nullopt when nobody is signed in.
    virtual Task<Result<std::optional<Credentials>>> load() = 0;
    /// Answered once they would survive the end of the process, as far as this store can say that.
    virtual Task<Status> save(Credentials credentials) = 0;
    virtual Task<Status> clear() = 0;
    virtual Task<Result<Lock>> lock() = 0;

    /// Something that the person should know about how they are kept; empty when all is well.
    [[nodiscard]] virtual QString warning() const { return {}; }
};

/// One JSON object, for stores. The secrets can be left out.
QByteArray toBytes(const Credentials& credentials, bool withSecrets);
Result<Credentials> credentialsFrom(const QByteArray& bytes);

} // namespace parlor::client
