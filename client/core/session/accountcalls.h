#pragma once

#include "client/core/actions.h"
#include "client/core/session/api.h"

#include <QObject>

namespace parlor::client {

/// What a signed-in person does about the account and its devices. Interface thread only.
class AccountCalls final : public QObject {
    Q_OBJECT
public:
    /// Both live longer.
    AccountCalls(Api& api, Executor& executor, QObject* parent = nullptr);

    Task<Result<Invite>> makeInvite(Role role, int hours);
    Task<Status> changePassword(const QString& oldPassword, const QString& newPassword);
    Task<Result<QList<DeviceSession>>> sessions();
    Task<Status> endSession(SessionId session);

private:
    Api& m_api;
    Executor& m_executor;
};

} // namespace parlor::client
