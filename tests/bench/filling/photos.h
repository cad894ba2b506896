#pragma once

#include "shared/core/ids.h"

#include <QString>

namespace parlor::bench {

/// Writes the rows of a library over 22 years, with an album of a tenth of it, by SQL (photos.sql): the store
/// at `path` is closed meanwhile. The files of the photos are not made.
void fillPhotos(const QString& path, PersonId owner, qint64 photos);

} // namespace parlor::bench
