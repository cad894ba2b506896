#include "client/core/changes.h"

#include <QCoreApplication>
#include <QEvent>

namespace parlor::client {

namespace {
const auto tellEvent = static_cast<QEvent::Type>(QEvent::registerEventType());
} // namespace

bool ChangeSet::isEmpty() const {
    return !account && !connection && !channelList && channels.isEmpty() && timelines.isEmpty()
           && people.isEmpty() && !libraryReset && photos.isEmpty() && !transferList && transfers.isEmpty()
           && !pendingChanges && refusals.isEmpty() && arrivals.isEmpty();
}

ChangeSet& Changes::collect() {
    if (!m_scheduled) {
        m_scheduled = true;
        QCoreApplication::postEvent(this, new QEvent(tellEvent));
    }
    return m_collected;
}

bool Changes::event(QEvent* event) {
    if (event->type() != tellEvent)
        return QObject::event(event);
    m_scheduled = false;
    const ChangeSet told = std::exchange(m_collected, {});
    if (!told.isEmpty())
        Q_EMIT changed(told);
    return true;
}

} // namespace parlor::client
