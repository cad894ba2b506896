#pragma once

#include "server/net/fanout.h"
#include "server/net/http/answermemory.h"
#include "server/net/inbox.h"
#include "server/net/netconfig.h"
#include "server/net/netshared.h"
#include "server/net/outbox.h"
#include "server/net/socketconnection.h"
#include "server/net/timerwheel.h"
#include "server/net/upward.h"

#include <QByteArray>

#include <memory>
#include <thread>
#include <vector>

namespace parlor::server {

/// One thread with one io_context: its own listeners, and connections that live and die in it.
class IoThread {
public:
    IoThread(std::uint32_t index, NetShared& shared, std::shared_ptr<Upward> upward);
    ~IoThread(); ///< finish() must have been called if start() was
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;

    // Before start(), on the domain thread.
    /// Binds; a port 0 becomes the one that was found.
    Status listen(ListenAddress& address);
    void start();
    /// Ends the thread and everything in it.
    void finish();

    // Thread-safe.
    [[nodiscard]] const std::shared_ptr<Inbox>& inbox() const { return m_inbox; }

    [[nodiscard]] std::uint32_t index() const { return m_index; }

    [[nodiscard]] NetStats stats() const { return m_counters.read(); }

    // On the thread.
    void stopListening();

    void setTls(TlsContext context) { m_tls = std::move(context); }

    [[nodiscard]] SocketConnection* find(std::uint64_t number) const;

    template<class T>
    [[nodiscard]] T* find(std::uint64_t number) const {
        return dynamic_cast<T*>(find(number));
    }

    template<class Fn>
    void forEach(Fn fn) {
        for (std::size_t i = 0; i < m_slots.size(); ++i)
            if (m_slots[i].connection)
                fn(*m_slots[i].connection);
    }

    /// The connection goes on as another kind under the same number.
    void replace(std::uint64_t number, std::unique_ptr<SocketConnection> successor);
    /// Takes it out of the table; it is destroyed after the current event.
    void remove(SocketConnection& connection);
    void schedule(SocketConnection& connection, std::int64_t ms);
    void onReadable(std::uint64_t number);
    void onWritable(std::uint64_t number);

    template<class Fn>
    void post(Fn fn) {
        asio::post(m_context, [this, fn = std::move(fn)]() mutable {
            fn();
            settle();
        });
    }

    template<class Fn>
    void after(int ms, Fn fn) {
        auto timer = std::make_shared<IoTimer>(m_context);
        timer->expires_after(std::chrono::milliseconds(ms));
        timer->async_wait([timer, fn = std::move(fn)](const boost::system::error_code& error) {
            if (!error)
                fn();
        });
    }

    void flushLater(WebSocketConnection& connection);
    /// Leaves its channels, and the table too if it is dead, after the current event.
    void partLater(WebSocketConnection& connection);
    [[nodiscard]] std::unique_ptr<Outbox> takeOutbox();
    void giveOutbox(std::unique_ptr<Outbox> outbox);

    [[nodiscard]] std::int64_t now() const; ///< monotonic ms
    [[nodiscard]] const QByteArray& date();

    [[nodiscard]] std::span<char> readBuffer() { return m_readBuffer; }

    [[nodiscard]] NetShared& shared() { return m_shared; }

    [[nodiscard]] const NetLimits& limits() const { return m_shared.config.limits; }

    [[nodiscard]] Upward& upward() { return *m_upward; }

    [[nodiscard]] FanOut& fanOut() { return m_fanOut; }

    [[nodiscard]] Counters& counters() { return m_counters; }

    [[nodiscard]] AnswerMemory& answers() { return m_answers; }

private:
    struct Slot {
        std::unique_ptr<SocketConnection> connection;
        std::uint32_t generation = 1;
    };

    struct Listener {
        TcpAcceptor acceptor;
        bool tls = false;
    };

    void run();
    void runJobs();
    /// The end of every event: passes, flushes, burials.
    void settle();
    void awaitAccept(std::size_t listener);
    void acceptSome(std::size_t listener);
    void refuseForWantOfDescriptors(int listener);
    void adopt(int descriptor, const Tcp& protocol, const QByteArray& address, bool tls);
    void armTick();

    const std::uint32_t m_index;
    NetShared& m_shared;
    std::shared_ptr<Upward> m_upward;
    asio::io_context m_context{1};
    IoTimer m_tickTimer{m_context}, m_lingerTimer{m_context};
    std::shared_ptr<Inbox> m_inbox;
    std::vector<Listener> m_listeners;
    TlsContext m_tls;
    TlsScratch m_tlsScratch;
    std::vector<char> m_readBuffer = std::vector<char>(256 * 1024);
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_freeSlots;
    std::size_t m_open = 0;
    std::vector<std::unique_ptr<SocketConnection>> m_graveyard;
    std::vector<std::uint64_t> m_toFlush, m_toPart;
    std::vector<std::unique_ptr<Outbox>> m_spareOutboxes;
    TimerWheel m_wheel;
    std::int64_t m_wheelAt = 0; ///< ms of the wheel's tick
    bool m_ticking = false;
    bool m_slicePosted = false;
    std::int64_t m_lingerDue = 0; ///< µs; 0: the timer is not set
    QByteArray m_date;
    std::int64_t m_dateSecond = 0;
    int m_spareDescriptor = -1;
    Counters m_counters;
    FanOut m_fanOut;
    AnswerMemory m_answers;
    std::thread m_thread;
};

} // namespace parlor::server
