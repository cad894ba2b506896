#include "server/app/chatparts.h"

#include "server/domain/commands/handlers.h"

namespace parlor::server {

ChatParts::ChatParts(Foundation& f, PhotoStore& photos, RateLimiter& limiter, const ServerLimits& taken)
    : m_link(m_sockets),
      m_bus(m_exchange),
      m_people(f.store().accounts(), f.executor()),
      m_hub(m_link, f.store().messages(), m_bus, m_live, f.executor(), f.clock(), f.identity().epoch),
      m_feeds(m_link, f.store().personStreams(), m_bus, m_live, f.executor(), f.identity().epoch),
      m_presence(m_hub, m_live, f.clock()),
      m_attendance(m_link, m_live, m_hub, m_feeds, m_presence, f.clock()),
      m_inlets(m_bus, m_hub, m_feeds, m_attendance, f.sessions(), m_people),
      m_review(m_link, m_hub, m_live, f.store().channels(), f.executor()),
      m_answers(m_link, f.executor()),
      m_messages(f.store().messages(), photos, m_people, f.executor()),
      m_history(f.store().messages(), f.store().channels(), m_people, m_hub, f.executor(),
                f.identity().epoch),
      m_search(f.store().messages(), f.store().channels(), m_people, f.executor()),
      m_channels(f.store().channels(), m_people, m_presence, f.executor(), f.clock()),
      m_places(f.store().channels(), f.executor()),
      m_typing(m_hub, f.clock()),
      m_greeter(m_link, f.sessions(), m_live, m_attendance, m_hub, m_feeds, m_presence,
                f.store().personStreams(), m_people, f.executor(), f.clock(),
                {f.identity().name, f.identity().epoch, taken}),
      m_router(m_table, m_answers, m_greeter, f.sessions(), m_live, m_attendance, limiter) {
    m_inlets.setReview(&m_review);
    m_review.setSeated([this](ConnectionId connection, const ChannelState& state) {
        m_greeter.reopened(connection, state);
    });
    addMessageCommands(m_table, m_answers, m_messages, m_history, m_search);
    addChannelCommands(m_table, m_answers, m_channels, m_places, m_typing);
    addPeopleCommands(m_table, m_answers, f.store().accounts(), f.executor());
    m_second.setInterval(1'000);
    QObject::connect(&m_second, &QTimer::timeout, &m_router, [this] {
        m_attendance.tick();
        m_presence.tick();
        if (++m_seconds % 60 == 0) {
            m_hub.sweep();
            m_typing.sweep();
        }
    });
    m_second.start();
}

} // namespace parlor::server
