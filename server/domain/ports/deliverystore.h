#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"

#include <QList>

namespace parlor::server {

/// How far one member of a direct channel or small group is.
struct DeliveryPlace {
    PersonId person;
    Serial delivered;      ///< the highest one acknowledged or read
    Serial read;           ///< the read marker
    bool tellsRead = true; ///< false: the person's settings have "read_receipts": false

    friend bool operator==(const DeliveryPlace&, const DeliveryPlace&) = default;
};

/// What people's devices have acknowledged: one number for each person and channel, never a row for each
/// message. Calls are thread-safe; writes are durable when answered and make no events.
class DeliveryStore {
public:
    virtual ~DeliveryStore() = default;

    /// Everybody who is in the channel, in order of person id, where keepsReceipts(); empty elsewhere and for
    /// channels that are not there.
    virtual Task<Result<QList<DeliveryPlace>>> places(ChannelId channel) = 0;

    struct Raise {
        ChannelId channel;
        PersonId person;
        Serial delivered;
    };

    /// All in one transaction. Positions only rise; who is not in the channel is passed over.
    virtual Task<Status> raise(QList<Raise> places) = 0;
};

} // namespace parlor::server
