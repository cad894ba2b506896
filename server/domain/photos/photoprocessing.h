#pragma once

#include "server/domain/photos/photocatalogue.h"
#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/mediaprocessor.h"
#include "server/domain/ports/messagestore.h"
#include "server/domain/ports/moderationlog.h"
#include "server/domain/uploads/uploadservice.h"
#include "shared/core/clock.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace parlor::server {

/// Has originals looked at and renderings made, some at a time: what somebody waits for first, imports
/// behind. The row says what is to be done, so whatever a crash left is found again at start, and what could
/// not be done for the server's own reasons by the next sweep. Domain thread only.
class PhotoProcessing final : public QObject, public PhotoIntake {
    Q_OBJECT
public:
    /// Version of how renderings are made; a rendering of an older one is made again when it is asked for.
    static constexpr int recipe = 1;
    /// How long a refused photo is remembered, so that its owner's devices can say why.
    static constexpr std::int64_t refusedForMs = 24 * 3'600'000LL;
    /// After so many crashes or time-outs of workers these bytes are not looked at any more, whoever sends
    /// them.
    static constexpr int crashesToBan = 3;

    /// All live longer. `atOnce`: jobs at one time, as many as `media` has hands; as many
    /// more on demand. So many plain copies of originals there are.
    PhotoProcessing(PhotoStore& photos, PhotoCatalogue& catalogue, BlobStore& blobs, MediaProcessor& media,
                    MessageStore& messages, ModerationLog& audit, const Clock& clock, Executor& executor,
                    int atOnce, QObject* parent = nullptr);

    /// Takes up what is left from before, also what was refused because there were no workers.
    void start();

    void added(const StoredPhoto& photo, bool urgent) override;
    [[nodiscard]] bool isBanned(const QByteArray& sha256) const override;

    /// The photo needs work: new, or edited. One that waits already moves up when it is urgent now.
    void enqueue(PhotoId id, bool urgent);

    /// Somebody looks for its pictures: one that waits behind others moves up. Nothing for one that doesn't
    /// wait.
    void hurry(PhotoId id);

    using Made = std::function<void(const Result<StoredPhoto>&)>;

    /// Makes a rendering on demand (Grid, Full), once for all who ask meanwhile. UnknownPhoto,
    /// UnsupportedType, BadImage, ImageCrashed, ImageBanned, Busy, SandboxMissing, StoreFailed.
    void make(const StoredPhoto& photo, RenderingKind kind, Made made);

    /// Jobs waiting and running; for metrics and tests.
    [[nodiscard]] qsizetype load() const {
        return static_cast<qsizetype>(m_urgent.size() + m_later.size() + m_onDemand.size()) + m_running;
    }

private:
    struct Job;
    using JobPtr = std::shared_ptr<Job>;

    void pump();
    void pumpOnDemand();
    void begin(PhotoId id, bool urgent);
    void openOriginal(const JobPtr& job);
    void process(const JobPtr& job, const std::shared_ptr<const int>& descriptor);
    void processed(const JobPtr& job, const Result<MediaResult>& result);
    void storeRendering(const JobPtr& job);
    void finish(const JobPtr& job);
    void finishOnDemand(const JobPtr& job);
    void noteRefusal(const JobPtr& job, const Error& error);
    void refuse(const JobPtr& job, const Error& error);
    void noteCrash(const JobPtr& job, const Error& error);
    void quarantine(const JobPtr& job, const Error& error, int crashes);
    void save(const JobPtr& job, const Processed& processed);
    void retry(const JobPtr& job, const Error& error);
    void done(const JobPtr& job, const Result<StoredPhoto>& result);
    void reopen();
    void putOff();
    void sweep();

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    PhotoStore& m_photos;
    PhotoCatalogue& m_catalogue;
    BlobStore& m_blobs;
    MediaProcessor& m_media;
    MessageStore& m_messages;
    ModerationLog& m_audit;
    const Clock& m_clock;
    Executor& m_executor;
    const int m_atOnce;
    std::deque<PhotoId> m_urgent;
    std::deque<PhotoId> m_later;
    std::deque<JobPtr> m_onDemand; ///< waiting
    QSet<PhotoId> m_known;         ///< waiting or running
    QSet<PhotoId> m_again;         ///< changed while it was running
    QHash<std::pair<PhotoId, int>, QList<Made>> m_making;
    QHash<QByteArray, int> m_crashes; ///< by SHA-256 of the file
    QSet<QByteArray> m_noted;         ///< refusals that stand in the moderators' log: owner and SHA-256
    int m_running = 0;
    int m_runningOnDemand = 0; ///< of them
    QTimer m_sweepTimer;
};

} // namespace parlor::server
