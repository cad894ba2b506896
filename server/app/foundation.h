#pragma once

#include "server/app/config.h"
#include "server/app/datadirectory.h"
#include "server/domain/accounts/accountservice.h"
#include "server/domain/accounts/passwordhasher.h"
#include "server/domain/sessions/keyservice.h"
#include "server/domain/sessions/sessionservice.h"
#include "server/store/sqlitestore.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/core/task.h"

#include <QEventLoop>

#include <memory>

namespace parlor::server {

/// What both a serving process and an administrator's command stand on: the store, sessions, accounts, keys.
/// Made and used on the domain thread; parts end in the reverse order.
class Foundation {
public:
    /// `data` is locked by the caller and lives longer.
    Foundation(const Config& config, const DataDirectory& data);

    /// Opens (and migrates) the database; makes this machine's password cost on a fresh one. Blocks. The
    /// sinks may be empty: then nobody hears of what is committed.
    Status open(CommittedSink onCommitted, FailedSink onFailed);

    [[nodiscard]] const Clock& clock() const { return m_clock; }

    [[nodiscard]] QtExecutor& executor() { return m_executor; }

    [[nodiscard]] SqliteStore& store() { return m_store; }

    [[nodiscard]] SessionService& sessions() { return m_sessions; }

    [[nodiscard]] AccountService& accounts() { return *m_accounts; }

    [[nodiscard]] KeyService& keys() { return *m_keys; }

    [[nodiscard]] PasswordHasher& passwords() { return *m_hasher; }

    /// What all keys of this server derive from.
    [[nodiscard]] const QByteArray& master() const { return m_master; }

    [[nodiscard]] const ServerIdentity& identity() const { return m_identity; }

    /// Runs the event loop until the task is done: for start-up and commands, never while serving.
    template<class T>
    T wait(const Task<T>& task) {
        if (!task.isDone()) {
            QEventLoop loop;
            QObject context;
            whenDone(task, &m_executor, &context, [&loop](const T&) { loop.quit(); });
            loop.exec();
        }
        return task.value();
    }

private:
    Result<PasswordCost> passwordCost();
    Status noteLife();

    Config m_config;
    const DataDirectory& m_data;
    QByteArray m_master;
    SystemClock m_clock;
    QtExecutor m_executor;
    SqliteStore m_store;
    SessionService m_sessions;
    ServerIdentity m_identity;
    std::unique_ptr<PasswordHasher> m_hasher;
    std::unique_ptr<AccountService> m_accounts;
    std::unique_ptr<KeyService> m_keys;
};

} // namespace parlor::server
