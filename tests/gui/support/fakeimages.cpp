#include "tests/gui/support/fakeimages.h"

#include "tests/gui/support/demopictures.h"

#include <QTimer>

namespace parlor::client::demo {

ImageStore::Ticket FakeImages::request(const ImageRequest& request, Ready ready) {
    const Ticket ticket = ++m_last;
    m_open.insert(ticket);
    QTimer::singleShot(0, this, [this, ticket, request, ready = std::move(ready)] {
        if (!m_open.remove(ticket))
            return;
        const int seed = request.file.isEmpty() ? static_cast<int>(request.photo.value() % 97)
                                                : static_cast<int>(qHash(request.file) % 97);
        const QSize fit = request.fit.isEmpty() ? QSize(800, 600) : request.fit;
        // Every third is upright, as in life.
        const QSize shape = seed % 3 == 2 ? QSize(3, 4) : QSize(3, 2);
        ready(paintLandscape(seed, shape.scaled(fit, Qt::KeepAspectRatioByExpanding)));
    });
    return ticket;
}

void FakeImages::cancel(Ticket ticket) {
    m_open.remove(ticket);
}

} // namespace parlor::client::demo
