#pragma once

#include "client/core/cache/cache.h"
#include "client/core/photos/fingerprints.h"
#include "client/core/photos/uploadcheck.h"
#include "client/core/photos/uploadjobs.h"
#include "client/core/photos/uploadsending.h"
#include "client/core/session/api.h"
#include "client/core/values.h"
#include "shared/core/clock.h"
#include "shared/protocol/photo.h"

#include <QObject>

#include <functional>

namespace parlor::client {

/// Brings files into the library: hash, ask whether the server has these bytes (UploadCheck), send them
/// (UploadSending; three files at once), wait for the pictures. The queue survives the end of the program.
/// Interface thread only.
class Uploader final : public QObject {
    Q_OBJECT
public:
    struct Hooks {
        std::function<void(const Transfer&)> changed; ///< progress or state
        std::function<void(TransferId)> removed;      ///< cancelled
        /// Done (perhaps damaged) or Failed; told again after a further try.
        std::function<void(const Transfer&)> finished;
    };

    /// What a transfer waits for before it is Done.
    enum class Finish {
        Stored,    ///< the server has the bytes safely
        Processed, ///< and has made its pictures, or said why not
    };

    /// All live longer.
    Uploader(Api& api, Cache& cache, Hasher& hasher, Executor& executor, const Clock& clock, Hooks hooks,
             QObject* parent = nullptr);

    /// For files that are looked at from now on.
    void setLimits(const ServerLimits& limits) { m_fingerprints.setLimits(limits); }

    TransferId add(const QString& path, ChannelId channel, Finish finish);
    /// Those of the last run.
    void restore(const QList<Transfer>& transfers);
    void pause(TransferId transfer);
    void resume(TransferId transfer);
    void cancel(TransferId transfer);

    /// The private stream told of a photo.
    void photoChanged(const Photo& photo);
    /// The connection is back: what waits goes on now.
    void online();
    void clear();

private:
    void pump();
    void step(UploadJob& job);
    void hash(UploadJob& job);
    void lookAtPhoto(UploadJob& job);
    void settle(UploadJob& job, const Photo& photo);

    Api& m_api;
    const Clock& m_clock;
    const Hooks m_hooks;
    Fingerprints m_fingerprints;
    UploadJobs m_jobs;
    UploadCheck m_check;
    UploadSending m_sending;
};

} // namespace parlor::client
