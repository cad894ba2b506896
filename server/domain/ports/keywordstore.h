#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QHash>
#include <QStringList>

namespace parlor::server {

/// Words that people want to be told about. Calls are thread-safe; writes are durable when answered.
class KeywordStore {
public:
    virtual ~KeywordStore() = default;

    /// All of the person's; a change is a KeywordsChanged in the private stream. UnknownPerson.
    virtual Task<Status> setKeywords(PersonId person, QStringList words) = 0;
    /// In order.
    virtual Task<Result<QStringList>> keywords(PersonId person) = 0;
    /// Of everybody who can sign in.
    virtual Task<Result<QHash<PersonId, QStringList>>> allKeywords() = 0;
};

} // namespace parlor::server
