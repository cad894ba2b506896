#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/domain/ports/personstream.h"
#include "shared/core/executor.h"
#include "shared/protocol/personevent.h"

#include <QObject>

namespace parlor::server {

/// Tells those who look after the server, in their private streams. Domain thread only.
class StaffNotices final : public QObject {
    Q_OBJECT
public:
    StaffNotices(AccountStore& accounts, PersonStreamStore& streams, Executor& executor,
                 QObject* parent = nullptr)
        : QObject(parent), m_accounts(accounts), m_streams(streams), m_executor(executor) {}

    /// Everybody of this role on the server or a higher one.
    void tell(Role atLeast, const StaffNotice& notice);

private:
    AccountStore& m_accounts;
    PersonStreamStore& m_streams;
    Executor& m_executor;
};

} // namespace parlor::server
