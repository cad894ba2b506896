#pragma once

#include "server/domain/ports/committed.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QList>

namespace parlor::server {

/// Takes people out of the database. What stays is "former member" under the same id, and the operations.
/// Calls are thread-safe; writes are durable when answered.
class ErasureStore {
public:
    virtual ~ErasureStore() = default;

    /// In one commit: no name, password, profile, settings, drafts, lists, plans or private stream any more;
    /// all sessions revoked; left all channels but direct ones. `messages`: those wait for eraseMessages().
    /// By admins, for people of no higher role. Forbidden, UnknownPerson, Conflict (no enabled owner would be
    /// left), TokenRevoked, IdempotencyConflict.
    virtual Task<Result<Outcome>> erase(Operation operation, PersonId person, bool messages) = 0;
    /// Deletes some more of the person's messages, each with its event; answers how many, 0 when none was
    /// left.
    virtual Task<Result<int>> eraseMessages(PersonId person, int limit) = 0;
    /// Whose messages are still waiting, also after a restart.
    virtual Task<Result<QList<PersonId>>> erasing() = 0;
};

} // namespace parlor::server
