#include "client/ui/window/chatlightboxitems.h"

#include <QDateTime>
#include <QTimeZone>

namespace parlor::client {

void ChatLightboxItems::setPhotos(const QList<ChatPhoto>& photos, const QString& where) {
    m_photos = photos;
    m_where = where;
    Q_EMIT changed();
}

int ChatLightboxItems::indexOf(PhotoId photo) const {
    for (qsizetype i = 0; i < m_photos.size(); ++i)
        if (m_photos[i].photo.id == photo)
            return static_cast<int>(i);
    return -1;
}

std::int64_t ChatLightboxItems::takenLocalAt(int index) const {
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(m_photos.value(index).time);
    // The clock on the wall here, written as if it were UTC.
    return local.toMSecsSinceEpoch() + local.offsetFromUtc() * 1'000LL;
}

} // namespace parlor::client
