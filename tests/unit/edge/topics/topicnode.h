#pragma once

#include "server/edge/topics/topicsocket.h"
#include "tests/support/manualclock.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

namespace parlor::server {

inline constexpr std::int64_t startMs = 1'767'268'800'000;

/// What sockets were sent, by connection.
class TextLink final : public Link {
public:
    void signedIn(ConnectionId who) override { admitted.insert(who); }

    void send(ConnectionId to, const QByteArray& frame) override { sent[to].append(frame); }

    void sendEphemeral(const QList<ConnectionId>& to, const QByteArray& frame) override {
        ++encoded;
        for (const ConnectionId who : to)
            sent[who].append(frame);
    }

    void close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) override {
        sent[who].append(lastFrame);
        closed[who] = code;
    }

    void subscribe(ConnectionId, ChannelId) override {}

    void release(ConnectionId, ChannelId) override {}

    void unsubscribe(ConnectionId, ChannelId) override {}

    void publish(ChannelId, const QByteArray&) override {}

    void publishEphemeral(ChannelId, const QByteArray&, ConnectionId) override {}

    QHash<ConnectionId, QList<QByteArray>> sent;
    QHash<ConnectionId, CloseCode> closed;
    QSet<ConnectionId> admitted;
    int encoded = 0;
};

/// TextTokens are their capability, for a person and session of their own; the answer may be kept back.
class TextTokens final : public Authenticator {
public:
    void authenticate(const QString& token, const PeerInfo&, Found found) override {
        if (holdsBack) {
            held = [this, token, found] { answer(token, found); };
            return;
        }
        answer(token, found);
    }

    void answer(const QString& token, const Found& found) const {
        const auto capability = Capability::parse(token.toUtf8());
        if (!capability)
            return found(fail(ErrorCode::TokenInvalid));
        Principal principal;
        principal.person.id = PersonId(7);
        principal.session = SessionId(70);
        principal.role = Role::Member;
        principal.capability = *capability;
        principal.keyName = keyName;
        principal.rateClass = rateClass;
        principal.expiresAt = expiresAt;
        found(principal);
    }

    bool holdsBack = false;
    std::function<void()> held;
    RateClass rateClass = RateClass::Bulk;
    QString keyName = u"key"_qs;
    std::int64_t expiresAt = startMs + 3'600'000;
};

/// The topic socket alone, with the sockets that a test opens.
struct TopicNode {
    explicit TopicNode(TopicSocket::Options options = {.open = true})
        : socket(tokens, limiter, clock, options) {
        socket.use(&link);
    }

    ConnectionId open(const QByteArray& authorization = {}) {
        const ConnectionId who{0, ++last};
        socket.presented(who, {u"192.0.2.1"_qs, u"192.0.2.1"_qs, false, false}, authorization);
        return who;
    }

    void say(ConnectionId who, const QByteArray& text) { socket.text(who, text); }

    QList<QByteArray> heard(ConnectionId who) { return link.sent.take(who); }

    QString refusal(ConnectionId who) {
        const QList<QByteArray> frames = heard(who);
        if (frames.size() != 1)
            return u"%1 frames"_qs.arg(frames.size());
        const QJsonObject frame = QJsonDocument::fromJson(frames.first()).object();
        return frame.value(u"type").toString() == u"error"
                   ? frame.value(u"payload").toObject().value(u"code").toString()
                   : u"no error"_qs;
    }

    test::ManualClock clock{startMs};
    RateLimiter limiter{clock};
    TextTokens tokens;
    TextLink link;
    TopicSocket socket;
    std::uint64_t last = 0;
};

} // namespace parlor::server
