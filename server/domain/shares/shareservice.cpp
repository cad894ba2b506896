#include "server/domain/shares/shareservice.h"

#include "server/domain/photos/cleantext.h"
#include "server/domain/photos/eachonce.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

template<class T>
Task<T> refused(const Error& error) {
    return doneTask<T>(std::unexpected(error));
}

} // namespace

ShareService::ShareService(ShareStore& shares, PasswordHasher& passwords, QByteArray key, const Clock& clock,
                           Executor& executor, QObject* parent)
    : QObject(parent),
      m_shares(shares),
      m_passwords(passwords),
      m_keys(std::move(key)),
      m_limiter(clock),
      m_clock(clock),
      m_executor(executor) {}

Status ShareService::clean(QString* title) {
    *title = title->normalized(QString::NormalizationForm_C).simplified();
    if (title->size() > longestTitle)
        return fail(ErrorCode::TooLarge);
    return isCleanText(*title) ? Status() : fail(ErrorCode::BadText);
}

Status ShareService::check(const QString& password, const PeerInfo& peer) const {
    if (password.size() > longestPassword)
        return fail(ErrorCode::TooLarge);
    if (!password.isEmpty() && !peer.encrypted && !peer.loopback)
        return fail(ErrorCode::PlainHttpPassword);
    return {};
}

Status ShareService::checkRoom(const std::optional<ShareRoom>& room) const {
    const bool good = !room
                      || (room->files >= 0 && room->files <= mostRoom.files && room->bytes >= 0
                          && room->bytes <= mostRoom.bytes);
    return good ? Status() : fail(ErrorCode::BadRequest);
}

Status ShareService::checkDevices(const std::optional<int>& limit) {
    const bool good = !limit || (*limit > 0 && *limit <= ShareStore::mostDevices);
    return good ? Status() : fail(ErrorCode::BadRequest);
}

Status ShareService::checkEnd(const std::optional<std::int64_t>& expiresAt) const {
    constexpr std::int64_t farthest = 1LL << 53;
    const bool good = !expiresAt || (*expiresAt > m_clock.now() && *expiresAt < farthest);
    return good ? Status() : fail(ErrorCode::BadRequest);
}

Task<Result<QString>> ShareService::hashed(const QString& password) {
    return password.isEmpty() ? doneTask<Result<QString>>(QString()) : m_passwords.hash(password);
}

Task<Result<MadeShare>> ShareService::create(PersonId owner, ShareWish wish, const PeerInfo& peer) {
    const auto checked = [&]() -> Status {
        TRY(clean(&wish.title));
        TRY(check(wish.password, peer));
        TRY(checkRoom(wish.room));
        TRY(checkDevices(wish.deviceLimit));
        TRY(checkEnd(wish.expiresAt));
        if (wish.photos.size() > ShareStore::mostPhotos)
            return fail(ErrorCode::TooLarge);
        wish.photos = eachOnce(wish.photos);
        return wish.album.isValid() == wish.photos.isEmpty() ? Status() : fail(ErrorCode::BadRequest);
    }();
    if (!checked)
        return refused<Result<MadeShare>>(checked.error());
    const Promise<Result<MadeShare>> promise;
    whenDone(hashed(wish.password), &m_executor, this,
             [this, promise, owner, wish](const Result<QString>& hash) {
                 if (!hash)
                     return promise.finish(std::unexpected(hash.error()));
                 const QString token = ShareKeys::makeToken();
                 NewShare fresh{owner,
                                wish.album,
                                wish.photos,
                                wish.mode,
                                wish.showsLocation,
                                wish.title,
                                *hash,
                                ShareKeys::hashOf(token),
                                wish.expiresAt,
                                wish.room,
                                wish.deviceLimit};
                 whenDone(m_shares.create(std::move(fresh)), &m_executor, this,
                          [promise, token](const Result<Share>& share) {
                              promise.finish(share ? Result<MadeShare>(MadeShare{*share, token})
                                                   : std::unexpected(share.error()));
                          });
             });
    return promise.task();
}

Task<Result<Share>> ShareService::edit(PersonId owner, ShareId id, ShareChange change, const PeerInfo& peer) {
    const auto checked = [&]() -> Status {
        if (change.title)
            TRY(clean(&*change.title));
        if (change.password)
            TRY(check(*change.password, peer));
        TRY(checkRoom(change.room));
        if (change.deviceLimit)
            TRY(checkDevices(*change.deviceLimit));
        return change.expiresAt ? checkEnd(*change.expiresAt) : Status();
    }();
    if (!checked)
        return refused<Result<Share>>(checked.error());
    const Promise<Result<Share>> promise;
    whenDone(hashed(change.password.value_or(QString())), &m_executor, this,
             [this, promise, owner, id, change](const Result<QString>& hash) {
                 if (!hash)
                     return promise.finish(std::unexpected(hash.error()));
                 ShareEdit edit{change.title,     std::nullopt, change.mode,        change.showsLocation,
                                change.expiresAt, change.room,  change.deviceLimit, change.forgetsDevices};
                 if (change.password)
                     edit.passwordHash = *hash;
                 whenDone(m_shares.edit(owner, id, std::move(edit)), &m_executor, this,
                          [promise](const Result<Share>& share) { promise.finish(share); });
             });
    return promise.task();
}

Task<Result<ShareList>> ShareService::list(PersonId owner, ShareId before, int limit) {
    return m_shares.list(owner, before, std::clamp(limit, 1, largestPage));
}

Task<Result<Share>> ShareService::open(const QString& token) {
    const QByteArray hash = ShareKeys::hashOf(token);
    if (hash.isEmpty())
        return refused<Result<Share>>(Error{ErrorCode::NotFound, {}, 0});
    const Promise<Result<Share>> promise;
    whenDone(m_shares.byToken(hash), &m_executor, this, [this, promise](const Result<Share>& share) {
        if (share && share->isOver(m_clock.now()))
            return promise.finish(fail(ErrorCode::Gone));
        promise.finish(share);
    });
    return promise.task();
}

bool ShareService::isUnlocked(const Share& share, const QByteArray& cookie) const {
    return share.passwordHash.isEmpty() || m_keys.isUnlocked(share, cookie, m_clock.now());
}

Task<Result<QByteArray>> ShareService::unlock(const Share& share, const QString& password,
                                              const PeerInfo& peer) {
    if (const Status checked = check(password, peer); !checked)
        return refused<Result<QByteArray>>(checked.error());
    const QString id = u"share:"_s + share.id.toString();
    if (const std::int64_t wait = m_limiter.attempt(SignInLimiter::accountKey(id, peer.block),
                                                    SignInLimiter::addressKey(peer.block));
        wait > 0)
        return refused<Result<QByteArray>>(Error{ErrorCode::RateLimited, {}, wait});
    if (const std::int64_t wait = m_limiter.attemptTogether(id); wait > 0)
        return refused<Result<QByteArray>>(Error{ErrorCode::RateLimited, {}, wait});
    const Promise<Result<QByteArray>> promise;
    whenDone(m_passwords.verify(share.passwordHash, password), &m_executor, this,
             [this, promise, share](const Result<bool>& right) {
                 if (!right)
                     return promise.finish(std::unexpected(right.error()));
                 promise.finish(
                     *right ? Result<QByteArray>(m_keys.unlocked(share, m_clock.now() + unlockedForMs))
                            : fail(ErrorCode::WrongPassword));
             });
    return promise.task();
}

Task<Result<bool>> ShareService::knows(const Share& share, const QByteArray& device) {
    const QByteArray hash = ShareKeys::hashOf(QString::fromLatin1(device));
    return hash.isEmpty() ? doneTask<Result<bool>>(false) : m_shares.knowsDevice(share.id, hash);
}

Task<Result<QByteArray>> ShareService::admit(const Share& share) {
    const QString device = ShareKeys::makeToken();
    const Promise<Result<QByteArray>> promise;
    whenDone(m_shares.addDevice(share.id, ShareKeys::hashOf(device)), &m_executor, this,
             [promise, device](const Status& added) {
                 promise.finish(added ? Result<QByteArray>(device.toLatin1())
                                      : std::unexpected(added.error()));
             });
    return promise.task();
}

QLatin1StringView nameOf(ShareMode mode) {
    switch (mode) {
    case ShareMode::View:
        break;
    case ShareMode::Download:
        return "download"_L1;
    case ShareMode::Upload:
        return "upload"_L1;
    }
    return "view"_L1;
}

std::optional<ShareMode> shareModeFrom(QStringView name) {
    for (const ShareMode mode : {ShareMode::View, ShareMode::Download, ShareMode::Upload})
        if (name == nameOf(mode))
            return mode;
    return std::nullopt;
}

} // namespace parlor::server
