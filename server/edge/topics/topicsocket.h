#pragma once

#include "server/domain/commands/ratelimiter.h"
#include "server/domain/commands/tokenbucket.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/link.h"
#include "server/domain/sessions/authenticator.h"
#include "server/edge/topics/topicboard.h"
#include "server/edge/topics/topicframes.h"
#include "shared/core/clock.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace parlor::server {

/// The topic socket: ephemeral messages by topic on a listener of its own (plain texts, any path). A socket
/// acts by the token of its upgrade or of an `auth` frame; on an open listener also without one. Bad input is
/// answered with an error frame, a type that is not known with nothing, and the socket stands. Domain thread
/// only. Composition: a NetServer with NetConfig::plainText, this as its listener, and use() with its link.
class TopicSocket final : public QObject, public LinkListener {
    Q_OBJECT
public:
    struct Options {
        bool open = false; ///< without a token: publish and subscribe on all topics
        RateClass openRate = RateClass::Bulk;
    };

    /// Keeps a message for good; called for topics whose storing is on.
    using Keep = std::function<void(const QString& topic, const QByteArray& message)>;
    /// Turns storing on or off for the principal; answers when it is done.
    using TurnStoring = std::function<void(const Principal& principal, const QString& topic, bool on,
                                           std::function<void(const Status&)> done)>;

    /// All must live longer.
    TopicSocket(Authenticator& sessions, RateLimiter& limiter, const Clock& clock, Options options,
                QObject* parent = nullptr);

    void use(Link* link) { m_link = link; }

    void setStoring(TurnStoring turn, Keep keep);

    void opened(ConnectionId who, const PeerInfo& peer) override;
    void presented(ConnectionId who, const PeerInfo& peer, const QByteArray& authorization) override;
    void text(ConnectionId who, const QByteArray& text) override;

    void received(ConnectionId /*who*/, const Result<Request>& /*request*/) override {}

    void closed(ConnectionId who) override;

    /// From the committed stream: what a token may no more.
    void committed(const CommittedItem& item);

    /// Once a second.
    void tick();

    [[nodiscard]] const TopicBoard& board() const { return m_board; }

private:
    struct Socket {
        PeerInfo peer;
        Principal principal; ///< nobody on an open listener without a token
        bool isAdmitted = false;
        bool isAsking = false;     ///< its token is being looked up
        QList<QByteArray> waiting; ///< texts that came meanwhile
        TokenBucket subscribing;
    };

    void authorize(ConnectionId who, const QString& token);
    void authorized(ConnectionId who, const Result<Principal>& found);
    void handle(ConnectionId who, Socket& socket, const QByteArray& text);
    Status run(ConnectionId who, Socket& socket, const topics::Command& command);
    [[nodiscard]] Status check(const Socket& socket, const QString& topic, const QString& operation) const;
    Status takeWrite(const Socket& socket);
    Status subscribe(ConnectionId who, Socket& socket, const topics::Subscribe& command);
    Status publish(Socket& socket, const topics::Publish& command);
    Status store(ConnectionId who, Socket& socket, const topics::Store& command);
    std::int64_t wait(const Socket& socket, RateKind kind);
    void end(ConnectionId who, CloseCode code, const Error& error);

    Authenticator& m_sessions;
    RateLimiter& m_limiter;
    const Clock& m_clock;
    const Options m_options;
    const Capability m_openRights;
    Link* m_link = nullptr;
    TurnStoring m_turnStoring;
    Keep m_keep;
    QHash<ConnectionId, Socket> m_sockets;
    QHash<QString, SessionId> m_blocks; ///< what open sockets of an address block are counted under
    TopicBoard m_board;
};

} // namespace parlor::server
