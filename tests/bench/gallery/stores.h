#pragma once

#include "client/core/imagestore.h"

#include <QSet>

namespace parlor::bench {

/// Never answers: a grid of placeholders.
class SilentStore final : public client::ImageStore {
public:
    Ticket request(const client::ImageRequest&, Ready) override { return ++m_last; }

    void cancel(Ticket) override {}

private:
    Ticket m_last = 0;
};

/// Counts what is asked of another store and not answered yet.
class CountingStore final : public client::ImageStore {
public:
    explicit CountingStore(ImageStore& real) : m_real(real) {}

    Ticket request(const client::ImageRequest& request, Ready ready) override {
        const auto ticket = std::make_shared<Ticket>(0);
        const bool visible = request.priority == client::ImageRequest::Priority::Visible;
        *ticket =
            m_real.request(request, [this, ticket, ready = std::move(ready)](const Result<QImage>& image) {
                m_visible.remove(*ticket);
                m_open.remove(*ticket);
                ready(image);
            });
        ++asked;
        m_open.insert(*ticket);
        if (visible)
            m_visible.insert(*ticket);
        return *ticket;
    }

    void cancel(Ticket ticket) override {
        m_visible.remove(ticket);
        m_open.remove(ticket);
        m_real.cancel(ticket);
    }

    [[nodiscard]] int visibleOpen() const { return static_cast<int>(m_visible.size()); }

    [[nodiscard]] int open() const { return static_cast<int>(m_open.size()); }

    int asked = 0;

private:
    ImageStore& m_real;
    QSet<Ticket> m_open, m_visible;
};

} // namespace parlor::bench
