#include "server/domain/accounts/accountservice.h"

#include "shared/auth/names.h"
#include "shared/auth/token.h"

namespace parlor::server {

namespace {

constexpr qsizetype passwordLeast = 8;
constexpr qsizetype passwordMost = 1'024;
constexpr qsizetype nameMost = 256;
constexpr std::int64_t hourMs = 3'600'000;
constexpr int inviteHoursMost = 720;

template<class T>
Task<Result<T>> refused(ErrorCode code, std::int64_t retryAfterMs = 0) {
    return doneTask<Result<T>>(fail(code, {}, retryAfterMs));
}

bool mayCarryPassword(const PeerInfo& peer) {
    return peer.encrypted || peer.loopback;
}

} // namespace

AccountService::AccountService(AccountStore& accounts, SessionStore& failures, SessionService& sessions,
                               PasswordHasher& hasher, Executor& executor, const Clock& clock,
                               QObject* parent)
    : QObject(parent),
      m_accounts(accounts),
      m_failures(failures),
      m_sessions(sessions),
      m_hasher(hasher),
      m_executor(executor),
      m_clock(clock),
      m_limiter(clock) {}

Status AccountService::checkPassword(const QString& password) {
    const qsizetype size = password.toUtf8().size();
    if (size < passwordLeast || size > passwordMost || password.contains(QChar(0)))
        return fail(ErrorCode::BadRequest,
                    u"a password has %1 to %2 bytes"_qs.arg(passwordLeast).arg(passwordMost));
    return {};
}

Task<Result<SignedIn>> AccountService::signIn(const SignIn& request, const PeerInfo& peer) {
    if (!mayCarryPassword(peer))
        return refused<SignedIn>(ErrorCode::PlainHttpPassword);
    if (request.name.size() > nameMost || request.password.size() > passwordMost)
        return refused<SignedIn>(ErrorCode::TooLarge);
    const QString folded = foldedName(request.name);
    const QString account = SignInLimiter::accountKey(folded, peer.block);
    const QString address = SignInLimiter::addressKey(peer.block);
    if (const std::int64_t wait = m_limiter.attempt(account, address); wait > 0)
        return refused<SignedIn>(ErrorCode::RateLimited, wait);
    const Promise<Result<SignedIn>> promise;
    whenDone(m_failures.failures(account), &m_executor, this,
             [this, request, peer, folded, address, promise](const Result<SignInFailures>& ofAccount) {
                 if (!ofAccount)
                     return promise.finish(std::unexpected(ofAccount.error()));
                 whenDone(m_failures.failures(address), &m_executor, this,
                          [this, request, peer, folded, promise,
                           ofAccount = *ofAccount](const Result<SignInFailures>& ofAddress) {
                              if (!ofAddress)
                                  return promise.finish(std::unexpected(ofAddress.error()));
                              if (const std::int64_t wait = m_limiter.waitFor(ofAccount, *ofAddress);
                                  wait > 0)
                                  return promise.finish(fail(ErrorCode::RateLimited, {}, wait));
                              verifySignIn(request, peer, folded, promise);
                          });
             });
    return promise.task();
}

void AccountService::verifySignIn(const SignIn& request, const PeerInfo& peer, const QString& folded,
                                  const Promise<Result<SignedIn>>& promise) {
    whenDone(m_accounts.byName(request.name), &m_executor, this,
             [this, request, peer, folded, promise](const Result<Account>& found) {
                 if (!found && found.error().code != ErrorCode::UnknownPerson)
                     return promise.finish(std::unexpected(found.error()));
                 const Account account = found ? *found : Account();
                 whenDone(m_hasher.verify(account.passwordHash, request.password), &m_executor, this,
                          [this, request, peer, folded, promise, account](const Result<bool>& same) {
                              if (!same)
                                  return promise.finish(std::unexpected(same.error()));
                              const QString accountKey = SignInLimiter::accountKey(folded, peer.block);
                              if (!*same) {
                                  countFailure(accountKey, SignInLimiter::addressKey(peer.block));
                                  return promise.finish(fail(ErrorCode::WrongPassword));
                              }
                              std::ignore = m_failures.clearFailures(accountKey);
                              if (account.disabled)
                                  return promise.finish(fail(ErrorCode::AccountDisabled));
                              whenDone(
                                  m_sessions.open(account.person, request.device, Capability::all(), peer),
                                  &m_executor, this,
                                  [promise](const Result<SignedIn>& opened) { promise.finish(opened); });
                          });
             });
}

void AccountService::countFailure(const QString& accountKey, const QString& addressKey) {
    std::ignore = m_failures.countFailure(accountKey);
    std::ignore = m_failures.countFailure(addressKey);
}

Task<Result<SignedIn>> AccountService::signUp(const SignUp& request, const PeerInfo& peer) {
    if (!mayCarryPassword(peer))
        return refused<SignedIn>(ErrorCode::PlainHttpPassword);
    if (request.name.size() > nameMost || request.displayName.size() > nameMost
        || request.code.size() > nameMost)
        return refused<SignedIn>(ErrorCode::TooLarge);
    const auto name = checkSignInName(request.name);
    if (!name)
        return refused<SignedIn>(name.error().code);
    const auto displayName = checkDisplayName(request.displayName.isEmpty() ? *name : request.displayName);
    if (!displayName)
        return refused<SignedIn>(displayName.error().code);
    if (!checkPassword(request.password))
        return refused<SignedIn>(ErrorCode::BadRequest);
    // Codes can be guessed as passwords can: the same brakes, under the name that nobody can have.
    const QString address = SignInLimiter::addressKey(peer.block);
    if (const std::int64_t wait = m_limiter.attempt(SignInLimiter::accountKey({}, peer.block), address);
        wait > 0)
        return refused<SignedIn>(ErrorCode::RateLimited, wait);
    if (tokenKindOf(request.code) != TokenKind::Invite)
        return refused<SignedIn>(ErrorCode::NotFound);
    const Promise<Result<SignedIn>> promise;
    NewAccount account;
    account.name = *name;
    account.displayName = *displayName;
    whenDone(m_hasher.hash(request.password), &m_executor, this,
             [this, request, peer, promise, account](const Result<QString>& hash) mutable {
                 if (!hash)
                     return promise.finish(std::unexpected(hash.error()));
                 account.passwordHash = *hash;
                 whenDone(m_accounts.redeem(hashOfToken(request.code), account), &m_executor, this,
                          [this, request, peer, promise](const Result<Account>& made) {
                              if (!made)
                                  return promise.finish(std::unexpected(made.error()));
                              dropSetupCodes();
                              whenDone(m_sessions.open(made->person, request.device, Capability::all(), peer),
                                       &m_executor, this,
                                       [promise](const Result<SignedIn>& opened) { promise.finish(opened); });
                          });
             });
    return promise.task();
}

Task<Status> AccountService::changePassword(const Principal& principal, const QString& old,
                                            const QString& fresh, const PeerInfo& peer) {
    if (!mayCarryPassword(peer))
        return refused<void>(ErrorCode::PlainHttpPassword);
    if (old.size() > passwordMost)
        return refused<void>(ErrorCode::TooLarge);
    if (const auto good = checkPassword(fresh); !good)
        return doneTask<Status>(good);
    if (!principal.keyName.isEmpty())
        return refused<void>(ErrorCode::Forbidden);
    const QString accountKey = SignInLimiter::accountKey(foldedName(principal.person.name), peer.block);
    const QString addressKey = SignInLimiter::addressKey(peer.block);
    if (const std::int64_t wait = m_limiter.attempt(accountKey, addressKey); wait > 0)
        return refused<void>(ErrorCode::RateLimited, wait);
    const Promise<Status> promise;
    whenDone(m_accounts.byId(principal.person.id), &m_executor, this,
             [this, principal, old, fresh, promise, accountKey, addressKey](const Result<Account>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 whenDone(
                     m_hasher.verify(account->passwordHash, old), &m_executor, this,
                     [this, principal, fresh, promise, accountKey, addressKey](const Result<bool>& same) {
                         if (!same)
                             return promise.finish(std::unexpected(same.error()));
                         if (!*same) {
                             countFailure(accountKey, addressKey);
                             return promise.finish(fail(ErrorCode::WrongPassword));
                         }
                         whenDone(
                             m_hasher.hash(fresh), &m_executor, this,
                             [this, principal, promise](const Result<QString>& hash) {
                                 if (!hash)
                                     return promise.finish(std::unexpected(hash.error()));
                                 whenDone(
                                     m_accounts.setPasswordHash(principal.person.id, *hash), &m_executor,
                                     this, [this, principal, promise](const Status& set) {
                                         if (!set)
                                             return promise.finish(set);
                                         whenDone(
                                             m_sessions.revokeAll(principal.person.id, principal.session),
                                             &m_executor, this, [promise](const Result<int>& ended) {
                                                 promise.finish(ended
                                                                    ? Status()
                                                                    : Status(std::unexpected(ended.error())));
                                             });
                                     });
                             });
                     });
             });
    return promise.task();
}

Task<Result<CreatedInvite>> AccountService::createInvite(const Principal& principal, Role role, int hours) {
    if (hours < 1 || hours > inviteHoursMost)
        return refused<CreatedInvite>(ErrorCode::BadRequest);
    // An invite makes an account: a narrowed token must not widen itself by one.
    if (principal.role < Role::Admin || role > principal.role || principal.capability != Capability::all())
        return refused<CreatedInvite>(ErrorCode::Forbidden);
    return addInvite(role, hours, principal.person.id);
}

Task<Result<CreatedInvite>> AccountService::inviteAsServer(Role role, int hours) {
    if (hours < 1 || hours > inviteHoursMost || role == Role::Owner)
        return refused<CreatedInvite>(ErrorCode::BadRequest);
    return addInvite(role, hours, {});
}

Task<Result<CreatedInvite>> AccountService::addInvite(Role role, int hours, PersonId by) {
    const QString code = makeToken(TokenKind::Invite);
    const std::int64_t now = m_clock.now();
    const Invite invite{hashOfToken(code), role, by, now, now + hours * hourMs};
    const Promise<Result<CreatedInvite>> promise;
    whenDone(m_accounts.addInvite(invite), &m_executor, this,
             [promise, code, expiresAt = invite.expiresAt](const Status& added) {
                 if (!added)
                     return promise.finish(std::unexpected(added.error()));
                 promise.finish(CreatedInvite{code, expiresAt});
             });
    return promise.task();
}

Task<Result<Account>> AccountService::createAccount(const NewPerson& person) {
    const auto name = checkSignInName(person.name);
    if (!name)
        return refused<Account>(name.error().code);
    const auto displayName = checkDisplayName(person.displayName.isEmpty() ? *name : person.displayName);
    if (!displayName)
        return refused<Account>(displayName.error().code);
    if (const auto good = checkPassword(person.password); !good)
        return refused<Account>(good.error().code);
    const Promise<Result<Account>> promise;
    NewAccount account;
    account.name = *name;
    account.displayName = *displayName;
    account.role = person.role;
    whenDone(m_hasher.hash(person.password), &m_executor, this,
             [this, promise, account](const Result<QString>& hash) mutable {
                 if (!hash)
                     return promise.finish(std::unexpected(hash.error()));
                 account.passwordHash = *hash;
                 whenDone(m_accounts.create(account), &m_executor, this,
                          [this, promise](const Result<Account>& made) {
                              if (made)
                                  dropSetupCodes();
                              promise.finish(made);
                          });
             });
    return promise.task();
}

Task<Status> AccountService::setPassword(const QString& name, const QString& password) {
    if (const auto good = checkPassword(password); !good)
        return doneTask<Status>(good);
    const Promise<Status> promise;
    whenDone(m_accounts.byName(name), &m_executor, this,
             [this, promise, password](const Result<Account>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 whenDone(m_hasher.hash(password), &m_executor, this,
                          [this, promise, id = account->person.id](const Result<QString>& hash) {
                              if (!hash)
                                  return promise.finish(std::unexpected(hash.error()));
                              whenDone(m_accounts.setPasswordHash(id, *hash), &m_executor, this,
                                       [this, promise, id](const Status& set) {
                                           if (!set)
                                               return promise.finish(set);
                                           whenDone(m_sessions.revokeAll(id, {}), &m_executor, this,
                                                    [promise](const Result<int>& ended) {
                                                        promise.finish(
                                                            ended ? Status()
                                                                  : Status(std::unexpected(ended.error())));
                                                    });
                                       });
                          });
             });
    return promise.task();
}

Task<Status> AccountService::setDisabled(const QString& name, bool disabled) {
    const Promise<Status> promise;
    whenDone(m_accounts.byName(name), &m_executor, this,
             [this, promise, disabled](const Result<Account>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 whenDone(m_accounts.setDisabled(account->person.id, disabled), &m_executor, this,
                          [promise](const Status& set) { promise.finish(set); });
             });
    return promise.task();
}

Task<Result<bool>> AccountService::needsSetup() {
    const Promise<Result<bool>> promise;
    whenDone(m_accounts.count(), &m_executor, this, [promise](const Result<std::int64_t>& count) {
        promise.finish(count ? Result<bool>(*count == 0) : std::unexpected(count.error()));
    });
    return promise.task();
}

Task<Result<QString>> AccountService::prepareSetup() {
    const Promise<Result<QString>> promise;
    whenDone(needsSetup(), &m_executor, this, [this, promise](const Result<bool>& needed) {
        if (!needed)
            return promise.finish(std::unexpected(needed.error()));
        dropSetupCodes();
        if (!*needed)
            return promise.finish(QString());
        whenDone(addInvite(Role::Owner, 7 * 24, {}), &m_executor, this,
                 [promise](const Result<CreatedInvite>& invite) {
                     promise.finish(invite ? Result<QString>(invite->code) : std::unexpected(invite.error()));
                 });
    });
    return promise.task();
}

void AccountService::dropSetupCodes() {
    whenDone(m_accounts.invites(), &m_executor, this,
             [this, now = m_clock.now()](const Result<QList<Invite>>& invites) {
                 if (!invites)
                     return;
                 // Only the server itself makes codes for owners; those made after this call are newer.
                 for (const Invite& invite : *invites)
                     if (!invite.createdBy.isValid() && invite.role == Role::Owner && invite.createdAt < now)
                         std::ignore = m_accounts.removeInvite(invite.codeHash);
             });
}

} // namespace parlor::server
