#pragma once

#include "server/domain/ports/changecount.h"
#include "shared/core/ids.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace parlor::server {

/// What an answer with a photo's rendering rests on. As long as all of it holds, net gives the same file
/// again to whoever asks for the same path with the same token; and to other tokens of which it knows the
/// same.
struct Repeatable {
    QString path;             ///< that was asked for
    QByteArray authorization; ///< the whole header that it was asked with
    PersonId viewer;          ///< whose token that is; it has the right to download from the library
    PhotoId photo;
    PersonId owner;
    std::int64_t believedUntil = 0; ///< monotonic ms: then the token has to be shown to the domain again
    ChangeCount::Mark token;        ///< whose it is and what it may do
    ChangeCount::Mark rights;       ///< that the viewer may see the photo, when it is somebody else's
    ChangeCount::Mark rendering;    ///< which file the path means
};

} // namespace parlor::server
