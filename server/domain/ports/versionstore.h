#pragma once

#include "server/domain/ports/photostore.h"

namespace parlor::server {

/// Edited photos and their original versions, beyond what PhotoStore finds by itself. Calls are thread-safe;
/// writes are durable when answered and stand in the owner's private stream with the same commit. Common
/// errors: StoreFailed, DiskFull, Busy.
class VersionStore {
public:
    virtual ~VersionStore() = default;

    /// The two of which `id` is one stand by themselves from now on and never belong together again; both are
    /// told as LibraryPhotoChanged, and the original version lies in the lists. Answers `id` as it is then:
    /// as it was when it is none of a pair. Only the owner: UnknownPhoto for everybody else. Conflict when it
    /// is at none of `atRevisions`.
    virtual Task<Result<StoredPhoto>> part(PersonId owner, PhotoId id,
                                           std::optional<QList<std::int64_t>> atRevisions) = 0;
};

} // namespace parlor::server
