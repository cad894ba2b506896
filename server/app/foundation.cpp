#include "server/app/foundation.h"

#include "server/app/databaselife.h"

#include <QSysInfo>

namespace parlor::server {

namespace {
Q_LOGGING_CATEGORY(lcFoundation, "parlor.foundation")

const QString passwordCostSetting = QStringLiteral("password_cost");
const QString lifeSetting = QStringLiteral("life");
} // namespace

Foundation::Foundation(const Config& config, const DataDirectory& data)
    : m_config(config),
      m_data(data),
      m_store(data.database(), m_clock),
      m_sessions(m_store.sessions(), m_executor, m_clock) {}

Status Foundation::open(CommittedSink onCommitted, FailedSink onFailed) {
    TRY_ASSIGN(m_master, m_data.masterKey(m_config.masterKeyFile));
    m_store.setCommittedSink(onCommitted ? std::move(onCommitted) : [](const QList<CommittedItem>&) {});
    m_store.setFailedSink(onFailed ? std::move(onFailed) : [](const Error&) {});
    TRY(m_store.open());
    TRY(noteLife());
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
    m_keys = std::make_unique<KeyService>(m_store.keys(), m_store.accounts(), m_sessions,
                                          derivedKey(m_master, "api keys"), m_executor, m_clock);
    return {};
}

// A disk that is full now must not keep people from reading: then the marks stay as they are.
Status Foundation::noteLife() {
    TRY_ASSIGN(const QJsonObject kept, wait(m_store.accounts().setting(lifeSetting)));
    const QString mark = kept.value(u"mark").toString();
    DatabaseLife life(m_data.path(), m_data.database());
    if (life.isAnother(mark)) {
        TRY_ASSIGN(const Epoch epoch, wait(m_store.accounts().renewEpoch()));
        qCWarning(lcFoundation) << "the database was put back from an earlier time; its epoch is now"
                                << epoch;
    }
    const auto next = life.expectNew(mark);
    const Status set = next ? wait(m_store.accounts().setSetting(lifeSetting, {{u"mark"_qs, *next}}))
                            : Status(std::unexpected(next.error()));
    if (!set && set.error().code == ErrorCode::StoreFailed)
        return set;
    if (!set || !life.keep(*next))
        qCWarning(lcFoundation) << "this opening of the database could not be noted";
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
