#pragma once

#include "server/domain/ports/filekeeper.h"

#include <QObject>

#include <memory>

namespace parlor::server {

struct KeyRotationReport {
    std::int64_t files = 0;     ///< looked at
    std::int64_t rewrapped = 0; ///< that an older master key had sealed
    std::int64_t failed = 0;    ///< that no key opens; the old key must be kept for them
};

/// Wraps every file's key anew with the newest master key, that of an upload on its way as well; contents are
/// not touched. May be broken off and
/// begun again at any time. Domain thread only.
class KeyRotation final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    KeyRotation(BlobStore& blobs, FileKeeper& keeper, Executor& executor, QObject* parent = nullptr);
    ~KeyRotation() override;

    /// Busy while another is under way.
    Task<Result<KeyRotationReport>> run();

private:
    struct Run;

    void rewrapParts();
    void nextFile();
    void count(const Result<bool>& rewrapped);
    void finish(const Status& status);

    BlobStore& m_blobs;
    FileKeeper& m_keeper;
    Executor& m_executor;
    std::unique_ptr<Run> m_run;
};

} // namespace parlor::server
