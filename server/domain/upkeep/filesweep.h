#pragma once

#include "server/domain/ports/photostore.h"
#include "shared/core/clock.h"

#include <QObject>

#include <memory>

namespace parlor::server {

struct FileSweepReport {
    std::int64_t files = 0;   ///< looked at
    std::int64_t removed = 0; ///< named by no row; with `dryRun` those that would go
    int parts = 0;            ///< uploads that nobody has written to for a day
};

/// Removes files that no row has named for a while: what a crash between file and row leaves, and what was
/// deleted for good. A folder at a time, so that memory stays flat. Domain thread only.
class FileSweep final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t orphanForMs = 24 * 3'600'000LL;

    /// All live longer.
    FileSweep(PhotoStore& photos, BlobStore& blobs, const Clock& clock, Executor& executor,
              QObject* parent = nullptr);
    ~FileSweep() override;

    /// Busy while another sweep is under way. A store that fails ends it: that is no reason to delete.
    Task<Result<FileSweepReport>> run(bool dryRun);

private:
    struct Run;

    void removeParts();
    void look(PersonId owner, BlobArea area, const QList<StoredFile>& files);
    void finish(const Status& status);

    PhotoStore& m_photos;
    BlobStore& m_blobs;
    const Clock& m_clock;
    Executor& m_executor;
    std::unique_ptr<Run> m_run;
};

} // namespace parlor::server
