#pragma once

#include "client/core/clientparts.h"

#include <functional>

namespace parlor::client {

/// How one comes in and goes out: the start on what this device knows, signing in and out, and the end of a
/// session from afar. Interface thread only.
class Entrance final : public QObject {
    Q_OBJECT
public:
    /// They live longer.
    explicit Entrance(ClientParts& parts) : m_parts(parts) {}

    Task<Result<Client::Started>> start();
    Task<Status> signIn(SignIn request);
    Task<Status> redeem(Redeem request);
    Task<Status> signOut();

    /// The welcome is taken in.
    void online() { askLimits(); }

    /// The link does not come back by itself.
    void stopped(const Error& error);

private:
    void entered(const Result<Account>& account, const Promise<Status>& promise);
    void begin(const Account& account, std::function<void(const Result<CachedStart>&)> done);
    void forgetAll();
    void askLimits();

    ClientParts& m_parts;
    bool m_limitsAsked = false; ///< the server has said what it takes
};

} // namespace parlor::client
