#pragma once

#include "server/domain/ports/librarystore.h"

#include <QStringView>

namespace parlor::server {

/// What a search of a library asks for: everything that parseQuery() knows of words and dates, and `tag:x`,
/// `place:x` (words of a locality's names), `camera:x`, `lens:x`,
/// `is:photo|video|live|favourite|panorama|archived`, `has:place|caption`, `rating:4`, `rating:>=4`,
/// `rating:<=2`, `rating:3..5`. Dates are those of the wall clock. Owner, place and limit are left alone.
/// Never fails; what is no filter stays a word.
PhotoSearch parsePhotoQuery(QStringView text);

} // namespace parlor::server
