#pragma once

#include "client/core/imagestore.h"
#include "client/core/photos/picturefiles.h"
#include "client/core/session/api.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <map>
#include <memory>

namespace parlor::client {

/// Pictures from the disk, else from the server. A thread for the files, two that decode, six fetches at
/// once; everywhere what is visible goes first, then what was asked last, and what was cancelled costs
/// nothing any more.
class DiskImageStore final : public QObject, public ImageStore {
    Q_OBJECT
public:
    /// All live longer. `directory`: for the files.
    DiskImageStore(Api& api, Executor& executor, const QString& directory, std::int64_t budgetBytes,
                   QObject* parent = nullptr);
    ~DiskImageStore() override;

    Ticket request(const ImageRequest& request, Ready ready) override;
    void cancel(Ticket ticket) override;
    /// Forgets all files and requests.
    void clear();

private:
    struct Asked {
        ImageRequest request;
        Ready ready;
        QString name; ///< of the file; empty for those that are not kept
        std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
        std::shared_ptr<Api::Handle> handle;
        bool fetching = false;
        bool wantsFetch = false;
    };

    [[nodiscard]] static int urgency(Ticket ticket, const Asked& asked);
    void forget(const Asked& asked);
    void readFile(Ticket ticket);
    void fetchNext();
    void fetch(Ticket ticket, Asked& asked);
    void fetched(Ticket ticket, const Result<HttpAnswer>& answer);
    enum class Origin { Disk, Server };
    void decode(Ticket ticket, const QByteArray& bytes, Origin origin);
    void decoded(Ticket ticket, const QByteArray& bytes, Origin origin, const Result<QImage>& image);
    void answer(Ticket ticket, const Result<QImage>& image);

    Api& m_api;
    Executor& m_executor;
    std::shared_ptr<PictureFiles> m_files;
    QThreadPool m_filePool, m_decodePool;
    std::map<Ticket, Asked> m_asked;
    Ticket m_last = 0;
    int m_fetches = 0;
};

} // namespace parlor::client
