#include "server/edge/shares/shareuploads.h"

#include "server/edge/photos/multipartsink.h"

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

struct ShareUploads::Guest {
    Exchange exchange;
    Share share;
    Done done;
    std::int64_t room = 0; ///< bytes that are held for it
    bool holdsRoom = false;
    bool isOver = false;
    std::shared_ptr<MultipartSink> sink;
    std::shared_ptr<UploadChunk> chunk;
};

ShareUploads::ShareUploads(ShareStore& shares, UploadService& uploads, Executor& executor, QObject* parent)
    : QObject(parent), m_shares(shares), m_uploads(uploads), m_executor(executor) {}

void ShareUploads::receive(const Exchange& exchange, const Share& share, Done done) {
    const std::int64_t announced = exchange->request().contentLength;
    const std::int64_t most = std::max(m_uploads.rules().largest, m_uploads.rules().largestVideo);
    if (announced <= 0) // room is held before the first byte
        return done(fail(ErrorCode::BadRequest));
    if (announced > most)
        return done(fail(ErrorCode::TooLarge));
    if (const Status held = m_rooms.take(share, announced); !held)
        return done(held);
    const auto guest = std::make_shared<Guest>();
    guest->exchange = exchange;
    guest->share = share;
    guest->done = std::move(done);
    guest->room = announced;
    guest->holdsRoom = true;
    read(guest);
}

void ShareUploads::read(const GuestPtr& guest) {
    const auto begins = [this, guest](const MultipartSink::Form& sent) {
        const Promise<Result<std::shared_ptr<BodySink>>> promise;
        // On the thread that reads: the rest of it happens on ours.
        m_executor.post(
            [this, guest, promise, name = QString::fromUtf8(sent.fileName)] { begin(guest, name, promise); });
        return promise.task();
    };
    const auto sink =
        MultipartSink::make(guest->exchange->request().header("content-type"), m_executor, begins);
    if (!sink)
        return end(guest, fail(ErrorCode::BadRequest));
    guest->sink = *sink;
    when(guest->exchange->readInto(*sink, guest->room), [this, guest](const Result<std::int64_t>& read) {
        const bool whole = read && guest->sink->isWhole();
        guest->sink.reset(); // it holds what holds it
        if (!guest->chunk)
            return end(guest, read ? fail(ErrorCode::BadRequest) : Status(std::unexpected(read.error())));
        when(m_uploads.end(guest->chunk, whole),
             [this, guest, whole](const Result<UploadProgress>& progress) {
                 if (!whole)
                     return end(guest, fail(ErrorCode::BadRequest));
                 end(guest, progress ? Status() : std::unexpected(progress.error()));
             });
    });
}

void ShareUploads::begin(const GuestPtr& guest, const QString& name,
                         const Promise<Result<std::shared_ptr<BodySink>>>& begun) {
    UploadRequest request;
    request.owner = guest->share.owner;
    request.name = name;
    request.size = std::min(guest->room, m_uploads.largestNamed(name));
    request.smallest = 1;
    const auto add = [this, guest](NewPhoto photo) {
        // From here on the store counts it: held any longer it would count twice for the next guest.
        leaveRoom(guest);
        return m_shares.addPhoto(guest->share.id, std::move(photo));
    };
    when(m_uploads.beginWhole(request, add),
         [this, guest, begun](const Result<std::shared_ptr<UploadChunk>>& chunk) {
             if (!chunk)
                 return begun.finish(std::unexpected(chunk.error()));
             if (guest->isOver) { // the connection ended meanwhile
                 (void)m_uploads.end(*chunk, false);
                 return begun.finish(fail(ErrorCode::Cancelled));
             }
             guest->chunk = *chunk;
             begun.finish(std::shared_ptr<BodySink>(*chunk));
         });
}

void ShareUploads::leaveRoom(const GuestPtr& guest) {
    if (std::exchange(guest->holdsRoom, false))
        m_rooms.give(guest->share.id, guest->room);
}

void ShareUploads::end(const GuestPtr& guest, const Status& outcome) {
    guest->isOver = true;
    guest->chunk.reset();
    leaveRoom(guest);
    guest->done(outcome);
}

} // namespace parlor::server
