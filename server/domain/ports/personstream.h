#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"
#include "shared/protocol/channel.h"
#include "shared/protocol/personevent.h"

#include <QList>

namespace parlor::server {

struct PersonEventPage {
    QList<PersonEvent> events; ///< oldest first, contiguous after the cursor
    Serial head;               ///< the stream's newest serial
    bool reset = false; ///< the cursor lies before what is kept, or beyond the head: start anew from `head`
};

/// Where a person's streams stand, all at one moment.
struct PersonArrival {
    PersonEventPage stream;
    QList<ChannelState> channels; ///< all that the person is in, in order of id
};

/// Each person's private stream: the same on all devices, with its own contiguous serial. Events are given in
/// their latest form: a ChannelJoined carries the channel's state of now, a photo its facts of now. Calls are
/// thread-safe.
class PersonStreamStore {
public:
    virtual ~PersonStreamStore() = default;

    /// Answers the serial it got; it also passes the committed stream. UnknownPerson.
    virtual Task<Result<Serial>> append(PersonId person, PersonEventBody body) = 0;
    /// At most `limit` events (1 … 1 000).
    virtual Task<Result<PersonEventPage>> after(PersonId person, Serial cursor, int limit) = 0;
    /// after() and the person's channels in one read: ten thousand who come back at once do it each.
    virtual Task<Result<PersonArrival>> arrive(PersonId person, Serial cursor, int limit) = 0;
    virtual Task<Result<Serial>> head(PersonId person) = 0;
    /// Forgets events older than `before` (ms UTC); answers how many.
    virtual Task<Result<int>> sweep(std::int64_t before) = 0;
};

} // namespace parlor::server
