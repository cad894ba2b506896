#pragma once

#include "server/domain/accounts/passwordhasher.h"
#include "server/domain/accounts/signinlimiter.h"
#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/sessionstore.h"
#include "server/domain/sessions/sessionservice.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>

namespace parlor::server {

struct SignIn {
    QString name, password, device;
};

struct SignUp {
    QString code; ///< an invite, or the setup code of an empty server
    QString name, password;
    QString displayName; ///< empty: the name
    QString device;
};

struct NewPerson {
    QString name, password;
    QString displayName; ///< empty: the name
    Role role = Role::Member;
};

struct CreatedInvite {
    QString code;
    std::int64_t expiresAt = 0; ///< ms UTC
};

/// People's accounts: signing up and in, passwords, invites. Guessing is slowed down before any work is done,
/// and an unknown name costs as much as a known one. Domain thread only. Composition: after SessionService;
/// call prepareSetup() once at start and print its code if there is one.
class AccountService final : public QObject {
    Q_OBJECT
public:
    AccountService(AccountStore& accounts, SessionStore& failures, SessionService& sessions,
                   PasswordHasher& hasher, Executor& executor, const Clock& clock, QObject* parent = nullptr);

    /// WrongPassword, RateLimited, AccountDisabled, PlainHttpPassword, Busy.
    Task<Result<SignedIn>> signIn(const SignIn& request, const PeerInfo& peer);
    /// NotFound (no such code), Gone, NameTaken, BadName, BadRequest (password), RateLimited,
    /// PlainHttpPassword, Busy.
    Task<Result<SignedIn>> signUp(const SignUp& request, const PeerInfo& peer);
    /// Ends all other sessions of the person. WrongPassword, BadRequest, RateLimited.
    Task<Status> changePassword(const Principal& principal, const QString& old, const QString& fresh,
                                const PeerInfo& peer);
    /// Admins and owners; nobody invites above themselves. 1 … 720 hours.
    Task<Result<CreatedInvite>> createInvite(const Principal& principal, Role role, int hours);

    // What an administrator does beside the network.
    Task<Result<Account>> createAccount(const NewPerson& person);
    Task<Status> setPassword(const QString& name, const QString& password); ///< ends all sessions
    Task<Status> setDisabled(const QString& name, bool disabled);
    Task<Result<CreatedInvite>> inviteAsServer(Role role, int hours);

    /// A fresh setup code (for an owner, 7 days) when nobody has an account yet; empty otherwise.
    Task<Result<QString>> prepareSetup();
    Task<Result<bool>> needsSetup();

    /// 8 … 1 024 bytes, no NUL: BadRequest.
    static Status checkPassword(const QString& password);

private:
    void verifySignIn(const SignIn& request, const PeerInfo& peer, const QString& folded,
                      const Promise<Result<SignedIn>>& promise);
    void countFailure(const QString& accountKey, const QString& addressKey);
    void dropSetupCodes();
    Task<Result<CreatedInvite>> addInvite(Role role, int hours, PersonId by);

    AccountStore& m_accounts;
    SessionStore& m_failures;
    SessionService& m_sessions;
    PasswordHasher& m_hasher;
    Executor& m_executor;
    const Clock& m_clock;
    SignInLimiter m_limiter;
};

} // namespace parlor::server
