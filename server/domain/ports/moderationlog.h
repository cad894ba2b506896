#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QList>
#include <QString>

namespace parlor::server {

/// One thing that somebody did with the rights of a moderator, or that a rule did by itself. Rows are only
/// added.
struct ModerationEntry {
    std::int64_t id = 0;   ///< rises with time
    std::int64_t time = 0; ///< ms UTC
    PersonId actor;        ///< 0: the server, or its operator
    QString action;        ///< "filter.add", "report.delete", "webhook.disable", …
    ChannelId channel;     ///< 0: none
    PersonId person;       ///< whom it is about; 0: nobody
    MessageId message;     ///< 0: none
    QString detail;        ///< one line for people; never a secret or the text of a message

    friend bool operator==(const ModerationEntry&, const ModerationEntry&) = default;
};

/// What moderators did, newest first. Calls are thread-safe; writes are durable when answered.
class ModerationLog {
public:
    virtual ~ModerationLog() = default;

    /// Time and id are set.
    virtual Task<Status> record(ModerationEntry entry) = 0;
    /// Those with a lower id than `before` (0: the newest), at most `limit`.
    virtual Task<Result<QList<ModerationEntry>>> entries(std::int64_t before, int limit) = 0;
};

} // namespace parlor::server
