#include "server/domain/sessions/keyservice.h"

#include "shared/auth/names.h"
#include "shared/protocol/limits.h"

#include <QMessageAuthenticationCode>

#include <sodium.h>

#include <algorithm>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t staleMs = 120'000;
constexpr qsizetype nonceMost = 128;
constexpr qsizetype clientIdMost = 256;
constexpr QStringView randomKeyPrefix = u"key.";
constexpr QStringView anybodysKey = u"anonymous";
constexpr QStringView parentPrefix = u"session.";

bool equalInConstantTime(const QByteArray& a, const QByteArray& b) {
    return a.size() == b.size()
           && sodium_memcmp(a.constData(), b.constData(), static_cast<std::size_t>(a.size())) == 0;
}

/// A nonce is signed: one of ours says, too, whose request it is.
QString nonceFor(SessionId parent) {
    return parent.isValid() ? parentPrefix.toString() + parent.toString() + u'.' + randomText()
                            : randomText();
}

SessionId parentOf(const QString& nonce) {
    if (!nonce.startsWith(parentPrefix))
        return {};
    const QString rest = nonce.mid(parentPrefix.size());
    return SessionId::fromString(rest.left(rest.indexOf(u'.'))).value_or(SessionId());
}

/// It is shown to people and goes into logs and lists: no controls, and whole characters only.
Status checkClientId(const QString& id) {
    if (id.size() > clientIdMost)
        return fail(ErrorCode::TooLarge);
    if (!id.isValidUtf16()
        || std::any_of(id.begin(), id.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
        return fail(ErrorCode::BadText);
    return {};
}

} // namespace

KeyService::KeyService(KeyStore& keys, AccountStore& accounts, SessionService& sessions, QByteArray master,
                       Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_keys(keys),
      m_accounts(accounts),
      m_sessions(sessions),
      m_master(std::move(master)),
      m_executor(executor),
      m_clock(clock) {}

Status KeyService::checkName(const QString& name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'
               || c == u'_' || c == u'.';
    });
    if (!plain || !checkSignInName(name))
        return fail(ErrorCode::BadName, u"a key's name is 1 to 64 letters, digits, - _ ."_qs);
    for (const QStringView prefix : {ownKeyPrefix, randomKeyPrefix, loadKeyPrefix})
        if (name.startsWith(prefix, Qt::CaseInsensitive))
            return fail(ErrorCode::BadName, u"names that begin so are the server's own"_qs);
    return {};
}

QString KeyService::secretOf(const ApiKey& key) const {
    const QByteArray secret = QMessageAuthenticationCode::hash(
        key.name.toUtf8() + QByteArray::number(key.revision), m_master, QCryptographicHash::Sha256);
    return QString::fromLatin1(
        secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

void KeyService::give(const Task<Result<ApiKey>>& made, const Promise<Result<KeyWithSecret>>& promise) {
    whenDone(made, &m_executor, this, [this, promise](const Result<ApiKey>& key) {
        promise.finish(key ? Result<KeyWithSecret>(KeyWithSecret{*key, secretOf(*key)})
                           : std::unexpected(key.error()));
    });
}

Task<Result<KeyWithSecret>> KeyService::create(const QString& label, const Capability& capability,
                                               PersonId person, const QString& name) {
    ApiKey key;
    key.name = name.isEmpty() ? randomKeyPrefix.toString() + randomText() : name;
    key.label = oneLine(label, limits::nameCharacters);
    key.capability = capability;
    key.person = person;
    const Promise<Result<KeyWithSecret>> promise;
    give(m_keys.create(key), promise);
    return promise.task();
}

Task<Result<KeyWithSecret>> KeyService::createBot(const QString& name, const Capability& capability,
                                                  Role role) {
    if (const auto good = checkName(name); !good)
        return doneTask<Result<KeyWithSecret>>(std::unexpected(good.error()));
    ApiKey key;
    key.name = key.label = name;
    key.capability = capability;
    const Promise<Result<KeyWithSecret>> promise;
    const auto withAccount = [this, key, promise](const Result<Account>& account) {
        if (!account)
            return promise.finish(std::unexpected(account.error()));
        if (!account->passwordHash.isEmpty())
            return promise.finish(fail(ErrorCode::NameTaken, u"a person has this name"_qs));
        ApiKey owned = key;
        owned.person = account->person.id;
        give(m_keys.create(owned), promise);
    };
    whenDone(m_accounts.byName(name), &m_executor, this,
             [this, name, role, withAccount](const Result<Account>& found) {
                 if (found || found.error().code != ErrorCode::UnknownPerson)
                     return withAccount(found);
                 whenDone(m_accounts.create({name, name, {}, role, {{u"bot"_qs, true}}}), &m_executor, this,
                          withAccount);
             });
    return promise.task();
}

Task<Result<KeyWithSecret>> KeyService::renew(const QString& name) {
    const Promise<Result<KeyWithSecret>> promise;
    give(m_keys.renew(name), promise);
    return promise.task();
}

Result<TokenGrant> KeyService::checkForm(const TokenRequest& request) const {
    TokenGrant wanted;
    const auto ttl = request.ttl.isEmpty() ? std::optional(usualTtlMs) : wholeNumber(request.ttl);
    if (!ttl || *ttl > ttlMostMs)
        return fail(ErrorCode::BadTtl);
    wanted.ttlMs = *ttl == 0 ? usualTtlMs : *ttl;
    wanted.capability = Capability::all();
    if (!request.capability.isEmpty()) {
        const auto asked = Capability::parse(request.capability.toUtf8());
        if (!asked)
            return fail(ErrorCode::BadCapability);
        wanted.capability = *asked;
    }
    TRY(checkClientId(request.clientId));
    wanted.clientId = request.clientId;
    if (!request.mac.isEmpty())
        wanted.parent = parentOf(request.nonce);
    return wanted;
}

Status KeyService::checkSignature(const TokenRequest& request, const ApiKey& key,
                                  const QString& secret) const {
    if (request.mac.isEmpty())
        return equalInConstantTime(secret.toUtf8(), secretOf(key).toUtf8()) ? Status()
                                                                            : fail(ErrorCode::TokenInvalid);
    if (!equalInConstantTime(request.mac.toUtf8(), request.macWith(secretOf(key)).toUtf8()))
        return fail(ErrorCode::TokenInvalid);
    const auto timestamp = wholeNumber(request.timestamp);
    if (!timestamp || std::abs(*timestamp - m_clock.now()) > staleMs)
        return fail(ErrorCode::RequestStale);
    if (request.nonce.isEmpty() || request.nonce.size() > nonceMost)
        return fail(ErrorCode::BadRequest);
    return {};
}

Task<Result<TokenDetails>> KeyService::exchange(const QString& keyName, const TokenRequest& request,
                                                const QString& secret, const PeerInfo& peer) {
    // Without a signature nothing else holds the name that the request gives to the key that is used.
    if (request.mac.isEmpty() ? !request.keyName.isEmpty() && request.keyName != keyName
                              : request.keyName != keyName)
        return doneTask<Result<TokenDetails>>(fail(ErrorCode::TokenInvalid));
    const Promise<Result<TokenDetails>> promise;
    whenDone(m_keys.byName(keyName), &m_executor, this,
             [this, request, secret, peer, promise](const Result<ApiKey>& found) {
                 if (!found && found.error().code != ErrorCode::NotFound)
                     return promise.finish(std::unexpected(found.error()));
                 // An unknown key and a wrong secret look the same.
                 if (!found || found->revoked)
                     return promise.finish(fail(ErrorCode::TokenInvalid));
                 const ApiKey& key = *found;
                 if (const auto good = checkSignature(request, key, secret); !good)
                     return promise.finish(std::unexpected(good.error()));
                 const auto wanted = checkForm(request);
                 if (!wanted)
                     return promise.finish(std::unexpected(wanted.error()));
                 if (request.mac.isEmpty())
                     return grant(key, *wanted, peer, promise);
                 // Kept until a request with this timestamp would be stale anyway.
                 const std::int64_t forgetAt = *wholeNumber(request.timestamp) + 2 * staleMs;
                 whenDone(m_keys.useNonce(key.name, request.nonce.toUtf8(), forgetAt), &m_executor, this,
                          [this, key, wanted = *wanted, peer, promise](const Status& fresh) {
                              if (!fresh)
                                  return promise.finish(std::unexpected(fresh.error()));
                              grant(key, wanted, peer, promise);
                          });
             });
    return promise.task();
}

Task<Result<TokenDetails>> KeyService::issue(const QString& keyName, const TokenGrant& wanted,
                                             const PeerInfo& peer) {
    if (wanted.ttlMs < 1 || wanted.ttlMs > ttlMostMs)
        return doneTask<Result<TokenDetails>>(fail(ErrorCode::BadTtl));
    if (const auto good = checkClientId(wanted.clientId); !good)
        return doneTask<Result<TokenDetails>>(std::unexpected(good.error()));
    const Promise<Result<TokenDetails>> promise;
    whenDone(m_keys.byName(keyName), &m_executor, this,
             [this, wanted, peer, promise](const Result<ApiKey>& found) {
                 if (!found)
                     return promise.finish(std::unexpected(found.error()));
                 if (found->revoked)
                     return promise.finish(fail(ErrorCode::NotFound));
                 grant(*found, wanted, peer, promise);
             });
    return promise.task();
}

void KeyService::grant(const ApiKey& key, const TokenGrant& wanted, const PeerInfo& peer,
                       const Promise<Result<TokenDetails>>& promise) {
    const Capability granted = key.capability.intersect(wanted.capability);
    if (granted.isEmpty())
        return promise.finish(fail(ErrorCode::NothingGranted));
    whenDone(m_accounts.byId(key.person), &m_executor, this,
             [this, key, granted, wanted, peer, promise](const Result<Account>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 const KeyUse use{key.name, wanted.clientId, key.revision, wanted.parent, sessionsPerClient};
                 whenDone(m_sessions.open(account->person, key.label, granted, peer, use, wanted.ttlMs),
                          &m_executor, this, [key, granted, wanted, promise](const Result<SignedIn>& opened) {
                              if (!opened)
                                  return promise.finish(std::unexpected(opened.error()));
                              promise.finish(TokenDetails{opened->accessToken, key.name,
                                                          opened->expiresAt - wanted.ttlMs, opened->expiresAt,
                                                          granted.toJson(), wanted.clientId});
                          });
             });
}

Task<Result<TokenRequest>> KeyService::signedRequest(const QString& keyName, const Capability& capability,
                                                     const QString& clientId, SessionId parent) {
    const Promise<Result<TokenRequest>> promise;
    whenDone(m_keys.byName(keyName), &m_executor, this,
             [this, capability, clientId, parent, promise](const Result<ApiKey>& key) {
                 if (!key)
                     return promise.finish(std::unexpected(key.error()));
                 if (key->revoked)
                     return promise.finish(fail(ErrorCode::NotFound));
                 TokenRequest request;
                 request.keyName = key->name;
                 request.ttl = QString::number(usualTtlMs);
                 request.capability = QString::fromUtf8(capability.toJson());
                 request.clientId = clientId;
                 request.timestamp = QString::number(m_clock.now());
                 request.nonce = nonceFor(parent);
                 request.mac = request.macWith(secretOf(*key));
                 promise.finish(request);
             });
    return promise.task();
}

Task<Result<QString>> KeyService::keyOf(PersonId person) {
    const QString name = ownKeyOf(person);
    const Promise<Result<QString>> promise;
    whenDone(m_keys.byName(name), &m_executor, this,
             [this, name, person, promise](const Result<ApiKey>& found) {
                 if (found)
                     return promise.finish(name);
                 if (found.error().code != ErrorCode::NotFound)
                     return promise.finish(std::unexpected(found.error()));
                 ApiKey key;
                 key.name = name;
                 key.label = u"own"_qs;
                 key.capability = Capability::all();
                 key.person = person;
                 whenDone(m_keys.create(key), &m_executor, this, [name, promise](const Result<ApiKey>& made) {
                     // Two at once: the other one made it.
                     if (made || made.error().code == ErrorCode::NameTaken)
                         return promise.finish(name);
                     promise.finish(std::unexpected(made.error()));
                 });
             });
    return promise.task();
}

Task<Result<QString>> KeyService::keyForAnybody() {
    const QString name = anybodysKey.toString();
    const Promise<Result<QString>> promise;
    whenDone(m_keys.byName(name), &m_executor, this, [this, name, promise](const Result<ApiKey>& found) {
        if (found)
            return promise.finish(name);
        if (found.error().code != ErrorCode::NotFound)
            return promise.finish(std::unexpected(found.error()));
        whenDone(createBot(name, Capability::all(), Role::Member), &m_executor, this,
                 [name, promise](const Result<KeyWithSecret>& made) {
                     promise.finish(made ? Result<QString>(name) : std::unexpected(made.error()));
                 });
    });
    return promise.task();
}

} // namespace parlor::server
