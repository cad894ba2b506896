#pragma once

#include "server/blobs/localblobstore.h"
#include "server/domain/ports/coldfiles.h"

namespace parlor::server {

/// Moves originals of a LocalBlobStore between its two directories. Works on the thread of who else changes
/// stored files, so that a key is never wrapped anew while its file is being copied.
class LocalColdFiles final : public ColdFiles {
public:
    /// Both live longer.
    LocalColdFiles(LocalBlobStore& blobs, JobThread& thread) : m_blobs(blobs), m_thread(thread) {}

    [[nodiscard]] bool isConfigured() const override { return m_blobs.place().cold.isConfigured(); }

    Task<Status> present() override;

    QList<OpenedOriginal> takeOpened() override { return m_blobs.place().opened->take(); }

    Task<Status> copyToCold(PlacedOriginal original) override;
    Task<Status> copyBack(PlacedOriginal original) override;
    Task<Status> removeWarm(PlacedOriginal original) override;
    Task<Status> removeCold(PlacedOriginal original) override;

private:
    LocalBlobStore& m_blobs;
    JobThread& m_thread;
};

} // namespace parlor::server
