#pragma once

#include "server/store/sqlitestore.h"
#include "shared/core/clock.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>

namespace parlor::test {

/// Somebody with an account and a first session.
struct SeededPerson {
    PersonId id;
    QString name;
    QByteArray token;   ///< access token
    QByteArray refresh; ///< refresh token
};

/// Writes people, sessions and channels into a data directory before a server starts on it (or while it is
/// stopped), and makes the server's password cost the least allowed, so that tests are about what they are
/// about. Ends the process on any fault. Needs an event loop's thread.
class Seeding {
public:
    explicit Seeding(const QString& dataDirectory);
    ~Seeding();

    /// With the password hash of nothing: they come by their token.
    SeededPerson person(const QString& name, Role role = Role::Member);
    QList<SeededPerson> people(const QString& prefix, int count);

    /// One more session of a person, as another device; access tokens last 15 minutes unless said.
    QByteArray session(PersonId person, qint64 lifetimeMs = 15 * 60'000);

    /// A session that was signed out, and somebody whose account was disabled.
    QByteArray revokedSession(PersonId person);
    SeededPerson disabledPerson(const QString& name);

    /// A channel of these people; the first one owns it.
    QString channel(const QString& name, const QList<SeededPerson>& people,
                    Visibility visibility = Visibility::Public);

private:
    SessionId open(PersonId person, const QString& access, const QString& refresh, qint64 lifetimeMs);

    SystemClock m_clock;
    std::unique_ptr<server::SqliteStore> m_store;
};

} // namespace parlor::test
