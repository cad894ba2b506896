#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/ports/link.h"
#include "shared/core/executor.h"
#include "shared/core/mailbox.h"

#include <atomic>
#include <memory>
#include <variant>

namespace parlor::server {

/// From one I/O thread to the domain thread, in order and in batches.
class Upward : public std::enable_shared_from_this<Upward> {
public:
    struct Opened {
        ConnectionId who;
        PeerInfo peer;
        QByteArray authorization;
        bool isPlain = false;
    };

    struct Text {
        ConnectionId who;
        QByteArray text;
    };

    struct Received {
        ConnectionId who;
        Result<Request> request;
        std::int64_t rid = 0; ///< of a request that failed
    };

    struct Closed {
        ConnectionId who;
    };

    using Item = std::variant<Opened, Received, Text, Closed, std::shared_ptr<HttpExchange>>;

    Upward(HttpHandler& handler, LinkListener& listener, Executor& domain)
        : m_handler(&handler), m_listener(&listener), m_domain(domain) {}

    /// On the I/O thread.
    void push(Item item);

    /// True when the domain is so far behind that connections should stop reading.
    [[nodiscard]] bool isFull() const { return m_waiting.load(std::memory_order_relaxed) > 16'384; }

    /// On the domain thread: nothing is delivered afterwards.
    void silence();

private:
    void deliver();

    HttpHandler* m_handler;
    LinkListener* m_listener;
    Executor& m_domain;
    Mailbox<Item> m_items;
    std::atomic<int> m_waiting = 0;
};

} // namespace parlor::server
