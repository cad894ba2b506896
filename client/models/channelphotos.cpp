#include "client/models/channelphotos.h"

namespace parlor::client {

void ChannelPhotos::open(ChannelId channel) {
    m_channel = channel;
    m_photos.clear();
    m_count = 0;
    for (const Event& event : m_state.timeline(channel).rows())
        put(event);
}

void ChannelPhotos::take(const ChangeSet& changes) {
    const auto change = changes.timelines.constFind(m_channel);
    if (change == changes.timelines.cend())
        return;
    if (change->reset)
        return open(m_channel);
    const Timeline& timeline = m_state.timeline(m_channel);
    for (const Serial serial : change->serials)
        if (const std::size_t at = timeline.indexOf(serial);
            at < timeline.rows().size() && timeline.rows()[at].serial == serial)
            put(timeline.rows()[at]);
}

void ChannelPhotos::put(const Event& event) {
    if (const auto known = m_photos.find(event.serial); known != m_photos.end()) {
        m_count -= static_cast<int>(known->second.size());
        m_photos.erase(known);
    }
    const auto* posted = std::get_if<MessagePosted>(&event.body);
    if (posted == nullptr || posted->deleted || posted->entry.photos.isEmpty())
        return;
    m_count += static_cast<int>(posted->entry.photos.size());
    m_photos.emplace(event.serial, posted->entry.photos);
}

QList<PhotoReference> ChannelPhotos::newest(qsizetype most) const {
    QList<PhotoReference> photos;
    for (auto it = m_photos.rbegin(); it != m_photos.rend() && photos.size() < most; ++it)
        photos << it->second;
    return photos.first(std::min(photos.size(), most));
}

} // namespace parlor::client
