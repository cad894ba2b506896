#pragma once

#include "client/core/values.h"
#include "shared/core/result.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <functional>

namespace parlor::client {

/// Whoever lives on a link. Called on the interface thread.
class LinkListener {
public:
    virtual ~LinkListener() = default;

    /// The cursors to go on from, asked at each new connection. Token and device are the link's business.
    virtual Hello hello() = 0;
    virtual void connectionChanged(const Connection& connection) = 0;
    /// Welcome first, then everything in the order in which it was sent.
    virtual void received(const Frame& frame) = 0;
    /// It does not come back by itself: signed out elsewhere, forbidden, too old, not to be trusted.
    virtual void stopped(const Error& error) = 0;
};

/// The live connection to the server, kept up by itself. Interface thread only.
class Link {
public:
    virtual ~Link() = default;

    /// One, before open(); it lives longer.
    virtual void setListener(LinkListener* listener) = 0;
    virtual void open(const ServerAddress& server) = 0;
    virtual void close() = 0;
    /// Now, instead of when it is time: after waking from sleep, a change of network, on demand. An attempt
    /// that is under way is begun anew.
    virtual void probe() = 0;
    /// False, and nothing happens, unless the connection is Online.
    virtual bool send(const Request& request) = 0;
    [[nodiscard]] virtual const Connection& connection() const = 0;
};

/// Where a link gets what it shows at the door.
class TokenSource {
public:
    using Answer = std::function<void(const Result<QString>&)>;

    virtual ~TokenSource() = default;

    /// An access token that lasts for a minute at least, fetched if need be; answers on the interface thread,
    /// perhaps inside the call. Permanent errors mean that one has to sign in again.
    virtual void accessToken(Answer answer) = 0;

    /// A fetch that is under way is begun anew: see Link::probe().
    virtual void fetchAnew() {}

    /// The server did not take the last one, whatever it seemed.
    virtual void distrust(const QString& token) = 0;
};

} // namespace parlor::client
