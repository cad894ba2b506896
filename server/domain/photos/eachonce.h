#pragma once

#include "shared/core/ids.h"

#include <QList>
#include <QSet>

namespace parlor::server {

/// A selection without what is named again: the first place counts.
inline QList<PhotoId> eachOnce(const QList<PhotoId>& photos) {
    QSet<PhotoId> seen;
    QList<PhotoId> different;
    different.reserve(photos.size());
    for (const PhotoId photo : photos) {
        if (seen.contains(photo))
            continue;
        seen.insert(photo);
        different.append(photo);
    }
    return different;
}

} // namespace parlor::server
