#include "client/core/session/session.h"

#include "client/core/session/api.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/jsonreader.h"

#include <QPointer>

namespace parlor::client {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t freshMs = 60'000;           ///< an access token must last this long to be handed out
constexpr int renewalSilenceMs = 15'000;           ///< everybody who needs a token waits for it
constexpr std::int64_t hangsAfterMs = 3'000;       ///< one that is younger may be on its way back
constexpr std::int64_t renewBeforeMs = 2 * 60'000; ///< a live connection is renewed this early

Result<Credentials> signedInFrom(const Result<HttpAnswer>& answer, const ServerAddress& server) {
    TRY_ASSIGN(const QJsonObject object, objectOf(answer));
    codec::JsonReader in(object);
    Credentials read;
    read.account.server = server;
    in.text(QLatin1StringView("access_token"), read.accessToken, codec::anyLength, codec::Need::Required);
    in.text(QLatin1StringView("refresh_token"), read.refreshToken, codec::anyLength, codec::Need::Required);
    in.number(QLatin1StringView("expires_at"), read.expiresAt, 0, codec::maxNumber, codec::Need::Required);
    in.id(QLatin1StringView("session"), read.account.session, codec::Need::Required);
    in.nested(QLatin1StringView("person"), read.account.person, codec::personFromJson, codec::Need::Required);
    return in.finish(std::move(read));
}

Status checkAddress(const ServerAddress& server) {
    const auto parsed = parseServerAddress(server.url.toString());
    return parsed ? Status() : std::unexpected(parsed.error());
}

} // namespace

Session::Session(HttpClient& http, CredentialStore& store, Executor& executor, const Clock& clock,
                 QString device, QObject* parent)
    : QObject(parent),
      m_http(http),
      m_store(store),
      m_executor(executor),
      m_clock(clock),
      m_device(std::move(device)),
      m_renewal(this) {
    m_renewal.setSingleShot(true);
    connect(&m_renewal, &QTimer::timeout, this, &Session::renew);
}

bool Session::isFresh(const Credentials& credentials) const {
    return !credentials.accessToken.isEmpty() && credentials.expiresAt > m_clock.now() + freshMs;
}

Task<Result<std::optional<Account>>> Session::restore() {
    const Promise<Result<std::optional<Account>>> promise;
    whenDone(m_store.load(), &m_executor, this,
             [this, promise](const Result<std::optional<Credentials>>& stored) {
                 if (!stored)
                     return promise.finish(std::unexpected(stored.error()));
                 if (!*stored || (*stored)->refreshToken.isEmpty())
                     return promise.finish(std::optional<Account>());
                 m_credentials = **stored;
                 planRenewal();
                 promise.finish(std::optional(m_credentials->account));
             });
    return promise.task();
}

Task<Result<ServerInfo>> Session::lookUp(ServerAddress server) {
    const Promise<Result<ServerInfo>> promise;
    whenDone(m_http.send(jsonCall("GET", server, u"/v1/server"_qs)), &m_executor, this,
             [promise](const Result<HttpAnswer>& answer) {
                 ServerInfo info;
                 if (!answer && answer.error().code == ErrorCode::TlsFailed
                     && !answer.error().detail.isEmpty()) {
                     info.unknownPin = QByteArray::fromHex(answer.error().detail.toLatin1());
                     return promise.finish(info);
                 }
                 const auto object = objectOf(answer);
                 if (!object)
                     return promise.finish(std::unexpected(object.error()));
                 codec::JsonReader in(*object);
                 in.text(QLatin1StringView("name"), info.name);
                 in.text(QLatin1StringView("version"), info.version);
                 in.number(QLatin1StringView("protocol"), info.protocol, 0, 1'000'000, codec::Need::Required);
                 in.flag(QLatin1StringView("setup"), info.setup);
                 in.nested(QLatin1StringView("limits"), info.limits, serverLimitsFromJson);
                 promise.finish(in.finish(std::move(info)));
             });
    return promise.task();
}

Task<Result<Account>> Session::signIn(SignIn request) {
    return enter(
        jsonCall("POST", request.server, u"/v1/sessions"_qs,
                 {{u"name"_qs, request.name}, {u"password"_qs, request.password}, {u"device"_qs, m_device}}),
        request.server);
}

Task<Result<Account>> Session::redeem(Redeem request) {
    QJsonObject body{{u"code"_qs, request.code},
                     {u"name"_qs, request.name},
                     {u"password"_qs, request.password},
                     {u"device"_qs, m_device}};
    if (!request.displayName.isEmpty())
        body.insert(u"display_name"_qs, request.displayName);
    return enter(jsonCall("POST", request.server, u"/v1/accounts"_qs, body), request.server);
}

Task<Result<Account>> Session::enter(HttpCall call, const ServerAddress& server) {
    // The last fence before a password leaves: no plain HTTP beyond this machine.
    if (const Status address = checkAddress(server); !address)
        return doneTask<Result<Account>>(std::unexpected(address.error()));
    const Promise<Result<Account>> promise;
    whenDone(lookUp(server), &m_executor, this,
             [this, promise, call, server](const Result<ServerInfo>& info) {
                 if (!info)
                     return promise.finish(std::unexpected(info.error()));
                 if (!info->unknownPin.isEmpty())
                     return promise.finish(
                         fail(ErrorCode::TlsFailed, QString::fromLatin1(info->unknownPin.toHex())));
                 whenDone(m_http.send(call), &m_executor, this,
                          [this, promise, server, name = info->name](const Result<HttpAnswer>& answer) {
                              auto entered = signedInFrom(answer, server);
                              if (!entered)
                                  return promise.finish(std::unexpected(entered.error()));
                              entered->account.serverName = name;
                              keep(*entered, promise);
                          });
             });
    return promise.task();
}

void Session::keep(const Credentials& credentials, const Promise<Result<Account>>& promise) {
    whenDone(m_store.save(credentials), &m_executor, this, [this, promise, credentials](const Status& saved) {
        if (!saved)
            return promise.finish(std::unexpected(saved.error()));
        m_credentials = credentials;
        planRenewal();
        promise.finish(credentials.account);
    });
}

Task<Status> Session::signOut() {
    const Promise<Status> promise;
    if (!m_credentials)
        return doneTask<Status>({});
    accessToken([self = QPointer(this), promise](const Result<QString>& token) {
        if (!self)
            return;
        if (!token || !self->m_credentials) {
            whenDone(self->forget(), &self->m_executor, self.data(),
                     [promise](const Status& status) { promise.finish(status); });
            return;
        }
        HttpCall call = jsonCall("DELETE", self->m_credentials->account.server, u"/v1/sessions/current"_qs);
        call.headers.emplace_back("Authorization", "Bearer " + token->toLatin1());
        whenDone(self->m_http.send(call), &self->m_executor, self.data(),
                 [self, promise](const Result<HttpAnswer>& answer) {
                     whenDone(self->forget(), &self->m_executor, self.data(),
                              [promise, answer](const Status& forgotten) {
                                  if (!forgotten)
                                      return promise.finish(forgotten);
                                  if (!answer)
                                      return promise.finish(std::unexpected(answer.error()));
                                  const auto problem = problemOf(*answer);
                                  promise.finish(problem ? Status(std::unexpected(*problem)) : Status());
                              });
                 });
    });
    return promise.task();
}

Task<Status> Session::forget() {
    m_credentials.reset();
    m_renewal.stop();
    answerAll(fail(ErrorCode::NotSignedIn));
    return m_store.clear();
}

void Session::accessToken(Answer answer) {
    if (!m_credentials)
        return answer(fail(ErrorCode::NotSignedIn));
    if (!m_renewing && isFresh(*m_credentials))
        return answer(m_credentials->accessToken);
    m_waiting.append(std::move(answer));
    renew();
}

void Session::distrust(const QString& token) {
    if (m_credentials && m_credentials->accessToken == token)
        m_credentials->expiresAt = 0;
}

void Session::renew() {
    if (m_renewing || !m_credentials)
        return;
    m_renewing = true;
    m_renewal.stop();
    whenDone(m_store.lock(), &m_executor, this, [this](const Result<CredentialStore::Lock>& lock) {
        if (!lock) {
            m_renewing = false;
            return answerAll(std::unexpected(lock.error()));
        }
        whenDone(m_store.load(), &m_executor, this,
                 [this, lock = *lock](const Result<std::optional<Credentials>>& stored) {
                     renewWith(lock, stored);
                 });
    });
}

void Session::renewWith(const CredentialStore::Lock& lock, const Result<std::optional<Credentials>>& stored) {
    if (!m_credentials) {
        m_renewing = false;
        return;
    }
    if (stored && !*stored) {
        // Another process has signed out.
        m_renewing = false;
        m_credentials.reset();
        return answerAll(fail(ErrorCode::NotSignedIn));
    }
    // Another process may have renewed them meanwhile: a refresh token works once.
    if (stored && (*stored)->account.session == m_credentials->account.session
        && (*stored)->refreshToken != m_credentials->refreshToken && !(*stored)->refreshToken.isEmpty()) {
        m_credentials = **stored;
        if (isFresh(*m_credentials)) {
            m_renewing = false;
            planRenewal();
            Q_EMIT renewed(m_credentials->accessToken);
            return answerAll(m_credentials->accessToken);
        }
    }
    askForRenewal(lock, *m_credentials);
}

void Session::askForRenewal(const CredentialStore::Lock& lock, const Credentials& before) {
    HttpCall call = jsonCall("POST", before.account.server, u"/v1/sessions/refresh"_qs,
                             {{u"refresh_token"_qs, before.refreshToken}});
    call.silenceMs = renewalSilenceMs;
    call.alone = true; // what is cancelled while it connects would leave that connection to the next one
    const HttpClient::Started started = m_http.start(std::move(call));
    m_asking = started.id;
    m_askedAt = m_clock.now();
    whenDone(started.answer, &m_executor, this, [this, lock, before](const Result<HttpAnswer>& answer) {
        m_asking.reset();
        if (!answer && answer.error().code == ErrorCode::Cancelled && m_credentials)
            return askForRenewal(lock, before);
        keepRenewed(lock, before, answer);
    });
}

// It may hang on a network that is gone. Where the server had taken it, its grace for a lost answer holds;
// but what comes many times at once, as waking up does, must not end one after the other.
void Session::fetchAnew() {
    if (!m_asking)
        return;
    const auto end = [this, call = *m_asking] {
        if (m_asking == call)
            m_http.cancel(call);
    };
    const std::int64_t left = m_askedAt + hangsAfterMs - m_clock.now();
    if (left <= 0)
        return end();
    QTimer::singleShot(static_cast<int>(std::min(left, hangsAfterMs)), this, end);
}

void Session::keepRenewed(const CredentialStore::Lock& lock, const Credentials& before,
                          const Result<HttpAnswer>& answer) {
    auto fresh = signedInFrom(answer, before.account.server);
    if (!fresh) {
        m_renewing = false;
        planRenewal();
        return answerAll(std::unexpected(fresh.error()));
    }
    fresh->account.serverName = before.account.serverName;
    // Stored before it is used: the old token is void from now on.
    whenDone(m_store.save(*fresh), &m_executor, this, [this, lock, fresh = *fresh](const Status& saved) {
        m_renewing = false;
        if (!saved)
            return answerAll(std::unexpected(saved.error()));
        if (!m_credentials)
            return answerAll(fail(ErrorCode::NotSignedIn));
        m_credentials = fresh;
        planRenewal();
        Q_EMIT renewed(fresh.accessToken);
        answerAll(fresh.accessToken);
    });
}

void Session::answerAll(const Result<QString>& token) {
    const auto waiting = std::exchange(m_waiting, {});
    for (const Answer& answer : waiting)
        answer(token);
}

void Session::planRenewal() {
    if (!m_credentials)
        return;
    const std::int64_t left = m_credentials->expiresAt - m_clock.now() - renewBeforeMs;
    // Not earlier than in a minute: nobody asks for a token at once unless it is needed.
    m_renewal.start(static_cast<int>(std::clamp<std::int64_t>(left, freshMs, 24LL * 3'600'000)));
}

} // namespace parlor::client
