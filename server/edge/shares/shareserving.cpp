#include "server/edge/shares/shareserving.h"

#include "server/domain/shares/sharednames.h"
#include "server/edge/http/problem.h"
#include "server/edge/photos/servingroutes.h"
#include "server/edge/photos/zipanswer.h"
#include "shared/auth/names.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr qsizetype mostLookedAt = 20; ///< videos, before a page is shown

QByteArray attachment(const Photo& photo, const char* extension) {
    return attachmentNamed(dateName(photo, extension));
}

QByteArray etagOf(const QByteArray& sha256, const char* suffix = "") {
    return '"' + sha256.left(16).toHex() + suffix + '"';
}

const StoredRendering* renderingOf(const StoredPhoto& photo, RenderingKind kind) {
    const auto found = std::ranges::find(photo.renderings, kind, &StoredRendering::kind);
    return found == photo.renderings.end() ? nullptr : &*found;
}

} // namespace

ShareServing::ShareServing(PhotoProcessing& processing, BlobStore& blobs, OriginalCleaner& cleaner,
                           ShareZip& zip, Executor& executor, QObject* parent)
    : QObject(parent),
      m_processing(processing),
      m_blobs(blobs),
      m_cleaner(cleaner),
      m_zip(zip),
      m_executor(executor) {}

void ShareServing::rendering(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind) {
    const StoredRendering* found = renderingOf(photo, kind);
    if (found == nullptr)
        return exchange->respond(problem(ErrorCode::NotFound));
    send(exchange, {etagOf(found->sha256), found->mimeType, "inline"}, photo.photo.owner,
         BlobArea::Renderings, found->blob);
}

void ShareServing::original(const Exchange& exchange, const Share& share, const StoredPhoto& photo) {
    if (!photo.photo.crop.isWhole())
        return full(exchange, photo);
    const FileKind kind = fileKindOf(photo.photo.facts.mimeType);
    const QByteArray name = attachment(photo.photo, kind.extension);
    if (share.showsLocation)
        return send(exchange, {etagOf(photo.photo.sha256), kind.type, name}, photo.photo.owner,
                    BlobArea::Originals, photo.blob);
    const Labels labels{etagOf(photo.photo.sha256, "-clean"), kind.type, name};
    m_cleaner.open(photo, [this, exchange, photo, labels](const Result<std::shared_ptr<CleanedBlob>>& blob) {
        if (blob)
            return answer(exchange, labels, **blob);
        if (blob.error().code == ErrorCode::UnsupportedType && !photo.photo.facts.isVideo())
            return full(exchange, photo);
        exchange->respond(problem(blob.error().code == ErrorCode::UnsupportedType
                                      ? Error{ErrorCode::NotFound, {}, 0}
                                      : blob.error()));
    });
}

void ShareServing::full(const Exchange& exchange, const StoredPhoto& photo) {
    const auto give = [this, exchange](const StoredPhoto& made) {
        const StoredRendering* found = renderingOf(made, RenderingKind::Full);
        if (found == nullptr) // edited meanwhile
            return exchange->respond(problem(Error{ErrorCode::Busy, {}, 1'000}));
        send(exchange, {etagOf(found->sha256), found->mimeType, attachment(made.photo, "jpg")},
             made.photo.owner, BlobArea::Renderings, found->blob);
    };
    if (renderingOf(photo, RenderingKind::Full) != nullptr)
        return give(photo);
    m_processing.make(photo, RenderingKind::Full, [exchange, give](const Result<StoredPhoto>& made) {
        if (!made)
            return exchange->respond(problem(made.error()));
        give(*made);
    });
}

void ShareServing::video(const Exchange& exchange, const Share& share, const StoredPhoto& photo) {
    if (!photo.photo.facts.isVideo())
        return exchange->respond(problem(ErrorCode::NotFound));
    const char* type = fileKindOf(photo.photo.facts.mimeType).type;
    if (share.showsLocation)
        return send(exchange, {etagOf(photo.photo.sha256), type, "inline"}, photo.photo.owner,
                    BlobArea::Originals, photo.blob);
    const Labels labels{etagOf(photo.photo.sha256, "-clean"), type, "inline"};
    m_cleaner.open(photo, [exchange, labels](const Result<std::shared_ptr<CleanedBlob>>& blob) {
        if (blob)
            return answer(exchange, labels, **blob);
        const bool hopeless = blob.error().code == ErrorCode::UnsupportedType;
        exchange->respond(problem(hopeless ? Error{ErrorCode::NotFound, {}, 0} : blob.error()));
    });
}

void ShareServing::gives(const Share& share, const StoredPhoto& photo, Told told) {
    if (share.showsLocation || !photo.photo.facts.isVideo())
        return told(true);
    m_cleaner.open(photo, [told = std::move(told)](const Result<std::shared_ptr<CleanedBlob>>& blob) {
        told(blob || isTemporary(blob.error().code));
    });
}

void ShareServing::packs(const Share& share, QList<StoredPhoto> photos, Told told) {
    const auto isGiven = [&share](const StoredPhoto& photo) {
        return share.showsLocation || !photo.photo.facts.isVideo();
    };
    if (photos.size() > mostLookedAt || std::ranges::any_of(photos, isGiven))
        return told(true);
    if (photos.isEmpty())
        return told(false);
    const StoredPhoto video = photos.takeFirst();
    gives(share, video, [this, share, photos, told = std::move(told)](bool given) {
        if (given)
            return told(true);
        packs(share, photos, told);
    });
}

void ShareServing::zip(const Exchange& exchange, const Share& share) {
    m_zip.make(share, [this, exchange,
                       name = share.shownTitle()](const Result<std::shared_ptr<ZipBlob>>& zip) {
        if (!zip)
            return exchange->respond(problem(zip.error()));
        const QString file = cleanFileName((name.isEmpty() ? QStringLiteral("photos") : name) + u".zip"_s);
        const Labels labels{(*zip)->etag(), "application/zip", attachmentNamed(file)};
        respondWithZip(exchange, **zip, answered(exchange, labels, **zip), m_executor, this);
    });
}

void ShareServing::send(const Exchange& exchange, const Labels& labels, PersonId owner, BlobArea area,
                        const QString& name) {
    if (const auto blob = m_blobs.opened(owner, area, name))
        return answer(exchange, labels, *blob);
    whenDone(m_blobs.open(owner, area, name), &m_executor, this,
             [exchange, labels](const Result<std::shared_ptr<Blob>>& blob) {
                 if (!blob)
                     return exchange->respond(problem(blob.error()));
                 answer(exchange, labels, **blob);
             });
}

HttpResponse ShareServing::answered(const Exchange& exchange, const Labels& labels, const Blob& blob) {
    HttpResponse response;
    response.headers = {{"content-type", labels.type},
                        {"cache-control", "private, no-cache"}, // a link can end at any time
                        {"content-disposition", labels.disposition},
                        {"x-robots-tag", "noindex"}};
    return answerFor(exchange->request(), labels.etag, blob, std::move(response));
}

void ShareServing::answer(const Exchange& exchange, const Labels& labels, const Blob& blob) {
    exchange->respond(answered(exchange, labels, blob));
}

} // namespace parlor::server
