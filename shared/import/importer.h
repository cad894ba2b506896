#pragma once

#include "shared/core/jobthread.h"
#include "shared/import/importalbums.h"
#include "shared/import/importreader.h"
#include "shared/import/importreport.h"
#include "shared/import/importtarget.h"

#include <QObject>

#include <functional>
#include <memory>

namespace parlor {

/// Brings files of folders and archives into a library: lists and plans, then hash, ask, upload and say what
/// is known of it, some at a time; albums at the end. One that was ended anywhere is run again and does what
/// is left. What is brought is told once the library has looked at it: what it does not keep is refused.
/// Facts are written to what this import brought; a photo that the library had keeps what is said of it
/// there. One run at a time, on the thread of the executor; files are read on a thread of its own.
class Importer final : public QObject {
    Q_OBJECT
public:
    using Say = std::function<void(const ImportLine&)>;

    struct Request {
        QStringList paths;
        QString temporary; ///< a folder that exists, for what is unpacked
        QString journal;   ///< a file; empty for none
        SyncFile sync;     ///< for the journal; called on the thread that reads
        ImportOptions options;
    };

    /// All live longer. `say` hears of each file once.
    Importer(ImportTarget& target, Executor& executor, Say say, QObject* parent = nullptr);
    ~Importer() override;

    /// What makes going on senseless ends it: FileFailed for a folder that can't be read, QuotaExceeded,
    /// DiskFull, NetworkFailed, what is wrong with the session …
    Task<Result<ImportSummary>> run(Request request);

private:
    struct Brought;
    struct Run;

    void readNext();
    void checkBatch(const QList<ReadFilePtr>& batch);
    [[nodiscard]] bool isOurs(const ReadFile& ready) const;
    void pump();
    void work(const ReadFilePtr& ready);
    void bring(const ReadFilePtr& ready);
    void upload(const ReadFilePtr& ready);
    void writeFacts(const ReadFilePtr& ready, ImportResult result);
    void conclude(const ReadFilePtr& ready, ImportResult result, const QString& reason);
    void judged(const QByteArray& sha256, const Result<ImportTarget::Verdict>& verdict);
    void settle(const ReadFilePtr& ready, ImportResult result, const QString& reason);
    void failed(const ReadFilePtr& ready, const Error& error);
    void tell(const QString& path, ImportResult result, PhotoId id, const QString& reason);
    void fillAlbums();
    void finish(const Status& status);

    template<class T, class Fn>
    void when(const Task<T>& task, Fn fn) {
        whenDone(task, &m_executor, this, std::move(fn));
    }

    ImportTarget& m_target;
    Executor& m_executor;
    Say m_say;
    std::shared_ptr<Run> m_run;
    std::unique_ptr<ImportAlbums> m_albums; ///< of the run, once it has come so far
    JobThread m_thread{JobThread::AtEnd::Drop};
};

} // namespace parlor
