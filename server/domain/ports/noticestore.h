#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"

#include <QList>
#include <QString>

namespace parlor::server {

/// How somebody wants to hear of messages while away. Off until they say so.
struct NoticeSettings {
    PersonId person;
    bool enabled = false;
    QString mail; ///< empty: no mail

    friend bool operator==(const NoticeSettings&, const NoticeSettings&) = default;
};

/// What waits to be told to one person: counters and the newest message.
struct PendingNotice {
    PersonId person;
    int mentions = 0;
    int directs = 0;
    ChannelId channel; ///< of the newest
    MessageId message;
    Serial serial;
    std::int64_t dueAt = 0; ///< ms UTC
    int attempts = 0;       ///< that failed

    friend bool operator==(const PendingNotice&, const PendingNotice&) = default;
};

/// Away notices. Calls are thread-safe; writes are durable when answered.
class NoticeStore {
public:
    virtual ~NoticeStore() = default;

    virtual Task<Status> setSettings(NoticeSettings settings) = 0;      ///< UnknownPerson
    virtual Task<Result<NoticeSettings>> settings(PersonId person) = 0; ///< the default when never set
    virtual Task<Result<QList<NoticeSettings>>> enabledSettings() = 0;  ///< those that are on

    /// Adds to what waits for the person. `dueAt` counts when nothing waits, and not before `quietMs` after
    /// the last one that was told.
    virtual Task<Status> add(PendingNotice notice, std::int64_t quietMs) = 0;
    /// Those due at `now`, the oldest first, at most `limit`.
    virtual Task<Result<QList<PendingNotice>>> due(std::int64_t now, int limit) = 0;
    /// It was told (`told`) or is not needed any more. What came meanwhile (a newer message) goes on waiting,
    /// after a notice that was told for `quietMs`.
    virtual Task<Status> done(PendingNotice notice, bool told, std::int64_t quietMs) = 0;
    /// It could not be told: again at `dueAt`.
    virtual Task<Status> postpone(PersonId person, std::int64_t dueAt) = 0;
};

} // namespace parlor::server
