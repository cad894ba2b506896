#include "server/app/messagingparts.h"

#include "server/domain/commands/deliveryhandlers.h"
#include "server/domain/commands/messaginghandlers.h"

namespace parlor::server {

namespace {
constexpr int secondMs = 1'000;
constexpr int sweepMs = 5'000;
} // namespace

MessagingParts::MessagingParts(Foundation& f, ChatParts& chat, const Config& config)
    : m_chat(chat),
      m_own(f.store().accounts(), f.store().channels(), f.store().keywords(), f.executor()),
      m_plans(f.store().plans(), chat.messages(), f.store().keys(), f.executor(), f.clock()),
      m_deliveries(f.store().deliveries(), chat.hub(), f.executor(), f.clock()),
      m_retention(f.store().channels(), f.store().messages(), chat.hub(), f.executor(), f.clock()),
      m_erasure(f.store().erasure(), f.executor()) {
    chat.messages().setKeywords(&m_own.keywords());
    chat.messages().setChannels(&f.store().channels());
    chat.messages().setWindows({config.editWindow * 1'000, config.deleteWindow * 1'000}, &f.clock());
    addReadingCommands(chat.commands(), chat.answers(), chat.history());
    addPlanCommands(chat.commands(), chat.answers(), m_plans);
    addOwnCommands(chat.commands(), chat.answers(), m_own, chat.places(), chat.presence());
    addDeliveryCommands(chat.commands(), chat.answers(), m_deliveries);
    addErasureCommands(chat.commands(), chat.answers(), m_erasure);
    QObject::connect(&m_second, &QTimer::timeout, &m_plans, &PlanService::tick);
    QObject::connect(&m_sweep, &QTimer::timeout, &m_retention, &Retention::tick);
}

MessagingParts::~MessagingParts() {
    m_chat.messages().setKeywords(nullptr);
}

void MessagingParts::start() {
    m_own.start();
    m_erasure.resume();
    m_retention.tick();
    m_second.start(secondMs);
    m_sweep.start(sweepMs);
}

} // namespace parlor::server
