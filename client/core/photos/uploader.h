#pragma once

#include "client/core/cache/cache.h"
#include "client/core/photos/fingerprints.h"
#include "client/core/photos/uploadjob.h"
#include "client/core/session/api.h"
#include "client/core/values.h"
#include "shared/core/clock.h"
#include "shared/protocol/photo.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>

namespace parlor::client {

/// Brings files into the library: hash, ask whether the server has these bytes, tus 1.0 in windows of 8 MB
/// (three files at once), wait for the pictures. The queue and the place reached survive the end of the
/// program; after any interruption an upload goes on where the server's HEAD says. Interface thread only.
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
    ~Uploader() override;

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
    using Job = UploadJob;
    using Stage = UploadJob::Stage;

    void step(Job& job);
    void hash(Job& job);
    void askSoon();
    void askServer();
    void asked(const QList<TransferId>& jobs, const Result<HttpAnswer>& answer);
    void bringBack(Job& job, PhotoId photo);
    void begin(Job& job);
    void create(Job& job);
    void locate(Job& job);
    void patch(Job& job);
    void patched(Job& job, const Result<HttpAnswer>& answer);
    void stored(Job& job, const HttpAnswer& answer);
    void lookAtPhoto(Job& job);
    void settle(Job& job, const Photo& photo);
    void finish(Job& job, TransferState state, std::optional<ErrorCode> reason);
    void failed(Job& job, const Error& error);
    void become(Job& job, TransferState state);
    void progress(Job& job, std::int64_t sent);
    void pump();
    void keep(const Job& job);
    Job* find(TransferId transfer);
    void call(Job& job, HttpCall call, std::function<void(Job&, const Result<HttpAnswer>&)> then);
    void later(Job& job, std::int64_t ms);

    Api& m_api;
    Cache& m_cache;
    Executor& m_executor;
    const Clock& m_clock;
    const Hooks m_hooks;
    Fingerprints m_fingerprints;
    std::map<TransferId, std::unique_ptr<Job>> m_jobs;
    QTimer m_ask;
};

} // namespace parlor::client
