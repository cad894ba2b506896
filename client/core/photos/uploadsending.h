#pragma once

#include "client/core/photos/uploadjobs.h"

#include <QObject>

namespace parlor::client {

/// Brings the bytes of files to the server by tus 1.0, in windows of 8 MB. The place reached survives the end
/// of the program; after any interruption it goes on where the server's HEAD says. Interface thread only.
class UploadSending final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    UploadSending(UploadJobs& jobs, Cache& cache, Executor& executor, const Clock& clock,
                  QObject* parent = nullptr);

    /// For a job at Stage::Begin: where an earlier run had got with the same bytes.
    void begin(UploadJob& job);
    /// For a job at Stage::Upload.
    void goOn(UploadJob& job);

private:
    void create(UploadJob& job);
    void locate(UploadJob& job);
    void patch(UploadJob& job);
    void patched(UploadJob& job, const Result<HttpAnswer>& answer);
    void stored(UploadJob& job, const HttpAnswer& answer);

    UploadJobs& m_jobs;
    Cache& m_cache;
    Executor& m_executor;
    const Clock& m_clock;
};

} // namespace parlor::client
