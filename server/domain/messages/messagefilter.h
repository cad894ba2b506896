#pragma once

#include "server/domain/ports/committed.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/event.h"

#include <QString>

#include <functional>

namespace parlor::server {

/// What becomes of an entry that somebody wants to write.
struct Screened {
    Entry entry;            ///< as it may be written
    bool isChanged = false; ///< its text is another one now
    /// Set when it is refused: remembers that for ever under the operation's id and answers an outcome
    /// without a serial, or the first outcome when the id was used before.
    std::function<Task<Result<Outcome>>(const Operation&, ChannelId)> refuse;
    QString flag; ///< not empty: the moderators shall look at it, for this reason
    /// May be empty. Called once the entry was written for the first time.
    std::function<void(const Outcome&)> written;
};

/// Looks at every entry before it is written. Domain thread only; quick.
class MessageFilter {
public:
    virtual ~MessageFilter() = default;

    virtual Screened screen(PersonId author, ChannelId channel, const Entry& entry) = 0;
};

} // namespace parlor::server
