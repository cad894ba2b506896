#pragma once

#include "server/domain/photos/photoaccess.h"
#include "server/domain/photos/photocatalogue.h"
#include "server/domain/photos/photoprocessing.h"
#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/repeatable.h"
#include "server/domain/shares/originalcleaner.h"
#include "server/edge/http/routetable.h"

#include <QObject>

namespace parlor::server {

/// Pictures as bytes, rights checked at each request; what one may not see is not there (404):
///   GET /v1/photos/{id}/{kind}/{hash}  one rendering, immutable; why it was refused, of a refused one
///   GET /v1/photos/{id}/{kind}         the current one; grid and full are made when they are first asked for
///   GET /v1/photos/{id}/original       the owner's own file, as an attachment
///   GET /v1/photos/{id}/video          what moves; others get it without place and camera,
///                                      and not of a cropped live photo
/// Conditional requests, single ranges and HEAD (RFC 9110). When row, right and file are in memory a request
/// is answered without leaving the call; an answer with a rendering says what it rests on, so that net may
/// repeat it. Domain thread only.
class ServingRoutes final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    ServingRoutes(PhotoCatalogue& catalogue, PhotoAccess& access, PhotoProcessing& processing,
                  BlobStore& blobs, OriginalCleaner& cleaner, Executor& executor, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    /// One file and how it is labelled.
    struct Served {
        PersonId owner;
        BlobArea area = BlobArea::Renderings;
        QString blob;
        QByteArray etag; ///< with its quotes
        QByteArray type;
        QByteArray cacheControl;
        QByteArray disposition;
        std::int64_t from = 0;    ///< of the part that is served
        std::int64_t length = -1; ///< −1: up to the end
        std::shared_ptr<const Repeatable> repeatable{};
    };

    void rendering(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void original(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    void video(const Exchange& exchange, const Principal& principal, const PathArguments& path);
    static Served videoOf(const StoredPhoto& photo);
    void movingHalf(const Exchange& exchange, const StoredPhoto& still, bool own);
    void cleanVideo(const Exchange& exchange, const StoredPhoto& photo);
    static void answer(const Exchange& exchange, const Served& served, const Blob& whole);
    void findRendering(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind,
                       const QString& hash, const std::shared_ptr<Repeatable>& repeatable);
    [[nodiscard]] std::shared_ptr<Repeatable>
    repeatableFor(const HttpRequest& request, const Principal& principal, const PathArguments& path) const;
    void make(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind);
    void serve(const Exchange& exchange, const Served& served);

    template<class Use>
    void withVisible(const Exchange& exchange, const Principal& principal, const PathArguments& path,
                     Use use);

    PhotoCatalogue& m_catalogue;
    PhotoAccess& m_access;
    PhotoProcessing& m_processing;
    BlobStore& m_blobs;
    OriginalCleaner& m_cleaner;
    Executor& m_executor;
};

/// The answer for a file of `size` bytes: 304, 416, 206 or 200, with the headers of `response`; `body(range)`
/// gives its bytes.
HttpResponse answerFor(const HttpRequest& request, const QByteArray& etag, const Blob& blob,
                       HttpResponse response);

/// Content-Disposition (RFC 6266) with an ASCII name and, when that is not all, the whole one.
QByteArray attachmentNamed(const QString& name);

} // namespace parlor::server
