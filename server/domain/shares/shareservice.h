#pragma once

#include "server/domain/accounts/passwordhasher.h"
#include "server/domain/accounts/signinlimiter.h"
#include "server/domain/ports/link.h"
#include "server/domain/ports/sharestore.h"
#include "server/domain/shares/sharekeys.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>

#include <functional>

namespace parlor::server {

/// What somebody wants to share.
struct ShareWish {
    AlbumId album;         ///< or
    QList<PhotoId> photos; ///< one of both
    ShareMode mode = ShareMode::View;
    bool showsLocation = false;
    QString title;
    QString password; ///< empty: none
    std::optional<std::int64_t> expiresAt;
    ShareRoom room;
    std::optional<int> deviceLimit; ///< none: any number
};

/// What is set is changed; an empty password is none.
struct ShareChange {
    std::optional<QString> title, password;
    std::optional<ShareMode> mode;
    std::optional<bool> showsLocation;
    std::optional<std::optional<std::int64_t>> expiresAt;
    std::optional<ShareRoom> room;
    std::optional<std::optional<int>> deviceLimit;
    bool forgetsDevices = false;
};

/// A new share with its token, which is told this once.
struct MadeShare {
    Share share;
    QString token;
};

/// Public links: what owners do with them, and what lets visitors in. Errors: those of ShareStore, BadText,
/// BadName, BadRequest, TooLarge. Domain thread only.
class ShareService final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype longestTitle = 250;    ///< characters
    static constexpr qsizetype longestPassword = 256; ///< characters
    static constexpr int largestPage = 200;
    static constexpr std::int64_t unlockedForMs = 12 * 3'600'000LL;
    static constexpr ShareRoom usualRoom{200, 2LL << 30};
    static constexpr ShareRoom mostRoom{10'000, 1LL << 40};

    /// `key`: 32 secret bytes. All live longer.
    ShareService(ShareStore& shares, PasswordHasher& passwords, QByteArray key, const Clock& clock,
                 Executor& executor, QObject* parent = nullptr);

    /// PlainHttpPassword for one with a password from elsewhere without TLS.
    Task<Result<MadeShare>> create(PersonId owner, ShareWish wish, const PeerInfo& peer);
    Task<Result<Share>> edit(PersonId owner, ShareId id, ShareChange change, const PeerInfo& peer);

    Task<Result<Share>> byId(PersonId owner, ShareId id) { return m_shares.byId(owner, id); }

    Task<Result<ShareList>> list(PersonId owner, ShareId before, int limit);

    Task<Status> revoke(PersonId owner, ShareId id) { return m_shares.revoke(owner, id); }

    // For visitors.

    /// NotFound, Gone. Asks the store each time: what ends, ends at once.
    Task<Result<Share>> open(const QString& token);
    /// Whether what the browser carries opens it; always for one without a password.
    [[nodiscard]] bool isUnlocked(const Share& share, const QByteArray& cookie) const;
    /// What the browser is to carry from now on. RateLimited, WrongPassword, PlainHttpPassword, Busy.
    Task<Result<QByteArray>> unlock(const Share& share, const QString& password, const PeerInfo& peer);

    /// Whether this browser, by what it carries, has a place in a share that only so many devices may open.
    Task<Result<bool>> knows(const Share& share, const QByteArray& device);
    /// Gives it one: → what it is to carry from now on. QuotaExceeded when all are taken.
    Task<Result<QByteArray>> admit(const Share& share);

    /// What tells that this browser has been counted.
    [[nodiscard]] QByteArray seenMark(const Share& share) const { return m_keys.seen(share); }

    Task<Status> countView(const Share& share) { return m_shares.countView(share.id); }

    [[nodiscard]] ShareStore& store() { return m_shares; }

private:
    static Status clean(QString* title);
    Status check(const QString& password, const PeerInfo& peer) const;
    Status checkRoom(const std::optional<ShareRoom>& room) const;
    static Status checkDevices(const std::optional<int>& limit);
    Status checkEnd(const std::optional<std::int64_t>& expiresAt) const;

    /// The hash of a password, or of none.
    Task<Result<QString>> hashed(const QString& password);

    ShareStore& m_shares;
    PasswordHasher& m_passwords;
    ShareKeys m_keys;
    SignInLimiter m_limiter;
    const Clock& m_clock;
    Executor& m_executor;
};

/// "view", "download", "upload".
QLatin1StringView nameOf(ShareMode mode);
std::optional<ShareMode> shareModeFrom(QStringView name);

} // namespace parlor::server
