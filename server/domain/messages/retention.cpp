#include "server/domain/messages/retention.h"

#include <QLoggingCategory>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.retention")

constexpr int atOnce = 200;

} // namespace

Retention::Retention(ChannelStore& channels, MessageStore& messages, Hub& hub, Executor& executor,
                     const Clock& clock, QObject* parent)
    : QObject(parent),
      m_channels(channels),
      m_messages(messages),
      m_hub(hub),
      m_executor(executor),
      m_clock(clock) {}

void Retention::tick() {
    if (m_busy)
        return;
    m_busy = true;
    whenDone(m_channels.retentions(), &m_executor, this,
             [this](const Result<QHash<ChannelId, std::int64_t>>& found) {
                 if (!found) {
                     m_busy = false;
                     qCWarning(log) << "can not look for old messages now:" << found.error();
                     return;
                 }
                 QList<std::pair<ChannelId, std::int64_t>> channels;
                 for (auto it = found->constBegin(); it != found->constEnd(); ++it)
                     channels.append({it.key(), it.value()});
                 sweep(std::move(channels));
             });
}

void Retention::sweep(QList<std::pair<ChannelId, std::int64_t>> channels) {
    if (channels.isEmpty()) {
        m_busy = false;
        return;
    }
    const ChannelId channel = channels.last().first;
    const std::int64_t seconds = channels.last().second;
    whenDone(m_messages.sweep(channel, m_clock.now() - seconds * 1'000, atOnce), &m_executor, this,
             [this, channels = std::move(channels), channel](const Result<int>& swept) mutable {
                 if (!swept)
                     qCWarning(log) << "can not sweep a channel now:" << swept.error();
                 else if (*swept > 0)
                     m_hub.forgetPast(channel);
                 if (!swept || *swept < atOnce)
                     channels.removeLast();
                 sweep(std::move(channels));
             });
}

} // namespace parlor::server
