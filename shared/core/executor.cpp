#include "shared/core/executor.h"

#include "shared/core/handover.h"

#include <QCoreApplication>
#include <QEvent>

namespace parlor {

namespace {
const auto wakeEvent = static_cast<QEvent::Type>(QEvent::registerEventType());
} // namespace

QtExecutor::QtExecutor(QObject* parent) : QObject(parent) {}

void QtExecutor::post(Job job) {
    if (!m_jobs.push(std::move(job)))
        return;
    auto* wake = new QEvent(wakeEvent);
    handOver(this);
    QCoreApplication::postEvent(this, wake);
}

bool QtExecutor::event(QEvent* event) {
    takeOver(this);
    if (event->type() != wakeEvent)
        return QObject::event(event);
    for (Job& job : m_jobs.takeAll())
        job();
    return true;
}

} // namespace parlor
