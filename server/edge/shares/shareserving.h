#pragma once

#include "server/domain/photos/photoprocessing.h"
#include "server/domain/ports/blobstore.h"
#include "server/domain/ports/sharestore.h"
#include "server/domain/shares/originalcleaner.h"
#include "server/domain/shares/sharezip.h"

#include <QObject>

#include <functional>
#include <memory>

namespace parlor::server {

/// The bytes of pictures that a public link shows; whether it does is asked before. Ranges, conditional
/// requests and HEAD (RFC 9110). Domain thread only.
class ShareServing final : public QObject {
    Q_OBJECT
public:
    using Exchange = std::shared_ptr<HttpExchange>;

    /// All live longer.
    ShareServing(PhotoProcessing& processing, BlobStore& blobs, OriginalCleaner& cleaner, ShareZip& zip,
                 Executor& executor, QObject* parent = nullptr);

    /// Thumb or View; NotFound when there is none.
    void rendering(const Exchange& exchange, const StoredPhoto& photo, RenderingKind kind);
    /// The original as an attachment: cleaned unless the share shows locations; `full` where that can't be
    /// done or it is cropped, and NotFound for a video.
    void original(const Exchange& exchange, const Share& share, const StoredPhoto& photo);
    /// Everything as one zip.
    void zip(const Exchange& exchange, const Share& share);
    /// A video to be played, cleaned like an original; NotFound for what is none or can't be cleaned.
    void video(const Exchange& exchange, const Share& share, const StoredPhoto& photo);

    using Told = std::function<void(bool)>;

    /// Whether video() and original() have something to give, now or in a moment: not of a video that can't
    /// be cleaned. A worker may have to look at it first.
    void gives(const Share& share, const StoredPhoto& photo, Told told);
    /// Whether zip() has, of a share that shows these.
    void packs(const Share& share, QList<StoredPhoto> photos, Told told);

private:
    struct Labels {
        QByteArray etag; ///< with its quotes
        QByteArray type;
        QByteArray disposition;
    };

    void full(const Exchange& exchange, const StoredPhoto& photo);
    void send(const Exchange& exchange, const Labels& labels, PersonId owner, BlobArea area,
              const QString& name);
    static HttpResponse answered(const Exchange& exchange, const Labels& labels, const Blob& blob);
    static void answer(const Exchange& exchange, const Labels& labels, const Blob& blob);

    PhotoProcessing& m_processing;
    BlobStore& m_blobs;
    OriginalCleaner& m_cleaner;
    ShareZip& m_zip;
    Executor& m_executor;
};

} // namespace parlor::server
