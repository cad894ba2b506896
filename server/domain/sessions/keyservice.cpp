#include "server/domain/sessions/keyservice.h"

#include "shared/auth/names.h"
#include "shared/protocol/limits.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <sodium.h>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t staleMs = 120'000;
constexpr std::int64_t usualTtlMs = 3'600'000;
constexpr std::int64_t ttlMostMs = 24 * 3'600'000LL;
constexpr qsizetype fieldMost = 16 * 1024;
constexpr qsizetype nonceLeast = 8, nonceMost = 128;
constexpr int randomBytes = 16;

QByteArray hmac(const QByteArray& key, const QByteArray& text) {
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

bool equalInConstantTime(const QByteArray& a, const QByteArray& b) {
    return a.size() == b.size()
           && sodium_memcmp(a.constData(), b.constData(), static_cast<std::size_t>(a.size())) == 0;
}

QString randomText() {
    std::array<quint32, randomBytes / sizeof(quint32)> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(words.data()), randomBytes)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

/// Digits only, so that what was signed and what is meant can't differ.
std::optional<std::int64_t> wholeNumber(const QString& text) {
    constexpr qsizetype digitsMost = 15;
    if (text.isEmpty() || text.size() > digitsMost
        || !std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; }))
        return std::nullopt;
    return text.toLongLong();
}

} // namespace

Result<TokenRequest> TokenRequest::fromJson(const QJsonObject& json) {
    TokenRequest request;
    const std::array<std::pair<QLatin1StringView, QString TokenRequest::*>, 7> fields{{
        {"keyName"_L1, &TokenRequest::keyName},
        {"ttl"_L1, &TokenRequest::ttl},
        {"capability"_L1, &TokenRequest::capability},
        {"clientId"_L1, &TokenRequest::clientId},
        {"timestamp"_L1, &TokenRequest::timestamp},
        {"nonce"_L1, &TokenRequest::nonce},
        {"mac"_L1, &TokenRequest::mac},
    }};
    for (const auto& [name, member] : fields) {
        const QJsonValue value = json.value(name);
        constexpr double exactMost = 9'007'199'254'740'991.0;
        if (value.isString())
            request.*member = value.toString();
        else if (value.isDouble() && value.toDouble() >= 0 && value.toDouble() <= exactMost
                 && value.toDouble() == static_cast<double>(value.toInteger()))
            request.*member = QString::number(value.toInteger());
        else if (!value.isUndefined() && !value.isNull())
            return fail(ErrorCode::BadRequest);
        if ((request.*member).size() > fieldMost)
            return fail(ErrorCode::TooLarge);
    }
    return request;
}

QJsonObject TokenRequest::toJson() const {
    QJsonObject json{{u"keyName"_qs, keyName},
                     {u"timestamp"_qs, timestamp.toLongLong()},
                     {u"nonce"_qs, nonce},
                     {u"mac"_qs, mac}};
    if (!ttl.isEmpty())
        json.insert(u"ttl"_qs, ttl.toLongLong());
    if (!capability.isEmpty())
        json.insert(u"capability"_qs, capability);
    if (!clientId.isEmpty())
        json.insert(u"clientId"_qs, clientId);
    return json;
}

QByteArray TokenRequest::signedText() const {
    QByteArray text;
    for (const QString* field : {&keyName, &ttl, &capability, &clientId, &timestamp, &nonce})
        text += field->toUtf8() + '\n';
    return text;
}

QJsonObject TokenDetails::toJson() const {
    QJsonObject json{{u"token"_qs, token},
                     {u"keyName"_qs, keyName},
                     {u"issued"_qs, qint64(issued)},
                     {u"expires"_qs, qint64(expires)},
                     {u"capability"_qs, QString::fromUtf8(capability)}};
    if (!clientId.isEmpty())
        json.insert(u"clientId"_qs, clientId);
    return json;
}

KeyService::KeyService(KeyStore& keys, AccountStore& accounts, SessionService& sessions, QByteArray master,
                       Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_keys(keys),
      m_accounts(accounts),
      m_sessions(sessions),
      m_master(std::move(master)),
      m_executor(executor),
      m_clock(clock) {}

QString KeyService::secretOf(const ApiKey& key) const {
    const QByteArray secret = hmac(m_master, key.name.toUtf8() + QByteArray::number(key.revision));
    return QString::fromLatin1(
        secret.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QString KeyService::macOf(const TokenRequest& request, const QString& secret) const {
    return QString::fromLatin1(hmac(secret.toUtf8(), request.signedText()).toBase64());
}

Task<Result<KeyWithSecret>> KeyService::create(const QString& label, const Capability& capability,
                                               PersonId person) {
    ApiKey key;
    key.name = u"key."_qs + randomText();
    key.label = oneLine(label, limits::nameCharacters);
    key.capability = capability;
    key.person = person;
    const Promise<Result<KeyWithSecret>> promise;
    whenDone(m_keys.create(key), &m_executor, this, [this, promise](const Result<ApiKey>& made) {
        promise.finish(made ? Result<KeyWithSecret>(KeyWithSecret{*made, secretOf(*made)})
                            : std::unexpected(made.error()));
    });
    return promise.task();
}

Task<Result<KeyWithSecret>> KeyService::renew(const QString& name) {
    const Promise<Result<KeyWithSecret>> promise;
    whenDone(m_keys.renew(name), &m_executor, this, [this, promise](const Result<ApiKey>& renewed) {
        promise.finish(renewed ? Result<KeyWithSecret>(KeyWithSecret{*renewed, secretOf(*renewed)})
                               : std::unexpected(renewed.error()));
    });
    return promise.task();
}

Status KeyService::checkForm(const TokenRequest& request, Capability* wanted, std::int64_t* ttlMs) const {
    const auto ttl = request.ttl.isEmpty() ? std::optional(usualTtlMs) : wholeNumber(request.ttl);
    if (!ttl || *ttl > ttlMostMs)
        return fail(ErrorCode::BadRequest);
    *ttlMs = *ttl == 0 ? usualTtlMs : *ttl;
    *wanted = Capability::all();
    if (!request.capability.isEmpty()) {
        TRY_ASSIGN(*wanted, Capability::parse(request.capability.toUtf8()));
    }
    return {};
}

Status KeyService::checkSignature(const TokenRequest& request, const ApiKey& key,
                                  const QString& secret) const {
    if (request.mac.isEmpty())
        return equalInConstantTime(secret.toUtf8(), secretOf(key).toUtf8()) ? Status()
                                                                            : fail(ErrorCode::TokenInvalid);
    if (!equalInConstantTime(request.mac.toUtf8(), macOf(request, secretOf(key)).toUtf8()))
        return fail(ErrorCode::TokenInvalid);
    const auto timestamp = wholeNumber(request.timestamp);
    if (!timestamp || std::abs(*timestamp - m_clock.now()) > staleMs)
        return fail(ErrorCode::RequestStale);
    if (request.nonce.size() < nonceLeast || request.nonce.size() > nonceMost)
        return fail(ErrorCode::BadRequest);
    return {};
}

Task<Result<TokenDetails>> KeyService::exchange(const QString& keyName, const TokenRequest& request,
                                                const QString& secret, const PeerInfo& peer) {
    if (!request.keyName.isEmpty() && request.keyName != keyName)
        return doneTask<Result<TokenDetails>>(fail(ErrorCode::BadRequest));
    const Promise<Result<TokenDetails>> promise;
    whenDone(m_keys.byName(keyName), &m_executor, this,
             [this, request, secret, peer, promise](const Result<ApiKey>& found) {
                 if (!found && found.error().code != ErrorCode::NotFound)
                     return promise.finish(std::unexpected(found.error()));
                 // An unknown key and a wrong secret look the same.
                 if (!found || found->revoked)
                     return promise.finish(fail(ErrorCode::TokenInvalid));
                 const ApiKey key = *found;
                 if (const auto good = checkSignature(request, key, secret); !good)
                     return promise.finish(std::unexpected(good.error()));
                 Capability wanted;
                 std::int64_t ttlMs = 0;
                 if (const auto good = checkForm(request, &wanted, &ttlMs); !good)
                     return promise.finish(std::unexpected(good.error()));
                 const Capability granted = key.capability.intersect(wanted);
                 if (granted.isEmpty())
                     return promise.finish(fail(ErrorCode::Forbidden));
                 if (request.mac.isEmpty())
                     return open(key, granted, request.clientId, ttlMs, peer, promise);
                 // Kept until a request with this timestamp would be stale anyway.
                 const std::int64_t forgetAt = *wholeNumber(request.timestamp) + 2 * staleMs;
                 whenDone(m_keys.useNonce(key.name, request.nonce.toUtf8(), forgetAt), &m_executor, this,
                          [this, key, granted, clientId = request.clientId, ttlMs, peer,
                           promise](const Status& fresh) {
                              if (!fresh)
                                  return promise.finish(std::unexpected(fresh.error()));
                              open(key, granted, clientId, ttlMs, peer, promise);
                          });
             });
    return promise.task();
}

void KeyService::open(const ApiKey& key, const Capability& capability, const QString& clientId,
                      std::int64_t ttlMs, const PeerInfo& peer,
                      const Promise<Result<TokenDetails>>& promise) {
    whenDone(m_accounts.byId(key.person), &m_executor, this,
             [this, key, capability, clientId, ttlMs, peer, promise](const Result<Account>& account) {
                 if (!account)
                     return promise.finish(std::unexpected(account.error()));
                 whenDone(m_sessions.open(account->person, key.label, capability, peer, key.name, ttlMs),
                          &m_executor, this,
                          [key, capability, clientId, ttlMs, promise](const Result<SignedIn>& opened) {
                              if (!opened)
                                  return promise.finish(std::unexpected(opened.error()));
                              promise.finish(TokenDetails{opened->accessToken, key.name,
                                                          opened->expiresAt - ttlMs, opened->expiresAt,
                                                          capability.toJson(), clientId});
                          });
             });
}

TokenRequest KeyService::sign(const ApiKey& key, const Principal& principal) const {
    TokenRequest request;
    request.keyName = key.name;
    request.ttl = QString::number(usualTtlMs);
    request.capability = QString::fromUtf8(principal.capability.toJson());
    request.clientId = principal.person.id.toString();
    request.timestamp = QString::number(m_clock.now());
    request.nonce = randomText();
    request.mac = macOf(request, secretOf(key));
    return request;
}

Task<Result<TokenRequest>> KeyService::requestFor(const Principal& principal) {
    // What acts for a key stays with that key, so that revoking it ends everything it led to.
    const bool own = principal.keyName.isEmpty();
    const QString name = own ? u"person."_qs + principal.person.id.toString() : principal.keyName;
    const Promise<Result<TokenRequest>> promise;
    whenDone(m_keys.byName(name), &m_executor, this,
             [this, principal, name, promise](const Result<ApiKey>& found) {
                 if (found && found->revoked)
                     return promise.finish(fail(ErrorCode::Forbidden));
                 if (found)
                     return promise.finish(sign(*found, principal));
                 if (found.error().code != ErrorCode::NotFound)
                     return promise.finish(std::unexpected(found.error()));
                 ApiKey key;
                 key.name = name;
                 key.label = u"own"_qs;
                 key.capability = Capability::all();
                 key.person = principal.person.id;
                 whenDone(m_keys.create(key), &m_executor, this,
                          [this, principal, promise](const Result<ApiKey>& made) {
                              if (!made
                                  && made.error().code
                                         == ErrorCode::NameTaken) // two at once: the other one made it
                                  return promise.finish(fail(ErrorCode::Busy, {}, 100));
                              promise.finish(made ? Result<TokenRequest>(sign(*made, principal))
                                                  : std::unexpected(made.error()));
                          });
             });
    return promise.task();
}

} // namespace parlor::server
