#include "server/domain/hooks/staffnotices.h"

namespace parlor::server {

namespace {
constexpr int everybody = 100'000;
} // namespace

void StaffNotices::tell(Role atLeast, const StaffNotice& notice) {
    whenDone(m_accounts.list({}, everybody, false), &m_executor, this,
             [this, atLeast, notice](const Result<QList<Account>>& accounts) {
                 if (!accounts)
                     return;
                 for (const Account& account : *accounts)
                     if (account.person.role >= atLeast)
                         (void)m_streams.append(account.person.id, notice);
             });
}

} // namespace parlor::server
