#pragma once

#include "client/core/imagestore.h"

#include <QObject>

namespace parlor::client::demo {

/// An image store that paints: every photo and file is a landscape of its own, answered in the next turn.
class FakeImages final : public QObject, public ImageStore {
    Q_OBJECT
public:
    using QObject::QObject;

    Ticket request(const ImageRequest& request, Ready ready) override;
    void cancel(Ticket ticket) override;

private:
    Ticket m_last = 0;
    QSet<Ticket> m_open;
};

} // namespace parlor::client::demo
