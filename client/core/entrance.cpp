#include "client/core/entrance.h"

namespace parlor::client {

namespace {

template<class T>
Status statusOf(const Result<T>& result) {
    return result ? Status() : Status(std::unexpected(result.error()));
}

bool endsTheSession(ErrorCode code) {
    return code == ErrorCode::TokenInvalid || code == ErrorCode::TokenRevoked
           || code == ErrorCode::TokenExpired || code == ErrorCode::NotSignedIn
           || code == ErrorCode::AccountDisabled;
}

} // namespace

Task<Result<Client::Started>> Entrance::start() {
    const Promise<Result<Client::Started>> promise;
    whenDone(m_parts.session.restore(), &m_parts.executor, this,
             [this, promise](const Result<std::optional<Account>>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 if (!*account)
                     return promise.finish(Client::Started{false, {}, m_parts.store->warning()});
                 begin(**account, [this, promise](const Result<CachedStart>& start) {
                     if (!start)
                         return promise.finish(std::unexpected(start.error()));
                     promise.finish(Client::Started{true, start->openChannel, m_parts.store->warning()});
                 });
             });
    return promise.task();
}

void Entrance::begin(const Account& account, std::function<void(const Result<CachedStart>&)> done) {
    m_parts.api.setServer(account.server);
    const QString owner = account.person.id.toString() + u'@' + account.server.url.authority();
    whenDone(m_parts.cache.ask([owner](CacheDatabase& database) { return database.begin(owner); }),
             &m_parts.executor, this, [this, account, done](const Result<CachedStart>& start) {
                 if (!start)
                     return done(start);
                 m_parts.state.apply(AccountKnown{account});
                 m_parts.restore(*start);
                 // The store works in order: when this is answered, the rows of the last channel are there.
                 whenDone(m_parts.cache.ask([](CacheDatabase&) { return true; }), &m_parts.executor, this,
                          [this, account, start = *start, done](bool) {
                              m_parts.uploader.restore(start.transfers);
                              m_parts.smaller.keepFor(start.transfers);
                              m_parts.link.open(account.server);
                              done(start);
                          });
             });
}

/// Once a sign-in or a run of the program: what the operator sets does not change while people look.
void Entrance::askLimits() {
    const auto& account = m_parts.state.account();
    if (m_limitsAsked || !account)
        return;
    m_limitsAsked = true;
    whenDone(m_parts.session.lookUp(account->server), &m_parts.executor, this,
             [this](const Result<ServerInfo>& info) {
                 m_limitsAsked = info && info->unknownPin.isEmpty();
                 if (!m_limitsAsked || !m_parts.state.account())
                     return;
                 m_parts.state.apply(LimitsKnown{info->limits});
                 m_parts.uploader.setLimits(info->limits);
             });
}

void Entrance::entered(const Result<Account>& account, const Promise<Status>& promise) {
    if (!account)
        return promise.finish(std::unexpected(account.error()));
    begin(*account, [promise](const Result<CachedStart>& start) { promise.finish(statusOf(start)); });
}

Task<Status> Entrance::signIn(SignIn request) {
    const Promise<Status> promise;
    whenDone(m_parts.session.signIn(std::move(request)), &m_parts.executor, this,
             [this, promise](const Result<Account>& account) { entered(account, promise); });
    return promise.task();
}

Task<Status> Entrance::redeem(Redeem request) {
    const Promise<Status> promise;
    whenDone(m_parts.session.redeem(std::move(request)), &m_parts.executor, this,
             [this, promise](const Result<Account>& account) { entered(account, promise); });
    return promise.task();
}

void Entrance::forgetAll() {
    m_parts.forget();
    m_limitsAsked = false;
}

Task<Status> Entrance::signOut() {
    const Promise<Status> promise;
    m_parts.link.close();
    whenDone(m_parts.session.signOut(), &m_parts.executor, this, [this, promise](const Status& ended) {
        forgetAll();
        m_parts.images.clear();
        m_parts.cache.tell([](CacheDatabase& database) { return database.clear(); });
        promise.finish(ended);
    });
    return promise.task();
}

void Entrance::stopped(const Error& error) {
    // What was written here and not sent is kept for the same person's next sign-in.
    if (!endsTheSession(error.code))
        return;
    whenDone(m_parts.session.forget(), &m_parts.executor, this, [](const Status&) {});
    forgetAll();
}

} // namespace parlor::client
