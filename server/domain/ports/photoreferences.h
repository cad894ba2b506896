#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/photo.h"

#include <QList>

namespace parlor::server {

/// What messages need to know of photos. Domain thread only.
class PhotoReferences {
public:
    virtual ~PhotoReferences() = default;

    /// The photos as they will stand in a message of `owner`, in the order asked. Pending ones have no hashes
    /// yet; the message is told when they have (MessageStore::photoChanged). UnknownPhoto unless every one of
    /// them is the person's own and neither refused nor in the trash.
    virtual Task<Result<QList<PhotoReference>>> resolve(PersonId owner, QList<PhotoId> photos) = 0;
};

} // namespace parlor::server
