#include "server/net/upward.h"

namespace parlor::server {

void Upward::push(Item item) {
    m_waiting.fetch_add(1, std::memory_order_relaxed);
    if (m_items.push(std::move(item)))
        m_domain.post([self = shared_from_this()] { self->deliver(); });
}

void Upward::silence() {
    m_handler = nullptr;
    m_listener = nullptr;
    (void)m_items.takeAll();
}

void Upward::deliver() {
    std::vector<Item> items = m_items.takeAll();
    m_waiting.fetch_sub(int(items.size()), std::memory_order_relaxed);
    for (Item& item : items) {
        if (!m_listener)
            return;
        if (auto* exchange = std::get_if<std::shared_ptr<HttpExchange>>(&item))
            m_handler->handle(std::move(*exchange));
        else if (const auto* opened = std::get_if<Opened>(&item))
            opened->isPlain ? m_listener->presented(opened->who, opened->peer, opened->authorization)
                            : m_listener->opened(opened->who, opened->peer);
        else if (const auto* text = std::get_if<Text>(&item))
            m_listener->text(text->who, text->text);
        else if (const auto* closed = std::get_if<Closed>(&item))
            m_listener->closed(closed->who);
        else if (const auto& received = std::get<Received>(item); received.request)
            m_listener->received(received.who, received.request);
        else
            m_listener->refused(received.who, received.request.error(), received.rid);
    }
}

} // namespace parlor::server
