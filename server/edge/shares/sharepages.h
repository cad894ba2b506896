#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/photos/photocatalogue.h"
#include "server/domain/shares/shareservice.h"
#include "server/edge/http/routetable.h"
#include "server/edge/shares/sharehtml.h"
#include "server/edge/shares/shareserving.h"
#include "server/edge/shares/shareuploads.h"

#include <QHash>
#include <QObject>

namespace parlor::server {

/// What visitors of a public link see, without signing in:
///   GET  /s/{token}                  the grid, at most 200 a part
///   POST /s/{token}                  the password, as a form
///   POST /s/{token}/upload           a guest's photo, as a form
///   GET  /s/{token}/zip              everything as one file
///   GET  /s/{token}/{photo}          one picture
///   GET  /s/{token}/{photo}/{kind}   its bytes: thumb, view, original, video
///   GET  /s/-/{file}                 style sheet and script
/// Whether the link still holds and shows the photo is asked at each request. Domain thread only.
class SharePages final : public QObject {
    Q_OBJECT
public:
    static constexpr int largestPage = 200;

    /// All live longer.
    SharePages(ShareService& shares, PhotoCatalogue& catalogue, ShareServing& serving, ShareUploads& uploads,
               const Clock& clock, Executor& executor, QObject* parent = nullptr);

    void addTo(RouteTable& table);

private:
    using Exchange = std::shared_ptr<HttpExchange>;

    /// A request that holds a valid link, and the password where there is one.
    struct Visit {
        Exchange exchange;
        QString token;
        Share share;
        QByteArray device; ///< what its browser carries, of a share for so many devices; empty: a new one
    };

    using Use = std::function<void(const Visit&)>;

    enum class Wants {
        Page, ///< opens the link, which may take a place among its devices
        Form, ///< sends something from a page
        File,
    };

    void asset(const Exchange& exchange, const QString& file);
    void unlock(const Exchange& exchange, const QString& token);
    void tryPassword(const Exchange& exchange, const QString& token, const Share& share);
    void grid(const Visit& visit);
    void picture(const Visit& visit, const QString& photo);
    void file(const Visit& visit, const QString& photo, const QString& kind);
    void send(const Visit& visit, const StoredPhoto& stored, const QString& kind);
    void upload(const Visit& visit);

    void open(const Exchange& exchange, const QString& token, Wants wants, Use use);
    void checkDevice(const Visit& visit, Wants wants, const Use& use);
    void showGrid(const Visit& visit, PhotoId after, const ShareSummary& summary);
    void notice(const Exchange& exchange, Notice notice, int status, const QString& token = {},
                std::int64_t retryAfterMs = 0);
    void refuse(const Exchange& exchange, const Error& error);
    void show(const Visit& visit, const QByteArray& html);
    void answer(const Visit& visit, const QByteArray& html);
    [[nodiscard]] std::int64_t waitFor(const PeerInfo& peer, Wants wants);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ShareService& m_shares;
    PhotoCatalogue& m_catalogue;
    ShareServing& m_serving;
    ShareUploads& m_uploads;
    const Clock& m_clock;
    Executor& m_executor;
    ShareHtml m_html;

    struct Buckets {
        TokenBucket pages, files;
    };

    QHash<QString, Buckets> m_buckets; ///< by address
};

} // namespace parlor::server
