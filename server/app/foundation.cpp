#include "server/app/foundation.h"

#include <QSysInfo>

namespace parlor::server {

namespace {
const QString passwordCostSetting = QStringLiteral("password_cost");
} // namespace

Foundation::Foundation(const Config& config, const DataDirectory& data)
    : m_config(config),
      m_store(data.database(), m_clock),
      m_sessions(m_store.sessions(), m_executor, m_clock) {}

Status Foundation::open(CommittedSink onCommitted, FailedSink onFailed) {
    m_store.setCommittedSink(onCommitted ? std::move(onCommitted) : [](const QList<CommittedItem>&) {});
    m_store.setFailedSink(onFailed ? std::move(onFailed) : [](const Error&) {});
    TRY(m_store.open());
    TRY_ASSIGN(m_identity, wait(m_store.accounts().server()));
    const QString name = m_config.name.isEmpty()
                             ? (m_identity.name.isEmpty() ? QSysInfo::machineHostName() : m_identity.name)
                             : m_config.name;
    if (name != m_identity.name) {
        TRY(wait(m_store.accounts().setServerName(name)));
        m_identity.name = name;
    }
    TRY_ASSIGN(const PasswordCost cost, passwordCost());
    m_hasher = std::make_unique<PasswordHasher>(cost);
    m_accounts = std::make_unique<AccountService>(m_store.accounts(), m_store.sessions(), m_sessions,
                                                  *m_hasher, m_executor, m_clock);
    return {};
}

// Measured once, where the data is made: starting a server never waits for it again.
Result<PasswordCost> Foundation::passwordCost() {
    TRY_ASSIGN(const QJsonObject kept, wait(m_store.accounts().setting(passwordCostSetting)));
    if (!kept.isEmpty())
        return PasswordCost::fromJson(kept);
    const PasswordCost measured = PasswordCost::calibrated();
    TRY(wait(m_store.accounts().setSetting(passwordCostSetting, measured.toJson())));
    return measured;
}

} // namespace parlor::server
