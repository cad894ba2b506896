#pragma once

#include "server/domain/ports/committed.h"
#include "shared/core/ids.h"
#include "shared/core/serial.h"
#include "shared/protocol/frames.h"

#include <variant>

namespace parlor::server {

/// "This stream has reached at least this serial": the events themselves are read from the store.
struct ChannelHint {
    ChannelId channel;
    Serial newest;
    friend bool operator==(const ChannelHint&, const ChannelHint&) = default;
};

struct PersonHint {
    PersonId person;
    Serial newest;
    friend bool operator==(const PersonHint&, const PersonHint&) = default;
};

using Hint = std::variant<ChannelHint, PersonHint, SessionsRevoked, PersonChanged>;

/// What other nodes say. Called on the domain thread.
class BusListener {
public:
    virtual ~BusListener() = default;
    virtual void hinted(const Hint& hint) = 0;
    virtual void ephemeral(ChannelId channel, const Frame& frame) = 0;
};

/// Between nodes. A hint may be lost, doubled, late or out of order: the database's serial is the truth.
/// Nothing comes back to the node that said it. Called on the domain thread, never blocks.
class Bus {
public:
    virtual ~Bus() = default;
    virtual void setListener(BusListener* listener) = 0;
    virtual void publish(const Hint& hint) = 0;
    virtual void publishEphemeral(ChannelId channel, const Frame& frame) = 0;
};

} // namespace parlor::server
