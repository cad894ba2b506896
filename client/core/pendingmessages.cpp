#include "client/core/pendingmessages.h"

#include <algorithm>

namespace parlor::client {

Entry PendingMessage::entry() const {
    Entry entry;
    entry.text = text;
    entry.photos = photos;
    for (const PendingFile& file : files) {
        if (!file.photo.isValid())
            continue;
        PhotoReference photo;
        photo.id = file.photo;
        entry.photos.append(photo);
    }
    entry.kind = entry.photos.isEmpty() ? EntryKind::Text : EntryKind::Photos;
    return entry;
}

const QList<PendingMessage>& PendingMessages::of(ChannelId channel) const {
    static const QList<PendingMessage> none;
    const auto found = m_messages.constFind(channel);
    return found == m_messages.cend() ? none : *found;
}

bool PendingMessages::put(const PendingMessage& message) {
    QList<PendingMessage>& list = m_messages[message.channel];
    const auto known = std::find_if(list.begin(), list.end(), [&](const PendingMessage& one) {
        return one.clientId == message.clientId;
    });
    if (known != list.end())
        *known = message;
    else if (message.state != PendingState::Sent)
        list.append(message);
    else
        return false;
    return true;
}

bool PendingMessages::remove(ChannelId channel, const QString& clientId) {
    const auto list = m_messages.find(channel);
    return list != m_messages.end()
           && list->removeIf([&](const PendingMessage& message) { return message.clientId == clientId; }) > 0;
}

int PendingMessages::unsent(ChannelId channel) const {
    const QList<PendingMessage>& list = of(channel);
    return static_cast<int>(std::count_if(list.begin(), list.end(), [](const PendingMessage& message) {
        return message.state != PendingState::Sent;
    }));
}

int PendingMessages::failed(ChannelId channel) const {
    const QList<PendingMessage>& list = of(channel);
    return static_cast<int>(std::count_if(list.begin(), list.end(), [](const PendingMessage& message) {
        return message.state == PendingState::Failed || message.state == PendingState::Asking;
    }));
}

} // namespace parlor::client
