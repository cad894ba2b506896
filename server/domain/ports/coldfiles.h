#pragma once

#include "server/domain/ports/placementstore.h"

namespace parlor::server {

/// The second directory, for originals that nobody opens any more. Every step is whole or not at all and may
/// be done again. All calls are thread-safe. Errors: OriginalAway (the directory's disk is not connected, or
/// is another one), NotFound, DiskFull, StoreFailed.
class ColdFiles {
public:
    virtual ~ColdFiles() = default;

    [[nodiscard]] virtual bool isConfigured() const = 0;
    virtual Task<Status> present() = 0;

    /// What was opened since it was last asked, each once.
    virtual QList<OpenedOriginal> takeOpened() = 0;

    /// Copies the file as it is stored, sealed or not, into the other directory, syncs it, reads it back and
    /// compares it with its hash. A whole copy that is there already will do.
    virtual Task<Status> copyToCold(PlacedOriginal original) = 0;
    virtual Task<Status> copyBack(PlacedOriginal original) = 0;

    /// Removes one copy; NotFound, and nothing is removed, when there is no whole one in the other place.
    virtual Task<Status> removeWarm(PlacedOriginal original) = 0;
    virtual Task<Status> removeCold(PlacedOriginal original) = 0;
};

} // namespace parlor::server
