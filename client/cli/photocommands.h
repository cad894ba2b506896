#pragma once

#include "client/cli/command.h"
#include "client/cli/context.h"
#include "client/cli/dialog.h"
#include "client/core/cache/cache.h"
#include "client/core/photos/hasher.h"
#include "client/core/photos/uploader.h"
#include "shared/protocol/serverlimits.h"

#include <QTimer>

namespace parlor::cli {

struct UploadOptions {
    QStringList paths; ///< files, or directories with all that is in them
    QString channel;
    QString text;
    bool wait = false;
    int timeoutSeconds = 0; ///< without progress; 0: two minutes
};

/// Uploads files, three at once, and with a channel posts them there, as many in a message as the
/// server takes. What was interrupted
/// goes on where it was.
class UploadCommand final : public Command {
    Q_OBJECT
public:
    UploadCommand(Context& context, UploadOptions options);
    void start() override;

private:
    void askLimits(const client::ServerAddress& server);
    void begin();
    void changed(const client::Transfer& transfer);
    void finished(const client::Transfer& transfer);
    void report(const QString& path, const QString& result, PhotoId id, std::optional<ErrorCode> reason);
    void post();
    void end();

    Context& m_context;
    const UploadOptions m_options;
    client::WorkerThread m_cacheThread{u"cache"_qs};
    client::Hasher m_hasher;
    client::Cache m_cache;
    client::Uploader m_uploader;
    Dialog m_dialog;
    QTimer m_stalled;
    ServerLimits m_limits;                          ///< as the server tells them
    QHash<client::TransferId, QString> m_paths;     ///< as they were given; those that are not finished
    QHash<client::TransferId, std::int64_t> m_sent; ///< bytes, of those that are not finished
    QList<client::TransferId> m_order;
    QHash<client::TransferId, PhotoId> m_photos;
    QList<PhotoId> m_toPost;
    QString m_clientId;
    std::optional<ExitCode> m_worst;
    bool m_posting = false;
};

struct DownloadOptions {
    QString id;
    QString variant;
    QString file;
    bool originalVersion = false; ///< the one behind that edited photo
};

class DownloadCommand final : public Command {
    Q_OBJECT
public:
    DownloadCommand(Context& context, DownloadOptions options);
    void start() override;

private:
    void findOriginal(PhotoId edited);
    void fetch(PhotoId photo);

    Context& m_context;
    const DownloadOptions m_options;
};

} // namespace parlor::cli
