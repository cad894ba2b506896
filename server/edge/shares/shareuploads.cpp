#include "server/edge/shares/shareuploads.h"

#include "server/edge/photos/multipartsink.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

struct ShareUploads::Guest {
    Exchange exchange;
    Share share;
    Done done;
    std::int64_t room = 0; ///< bytes that were taken for it
    std::int64_t used = 0;
    std::shared_ptr<MultipartSink> sink;
    std::shared_ptr<UploadChunk> chunk;
};

ShareUploads::ShareUploads(ShareStore& shares, UploadService& uploads, AlbumService& albums,
                           Executor& executor, QObject* parent)
    : QObject(parent), m_shares(shares), m_uploads(uploads), m_albums(albums), m_executor(executor) {}

void ShareUploads::receive(const Exchange& exchange, const Share& share, Done done) {
    const std::int64_t announced = exchange->request().contentLength;
    const std::int64_t most = std::max(m_uploads.rules().largest, m_uploads.rules().largestVideo);
    if (announced <= 0) // room is taken before the first byte
        return done(fail(ErrorCode::BadRequest));
    if (announced > most)
        return done(fail(ErrorCode::TooLarge));
    const auto guest = std::make_shared<Guest>(Guest{exchange, share, std::move(done), announced, 0, {}, {}});
    when(m_shares.takeRoom(share.id, announced), [this, guest](const Status& taken) {
        if (!taken)
            return guest->done(taken);
        read(guest);
    });
}

void ShareUploads::read(const GuestPtr& guest) {
    const auto begins = [this, guest](const MultipartSink::Form& sent) {
        const Promise<Result<std::shared_ptr<BodySink>>> promise;
        // On the thread that reads: the rest of it happens on ours.
        m_executor.post([this, guest, promise, name = QString::fromUtf8(sent.fileName)] {
            UploadRequest request;
            request.owner = guest->share.owner;
            request.name = name;
            request.size = std::min(guest->room, m_uploads.largestNamed(name));
            request.smallest = 1;
            when(m_uploads.beginWhole(request),
                 [guest, promise](const Result<std::shared_ptr<UploadChunk>>& chunk) {
                     if (!chunk)
                         return promise.finish(std::unexpected(chunk.error()));
                     guest->chunk = *chunk;
                     promise.finish(std::shared_ptr<BodySink>(*chunk));
                 });
        });
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
                 if (!whole || !progress)
                     return end(guest, whole ? Status(std::unexpected(progress.error()))
                                             : fail(ErrorCode::BadRequest));
                 guest->used = progress->size;
                 keep(guest, progress->photo, progress->had);
             });
    });
}

void ShareUploads::keep(const GuestPtr& guest, PhotoId photo, bool had) {
    if (had) // nothing was needed, but nobody is to see that
        guest->used = std::max<std::int64_t>(guest->used, 1);
    when(m_albums.put(guest->share.owner, guest->share.album, {photo}, PhotoId()),
         [this, guest](const Result<Album>& album) {
             end(guest, album ? Status() : Status(std::unexpected(album.error())));
         });
}

void ShareUploads::end(const GuestPtr& guest, const Status& outcome) {
    guest->chunk.reset();
    const ShareRoom back{guest->used > 0 ? 0 : 1, guest->room - guest->used};
    when(m_shares.giveRoom(guest->share.id, back), [guest, outcome](const Status&) { guest->done(outcome); });
}

} // namespace parlor::server
