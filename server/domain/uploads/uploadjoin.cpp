#include "server/domain/uploads/activeupload.h"

#include <QSet>

#include <utility>

namespace parlor::server {

namespace {
constexpr std::int64_t pieceBytes = 1024 * 1024;
constexpr qsizetype mostParts = 256;
} // namespace

/// The parts are held busy until the whole is stored, so that nobody changes them meanwhile.
struct UploadService::Joining {
    UploadRequest request;
    QList<PartAddress> parts;
    QList<ActivePtr> opened;
    ActivePtr target;
    qsizetype part = 0;
    std::int64_t at = 0;      ///< in that part
    std::int64_t largest = 0; ///< bytes of all together; with a ticket
    Promise<Result<UploadProgress>> answer;

    void release() {
        for (const ActivePtr& active : opened)
            active->busy = false;
    }

    void fail(const Error& error) {
        release();
        answer.finish(std::unexpected(error));
    }
};

Task<Result<UploadProgress>> UploadService::join(UploadRequest request, QList<PartAddress> parts) {
    if (parts.isEmpty() || parts.size() > mostParts)
        return doneTask<Result<UploadProgress>>(parlor::fail(ErrorCode::BadRequest));
    // It would wait for itself.
    QSet<UploadId> different;
    for (const PartAddress& part : parts)
        different.insert(part.id);
    if (different.size() != parts.size())
        return doneTask<Result<UploadProgress>>(parlor::fail(ErrorCode::BadRequest));
    const auto joining = std::make_shared<Joining>();
    joining->request = std::move(request);
    joining->largest = std::exchange(joining->request.size, 0);
    joining->parts = std::move(parts);
    gather(joining);
    return joining->answer.task();
}

void UploadService::gather(const JoiningPtr& joining) {
    if (joining->opened.size() == joining->parts.size())
        return beginJoined(joining);
    const PartAddress& address = joining->parts.at(joining->opened.size());
    open(address.id, address.who, [this, joining](const Result<ActivePtr>& active) {
        if (!active)
            return joining->fail(active.error());
        const Upload& upload = (*active)->upload;
        // Through its secret address a part is as good as its owner's.
        const QByteArray& ticket = joining->request.ticket;
        if (upload.owner != joining->request.owner || (!ticket.isEmpty() && upload.partOf != ticket))
            return joining->fail(Error{ErrorCode::NotFound, {}, 0});
        if ((*active)->busy)
            return joining->fail(Error{ErrorCode::Locked, {}, 1'000});
        if (!upload.isPartial() || !(*active)->part || (*active)->part->offset() != upload.size)
            return joining->fail(Error{ErrorCode::Conflict, QStringLiteral("a part is not complete"), 0});
        (*active)->busy = true;
        joining->opened.append(*active);
        joining->request.size += upload.size;
        gather(joining);
    });
}

void UploadService::beginJoined(const JoiningPtr& joining) {
    const UploadRequest& request = joining->request;
    if (!request.ticket.isEmpty() && request.size > joining->largest)
        return joining->fail(Error{ErrorCode::TooLarge, {}, 0});
    if (!request.ticket.isEmpty() && request.size < request.smallest)
        return joining->fail(Error{ErrorCode::BadRequest, {}, 0});
    when(create(joining->request), [this, joining](const Result<Upload>& upload) {
        if (!upload)
            return joining->fail(upload.error());
        open(upload->id, {}, [this, joining](const Result<ActivePtr>& active) {
            if (!active)
                return joining->fail(active.error());
            joining->target = *active;
            joining->target->busy = true;
            copyNext(joining);
        });
    });
}

void UploadService::copyNext(const JoiningPtr& joining) {
    if (joining->part == joining->opened.size()) {
        return complete(joining->target, [this, joining](const Result<UploadProgress>& progress) {
            joined(joining, progress);
        });
    }
    const ActivePtr from = joining->opened.at(joining->part);
    if (joining->at == from->upload.size) {
        ++joining->part;
        joining->at = 0;
        return copyNext(joining);
    }
    const auto broken = [this, joining](const Error& error) {
        refuse(joining->target, error,
               [joining, error](const Result<UploadProgress>&) { joining->fail(error); });
    };
    when(from->part->read(joining->at, pieceBytes), [this, joining, broken](const Result<QByteArray>& piece) {
        if (!piece || piece->isEmpty())
            return broken(piece ? Error{ErrorCode::StoreFailed, {}, 0} : piece.error());
        joining->at += piece->size();
        when(joining->target->part->write(*piece), [this, joining, broken](const Status& written) {
            if (!written)
                return broken(written.error());
            copyNext(joining);
        });
    });
}

void UploadService::joined(const JoiningPtr& joining, const Result<UploadProgress>& progress) {
    if (!progress)
        return joining->fail(progress.error());
    joining->release();
    // The parts are gone when the answer says that the whole is there; one that can't be is swept later.
    const auto left = std::make_shared<qsizetype>(joining->opened.size());
    for (const ActivePtr& part : joining->opened)
        when(terminate(part->upload.id, part->upload.owner), [joining, progress, left](const Status&) {
            if (--*left == 0)
                joining->answer.finish(progress);
        });
}

} // namespace parlor::server
