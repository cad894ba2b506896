#pragma once

#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/committed.h"
#include "server/domain/ports/photostore.h"
#include "server/domain/ports/uploadstore.h"
#include "server/domain/uploads/uploadchunk.h"
#include "shared/core/clock.h"
#include "shared/protocol/limits.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace parlor::server {

/// What is told when an upload has become a photo.
class PhotoIntake {
public:
    virtual ~PhotoIntake() = default;
    /// `urgent`: somebody waits for it; else it belongs to an import.
    virtual void added(const StoredPhoto& photo, bool urgent) = 0;
    /// These bytes have done harm and are not taken any more.
    [[nodiscard]] virtual bool isBanned(const QByteArray& sha256) const = 0;
};

struct UploadRules {
    std::int64_t largest = limits::imageFile;      ///< bytes of one file
    std::int64_t largestVideo = limits::videoFile; ///< of one that is named like a video
    std::int64_t quota = limits::defaultQuota;     ///< bytes of one person
    int openPerPerson = 1'000;
    int writersPerPerson = 32; ///< uploads that bytes come for at one time
    std::int64_t keepMs = limits::temporaryAreaHours * 3'600'000LL;
};

struct UploadRequest {
    PersonId owner;
    QString name; ///< as the client says it
    std::int64_t size = 0;
    QByteArray sha256;          ///< declared; 32 bytes or empty
    QByteArray metadata;        ///< to be given back as it is
    QByteArray ticket;          ///< nonce of the ticket, or empty
    std::int64_t smallest = 0;  ///< bytes; only for uploads of one piece
    QByteArray concat;          ///< Upload-Concat: empty, "partial", or for join()
    QByteArray partOf;          ///< of a part: nonce of the ticket that it was made with; empty for none
    std::int64_t partsMost = 0; ///< bytes of all parts of that ticket together
    bool whole = false;         ///< set by beginWhole()
    PhotoId still{};            ///< of what comes whole: it is the moving half of this photo
};

struct UploadStatus {
    Upload upload;
    std::int64_t offset = 0; ///< bytes that we have
};

/// How an upload stands after a chunk.
struct UploadProgress {
    UploadId upload;
    std::int64_t offset = 0;
    std::int64_t size = 0;
    std::int64_t expiresAt = 0;             ///< ms UTC
    PhotoId photo;                          ///< set once it is complete
    bool had = false;                       ///< the library had these bytes already
    PhotoState state = PhotoState::Pending; ///< of the photo, when this request has completed it
};

/// An upload, and the right to append from its first byte on.
struct BegunUpload {
    Upload upload;
    std::shared_ptr<UploadChunk> chunk;
};

/// Uploads from the first byte to the photo's row. Domain thread only; file work happens on the blob threads.
/// An upload belongs to one person and takes one writer at a time; whoever asks for one whose last byte is
/// there waits until it is a photo. Where it stands is what the disk says, so it goes on after any restart.
/// Common errors: NotFound (also somebody else's), Gone, Locked,
/// OffsetMismatch, DiskFull, QuotaExceeded, ChecksumMismatch, ImageBanned, StoreFailed.
class UploadService final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    UploadService(UploadStore& uploads, PhotoStore& photos, BlobStore& blobs, PhotoIntake& intake,
                  const Clock& clock, Executor& executor, const UploadRules& rules,
                  QObject* parent = nullptr);
    ~UploadService() override;

    /// Completes what a crash left complete but unfinished, forgets what nobody can go on with, and sweeps
    /// now and then.
    void start();

    /// BadRequest for a negative size or a hash of another length, TooLarge, Conflict (ticket used),
    /// RateLimited, AccountDisabled.
    Task<Result<Upload>> create(const UploadRequest& request);

    /// `who`: the owner, or 0 when the address itself was secret.
    Task<Result<UploadStatus>> status(UploadId id, PersonId who);

    /// The right to append at `offset`. With a checksum the chunk counts whole or not at all. Locked while
    /// somebody else has it, and while bytes come for as many uploads of this person as may at one time.
    Task<Result<std::shared_ptr<UploadChunk>>> begin(UploadId id, PersonId who, std::int64_t offset,
                                                     std::optional<ChunkChecksum> checksum);

    /// create() and begin(). When it can't begin nothing is left of it, and its ticket is as good as before.
    Task<Result<BegunUpload>> createAndBegin(const UploadRequest& request,
                                             std::optional<ChunkChecksum> checksum);

    /// Gives a photo its row.
    using AddPhoto = std::function<Task<Result<AddedPhoto>>(NewPhoto)>;

    /// createAndBegin() for bodies whose length only their end tells (forms): `request.size` is the most that
    /// may come. Such an upload can't be resumed; RateLimited where begin() says Locked. `add`, when there is
    /// one, in the place of PhotoStore::add(): what it refuses is not kept. When it ends without a
    /// photo, also by the end of the process, nothing is left of it, and its ticket is as good as before.
    Task<Result<std::shared_ptr<UploadChunk>>> beginWhole(UploadRequest request, AddPhoto add = {});

    /// Gives the right back. `whole`: the request's body came to its end. Completes the upload when its last
    /// byte is there; then the answer carries the photo.
    Task<Result<UploadProgress>> end(const std::shared_ptr<UploadChunk>& chunk, bool whole);

    /// A part of what is to be put together: its number, and who may name it (0 when its address was secret).
    struct PartAddress {
        UploadId id;
        PersonId who;
    };

    /// A new upload out of complete partial ones, in this order, which end with it. With a ticket they are
    /// those that were made with it, and together from `request.smallest` to `request.size` bytes; without
    /// one `request.size` is not looked at. Conflict when one of them is not partial or not complete, or the
    /// ticket has been used; NotFound, TooLarge, BadRequest.
    Task<Result<UploadProgress>> join(UploadRequest request, QList<PartAddress> parts);

    Task<Status> terminate(UploadId id, PersonId who);

    /// Who is disabled uploads no more.
    void committed(const CommittedItem& item);

    /// Forgets expired uploads and their bytes.
    void sweep();

    [[nodiscard]] const UploadRules& rules() const { return m_rules; }

    /// Bytes that a file of this name may have: videos may be larger. What it is is looked at later.
    [[nodiscard]] std::int64_t largestNamed(const QString& name) const;

private:
    struct Active;
    using ActivePtr = std::shared_ptr<Active>;
    using Opened = std::function<void(const Result<ActivePtr>&)>;
    struct Joining;
    using JoiningPtr = std::shared_ptr<Joining>;
    using Completed = std::function<void(const Result<UploadProgress>&)>;

    void open(UploadId id, PersonId who, Opened opened);
    void load(UploadId id);
    void openPart(const Upload& upload);
    void settle(const Upload& upload, const std::shared_ptr<BlobPart>& part);
    void answerOpened(UploadId id, const Result<ActivePtr>& active);
    void endWhole(const ActivePtr& active, bool whole, Completed done);
    void verify(const ActivePtr& active, const std::shared_ptr<UploadChunk>& chunk, bool whole,
                Completed done);
    void dropChunk(const ActivePtr& active, const std::shared_ptr<UploadChunk>& chunk, const Error& error,
                   Completed done);
    void advance(const ActivePtr& active, Completed done);
    void complete(const ActivePtr& active, Completed done);
    static void completed(const ActivePtr& active, const Result<UploadProgress>& progress,
                          const Completed& done);
    void addPhoto(const ActivePtr& active, const BlobInfo& blob, Completed done);
    void refuse(const ActivePtr& active, const Error& error, Completed done);
    void undo(UploadId id, const std::function<void()>& undone);
    void tidy();
    void forgetWhole();
    void recover(UploadId after);
    void gather(const JoiningPtr& joining);
    void beginJoined(const JoiningPtr& joining);
    void copyNext(const JoiningPtr& joining);
    void joined(const JoiningPtr& joining, const Result<UploadProgress>& progress);
    void forgetIdle();
    void sweepExpired(std::int64_t now);
    [[nodiscard]] bool mayWriteOneMore(PersonId owner) const;
    [[nodiscard]] UploadProgress progressOf(const Active& active) const;

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    UploadStore& m_uploads;
    PhotoStore& m_photos;
    BlobStore& m_blobs;
    PhotoIntake& m_intake;
    const Clock& m_clock;
    Executor& m_executor;
    UploadRules m_rules;
    QHash<UploadId, ActivePtr> m_active;
    QHash<UploadId, QList<std::pair<PersonId, Opened>>> m_opening;
    QTimer m_tidyTimer;
    std::int64_t m_lastSweep = 0;
};

} // namespace parlor::server
