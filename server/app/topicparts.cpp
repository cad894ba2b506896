#include "server/app/topicparts.h"

namespace parlor::server {

namespace {

constexpr int tickMs = 1'000;

NetConfig plainTexts(NetConfig net, bool isOpen) {
    net.plainText = true;
    if (isOpen) // nobody signs in
        net.limits.socketsBeforeSignIn = 0;
    return net;
}

} // namespace

TopicParts::TopicParts(Foundation& foundation, ChatParts& chat, RateLimiter& limiter, HttpHandler& http,
                       const Config& config, const Listening& listening)
    : m_keeper(foundation.store().accounts(), chat.channels(), chat.messages(), foundation.executor()),
      m_socket(foundation.sessions(), limiter, foundation.clock(),
               {config.topicsOpen, config.topicsRate == u"person" ? RateClass::Person : RateClass::Bulk}),
      m_net(plainTexts(listening.net, config.topicsOpen), http, m_socket, foundation.executor()) {
    m_socket.use(&m_net.link());
    m_socket.setStoring(
        [this](const Principal& principal, const QString& topic, bool on,
               std::function<void(const Status&)> done) {
            m_keeper.turn(principal, topic, on, std::move(done));
        },
        [this](const QString& topic, const QByteArray& message) { m_keeper.keep(topic, message); });
    QObject::connect(&m_second, &QTimer::timeout, &m_socket, [this] { m_socket.tick(); });
}

TopicParts::~TopicParts() {
    m_net.stop();
}

Status TopicParts::start() {
    TRY(m_net.start());
    m_keeper.start();
    m_second.start(tickMs);
    return {};
}

void TopicParts::drain(std::int64_t spreadMs) {
    m_net.stopAccepting();
    m_net.closeAll(CloseCode::Restart, spreadMs, [](std::int64_t) { return QByteArray(); });
}

} // namespace parlor::server
