#include "server/domain/uploads/uploadservice.h"

#include "server/domain/uploads/activeupload.h"
#include "shared/auth/names.h"
#include "shared/protocol/mediafiles.h"

#include <algorithm>

namespace parlor::server {

namespace {

constexpr std::int64_t expiryStepMs = 60 * 60'000; // moved on at most once an hour

} // namespace

UploadService::UploadService(UploadStore& uploads, PhotoStore& photos, BlobStore& blobs, PhotoIntake& intake,
                             const Clock& clock, Executor& executor, const UploadRules& rules,
                             QObject* parent)
    : QObject(parent),
      m_uploads(uploads),
      m_photos(photos),
      m_blobs(blobs),
      m_intake(intake),
      m_clock(clock),
      m_executor(executor),
      m_rules(rules) {
    connect(&m_tidyTimer, &QTimer::timeout, this, &UploadService::tidy);
}

UploadService::~UploadService() = default;

std::int64_t UploadService::largestNamed(const QString& name) const {
    return mediaFileKind(name) == MediaFileKind::Video ? std::max(m_rules.largest, m_rules.largestVideo)
                                                       : m_rules.largest;
}

Task<Result<Upload>> UploadService::create(const UploadRequest& request) {
    const auto refused = [](ErrorCode code) { return doneTask<Result<Upload>>(fail(code)); };
    if (request.size < 0 || (!request.sha256.isEmpty() && request.sha256.size() != 32))
        return refused(ErrorCode::BadRequest);
    // A part's name says nothing; the whole is measured when its parts are joined.
    if (request.size > (request.concat == "partial" ? m_rules.largestVideo : largestNamed(request.name)))
        return refused(ErrorCode::TooLarge);
    if (m_intake.isBanned(request.sha256))
        return refused(ErrorCode::ImageBanned);
    if (m_blobs.available() < request.size || m_blobs.available() == 0)
        return refused(ErrorCode::DiskFull);
    Upload upload;
    upload.id = makeNew<UploadId>();
    upload.owner = request.owner;
    upload.ticket = request.ticket;
    upload.name = cleanFileName(request.name);
    upload.size = request.size;
    upload.sha256 = request.sha256;
    upload.metadata = request.metadata;
    upload.concat = request.concat;
    upload.whole = request.whole;
    upload.partOf = request.partOf;
    upload.partsMost = request.partsMost;
    upload.createdAt = m_clock.now();
    upload.expiresAt = upload.createdAt + m_rules.keepMs;
    const Promise<Result<Upload>> answer;
    when(m_uploads.create(upload, m_rules.quota, m_rules.openPerPerson),
         [upload, answer](const Status& made) {
             if (!made)
                 return answer.finish(std::unexpected(made.error()));
             answer.finish(upload);
         });
    return answer.task();
}

void UploadService::open(UploadId id, PersonId who, Opened opened) {
    if (const ActivePtr active = m_active.value(id)) {
        if (who.isValid() && active->upload.owner != who)
            return opened(fail(ErrorCode::NotFound));
        if (active->completing) {
            active->waiting.append([this, id, who, opened = std::move(opened)] { open(id, who, opened); });
            return;
        }
        active->usedAt = m_clock.monotonic();
        return opened(active);
    }
    auto& waiting = m_opening[id];
    waiting.append({who, std::move(opened)});
    if (waiting.size() == 1)
        load(id);
}

void UploadService::load(UploadId id) {
    when(m_uploads.byId(id), [this, id](const Result<Upload>& upload) {
        if (!upload)
            return answerOpened(id, std::unexpected(upload.error()));
        if (upload->stage == UploadStage::Refused || upload->stage == UploadStage::Ended
            || upload->expiresAt <= m_clock.now())
            return answerOpened(id, fail(ErrorCode::Gone));
        if (upload->stage == UploadStage::Done)
            return settle(*upload, nullptr);
        openPart(*upload);
    });
}

void UploadService::openPart(const Upload& upload) {
    when(m_blobs.part(upload.id), [this, upload](const Result<std::shared_ptr<BlobPart>>& part) {
        if (!part)
            return answerOpened(upload.id, std::unexpected(part.error()));
        if (!upload.unverifiedFrom || *upload.unverifiedFrom >= (*part)->offset())
            return settle(upload, *part);
        // A chunk with a checksum was cut off by a restart: it counts whole or not at all.
        when((*part)->truncate(*upload.unverifiedFrom), [this, upload, part = *part](const Status& cut) {
            if (!cut)
                return answerOpened(upload.id, std::unexpected(cut.error()));
            settle(upload, part);
        });
    });
}

void UploadService::settle(const Upload& upload, const std::shared_ptr<BlobPart>& part) {
    const auto active = std::make_shared<Active>();
    active->upload = upload;
    active->part = part;
    active->usedAt = m_clock.monotonic();
    m_active.insert(upload.id, active);
    answerOpened(upload.id, active);
}

void UploadService::answerOpened(UploadId id, const Result<ActivePtr>& active) {
    for (const auto& [who, opened] : m_opening.take(id)) {
        if (active) // as the one before has left it
            open(id, who, opened);
        else
            opened(active);
    }
}

Task<Result<UploadStatus>> UploadService::status(UploadId id, PersonId who) {
    const Promise<Result<UploadStatus>> answer;
    open(id, who, [this, answer](const Result<ActivePtr>& active) {
        if (!active)
            return answer.finish(std::unexpected(active.error()));
        const Upload& upload = (*active)->upload;
        const auto tell = [active = *active, answer] {
            answer.finish(
                UploadStatus{active->upload, active->part ? active->part->offset() : active->upload.size});
        };
        if ((*active)->busy || !(*active)->part || (*active)->part->offset() < upload.size
            || upload.isPartial())
            return tell();
        // All bytes are there but the photo is not: a crash came between. Finish first.
        (*active)->busy = true;
        complete(*active, [tell, answer](const Result<UploadProgress>& done) {
            if (!done)
                return answer.finish(std::unexpected(done.error()));
            tell();
        });
    });
    return answer.task();
}

Task<Result<std::shared_ptr<UploadChunk>>>
UploadService::begin(UploadId id, PersonId who, std::int64_t offset, std::optional<ChunkChecksum> checksum) {
    const Promise<Result<std::shared_ptr<UploadChunk>>> answer;
    open(id, who, [this, offset, checksum = std::move(checksum), answer](const Result<ActivePtr>& opened) {
        if (!opened)
            return answer.finish(std::unexpected(opened.error()));
        const ActivePtr& active = *opened;
        const Upload& upload = active->upload;
        if (upload.concat.startsWith("final"))
            return answer.finish(fail(ErrorCode::Forbidden));
        if (active->busy)
            return answer.finish(fail(ErrorCode::Locked, {}, 1'000));
        if (offset != (active->part ? active->part->offset() : upload.size))
            return answer.finish(fail(ErrorCode::OffsetMismatch));
        if (active->part && offset < upload.size && m_blobs.available() == 0)
            return answer.finish(fail(ErrorCode::DiskFull));
        if (!mayWriteOneMore(upload.owner))
            return answer.finish(fail(ErrorCode::Locked, {}, 1'000));
        const auto chunk =
            std::make_shared<UploadChunk>(upload.id, active->part, offset, upload.size, checksum);
        active->busy = true;
        if (!checksum || !active->part)
            return answer.finish(chunk);
        when(m_uploads.setUnverified(upload.id, offset), [active, answer, chunk](const Status& marked) {
            if (marked)
                return answer.finish(chunk);
            active->busy = false;
            answer.finish(std::unexpected(marked.error()));
        });
    });
    return answer.task();
}

Task<Result<BegunUpload>> UploadService::createAndBegin(const UploadRequest& request,
                                                        std::optional<ChunkChecksum> checksum) {
    if (!mayWriteOneMore(request.owner)) // before it costs a row
        return doneTask<Result<BegunUpload>>(fail(ErrorCode::Locked, {}, 1'000));
    const Promise<Result<BegunUpload>> answer;
    when(create(request), [this, answer, checksum = std::move(checksum)](const Result<Upload>& made) {
        if (!made)
            return answer.finish(std::unexpected(made.error()));
        when(begin(made->id, {}, 0, checksum),
             [this, answer, upload = *made](const Result<std::shared_ptr<UploadChunk>>& chunk) {
                 if (chunk)
                     return answer.finish(BegunUpload{upload, *chunk});
                 undo(upload.id, [answer, error = chunk.error()] { answer.finish(std::unexpected(error)); });
             });
    });
    return answer.task();
}

void UploadService::undo(UploadId id, const std::function<void()>& undone) {
    m_active.remove(id);
    when(m_blobs.removePart(id), [this, id, undone](const Status&) {
        when(m_uploads.forget(id), [undone](const Status&) { undone(); });
    });
}

Task<Result<std::shared_ptr<UploadChunk>>> UploadService::beginWhole(UploadRequest request, AddPhoto add) {
    request.whole = true;
    const Promise<Result<std::shared_ptr<UploadChunk>>> answer;
    when(createAndBegin(request, std::nullopt),
         [this, answer, smallest = request.smallest, still = request.still,
          add = std::move(add)](const Result<BegunUpload>& begun) {
             // Nobody else knows it: there are too many.
             if (!begun && begun.error().code == ErrorCode::Locked)
                 return answer.finish(fail(ErrorCode::RateLimited, {}, begun.error().retryAfterMs));
             if (!begun)
                 return answer.finish(std::unexpected(begun.error()));
             if (const ActivePtr active = m_active.value(begun->upload.id)) {
                 active->smallest = smallest;
                 active->still = still;
                 active->add = add;
             }
             answer.finish(begun->chunk);
         });
    return answer.task();
}

Task<Result<UploadProgress>> UploadService::end(const std::shared_ptr<UploadChunk>& chunk, bool whole) {
    const Promise<Result<UploadProgress>> answer;
    const ActivePtr active = m_active.value(chunk->upload());
    if (!active)
        return doneTask<Result<UploadProgress>>(fail(ErrorCode::Gone));
    active->usedAt = m_clock.monotonic();
    const auto done = [active, answer](const Result<UploadProgress>& progress) {
        active->busy = false;
        answer.finish(progress);
    };
    if (active->smallest)
        endWhole(active, whole, done);
    else
        verify(active, chunk, whole, done);
    return answer.task();
}

void UploadService::endWhole(const ActivePtr& active, bool whole, Completed done) {
    const std::int64_t came = active->part->offset();
    if (!whole)
        return refuse(active, Error{ErrorCode::NetworkFailed, {}, 0}, std::move(done));
    if (came < *active->smallest)
        return refuse(active, Error{ErrorCode::BadRequest, {}, 0}, std::move(done));
    active->upload.size = came;
    complete(active, std::move(done));
}

void UploadService::verify(const ActivePtr& active, const std::shared_ptr<UploadChunk>& chunk, bool whole,
                           Completed done) {
    if (!chunk->checksum() || !chunk->part())
        return advance(active, std::move(done));
    if (!whole)
        return dropChunk(active, chunk, Error{ErrorCode::NetworkFailed, {}, 0}, std::move(done));
    when(chunk->part()->digest(chunk->from(), chunk->checksum()->algorithm),
         [this, active, chunk, done = std::move(done)](const Result<QByteArray>& digest) {
             if (!digest)
                 return dropChunk(active, chunk, digest.error(), done);
             if (*digest != chunk->checksum()->value)
                 return dropChunk(active, chunk, Error{ErrorCode::ChecksumMismatch, {}, 0}, done);
             when(m_uploads.setUnverified(active->upload.id, std::nullopt),
                  [this, active, chunk, done](const Status& cleared) {
                      if (!cleared)
                          return dropChunk(active, chunk, cleared.error(), done);
                      advance(active, done);
                  });
         });
}

void UploadService::dropChunk(const ActivePtr& active, const std::shared_ptr<UploadChunk>& chunk,
                              const Error& error, Completed done) {
    when(chunk->part()->truncate(chunk->from()),
         [this, active, error, done = std::move(done)](const Status& cut) {
             if (!cut)
                 m_active.remove(active->upload.id); // opened anew it is cut again
             done(std::unexpected(error));
         });
}

void UploadService::advance(const ActivePtr& active, Completed done) {
    Upload& upload = active->upload;
    if (active->part && active->part->offset() == upload.size && !upload.isPartial())
        return complete(active, std::move(done));
    const std::int64_t expiresAt = m_clock.now() + m_rules.keepMs;
    if (active->part && expiresAt - upload.expiresAt > expiryStepMs) {
        upload.expiresAt = expiresAt;
        when(m_uploads.setExpiry(upload.id, expiresAt), [](const Status&) {});
    }
    done(progressOf(*active));
}

UploadProgress UploadService::progressOf(const Active& active) const {
    const Upload& upload = active.upload;
    return {upload.id,    active.part ? active.part->offset() : upload.size,
            upload.size,  upload.expiresAt,
            upload.photo, upload.had,
            active.state};
}

Task<Status> UploadService::terminate(UploadId id, PersonId who) {
    const Promise<Status> answer;
    open(id, who, [this, id, answer](const Result<ActivePtr>& active) {
        if (!active)
            return answer.finish(std::unexpected(active.error()));
        if ((*active)->busy)
            return answer.finish(fail(ErrorCode::Locked, {}, 1'000));
        (*active)->busy = true;
        when(m_uploads.close(id, UploadStage::Ended, std::nullopt), [this, id, answer](const Status& closed) {
            m_active.remove(id);
            if (!closed)
                return answer.finish(closed);
            when(m_blobs.removePart(id), [answer](const Status& removed) { answer.finish(removed); });
        });
    });
    return answer.task();
}

bool UploadService::mayWriteOneMore(PersonId owner) const {
    const auto writers = std::ranges::count_if(
        m_active, [owner](const ActivePtr& active) { return active->busy && active->upload.owner == owner; });
    return writers < m_rules.writersPerPerson;
}

} // namespace parlor::server
